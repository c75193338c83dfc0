import { aggregates } from "./aggregates-cases.testkit.ts"
import { blanks } from "./blanks-cases.testkit.ts"
import { dates } from "./dates-cases.testkit.ts"
import { decimals } from "./decimals-cases.testkit.ts"
import { escaping } from "./escaping-cases.testkit.ts"
import { formats } from "./formats-cases.testkit.ts"
import { json } from "./json-cases.testkit.ts"
import { conditions, numbers } from "./numbers-cases.testkit.ts"
import { patterns } from "./patterns-cases.testkit.ts"
import { queries } from "./queries-cases.testkit.ts"
import { strings, texts } from "./text-cases.testkit.ts"
import { windows } from "./windows-cases.testkit.ts"

/** All cases, by what they are about. */
export const groups = {
  blanks,
  strings,
  escaping,
  texts,
  patterns,
  numbers,
  decimals,
  conditions,
  dates,
  formats,
  json,
  aggregates,
  windows,
  queries,
}
