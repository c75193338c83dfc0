import { aggregates } from "./aggregates.cases.ts"
import { dates } from "./dates.cases.ts"
import { formats } from "./formats.cases.ts"
import { json } from "./json.cases.ts"
import { conditions, numbers } from "./numbers.cases.ts"
import { patterns } from "./patterns.cases.ts"
import { queries } from "./queries.cases.ts"
import { blanks, strings, texts } from "./text.cases.ts"
import { windows } from "./windows.cases.ts"

/** All cases, by what they are about. */
export const groups = {
  blanks,
  strings,
  texts,
  patterns,
  numbers,
  conditions,
  dates,
  formats,
  json,
  aggregates,
  windows,
  queries,
}
