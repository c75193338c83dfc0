import { aggregates } from "./aggregates-cases.testkit.ts"
import { blanks } from "./blanks-cases.testkit.ts"
import { fixedTexts } from "./char-cases.testkit.ts"
import { computedGroups, digits } from "./computed-cases.testkit.ts"
import { dates } from "./dates-cases.testkit.ts"
import { decimals } from "./decimals-cases.testkit.ts"
import { escaping } from "./escaping-cases.testkit.ts"
import {
  exampleArrays,
  exampleFormats,
  exampleHashes,
  exampleSupers,
  exampleTexts,
} from "./examples-cases.testkit.ts"
import { formats } from "./formats-cases.testkit.ts"
import { arrays, pivots, textFunctions } from "./functions-cases.testkit.ts"
import {
  guideAggregates,
  guideCasts,
  guideConditions,
  guideDates,
  guideFormats,
  guideHashes,
  guideJson,
  guideNumbers,
  guideQueries,
  guideTexts,
  guideWindows,
} from "./guide-cases.testkit.ts"
import { json } from "./json-cases.testkit.ts"
import { arithmetic, dateParts, momentTexts, strictness, zones } from "./moments-cases.testkit.ts"
import { conditions, numbers } from "./numbers-cases.testkit.ts"
import { outerMarks } from "./outer-cases.testkit.ts"
import { pageConditions, pageDates, pageMath, pageTexts } from "./pages-functions-cases.testkit.ts"
import {
  pageAggregates,
  pageFormats,
  pageJson,
  pageQueries,
  pageTypes,
  pageWindows,
} from "./pages-queries-cases.testkit.ts"
import { patterns } from "./patterns-cases.testkit.ts"
import { queries } from "./queries-cases.testkit.ts"
import {
  exampleAggregates,
  exampleDates,
  exampleMath,
  exampleQueries,
  exampleStrings,
  exampleWindows,
} from "./reviewed-cases.testkit.ts"
import { strings, texts } from "./text-cases.testkit.ts"
import { windows } from "./windows-cases.testkit.ts"

/** All cases, by what they are about. */
export const groups = {
  blanks,
  fixedTexts,
  strings,
  escaping,
  texts,
  patterns,
  numbers,
  decimals,
  digits,
  conditions,
  dates,
  arithmetic,
  dateParts,
  momentTexts,
  zones,
  strictness,
  formats,
  json,
  textFunctions,
  arrays,
  pivots,
  aggregates,
  windows,
  queries,
  computedGroups,
  outerMarks,
  guideDates,
  guideHashes,
  guideCasts,
  guideJson,
  guideTexts,
  guideNumbers,
  guideFormats,
  guideConditions,
  guideAggregates,
  guideWindows,
  guideQueries,
  pageTexts,
  pageMath,
  pageConditions,
  pageDates,
  pageFormats,
  pageAggregates,
  pageWindows,
  pageJson,
  pageQueries,
  pageTypes,
  exampleHashes,
  exampleTexts,
  exampleSupers,
  exampleArrays,
  exampleFormats,
  exampleStrings,
  exampleMath,
  exampleAggregates,
  exampleWindows,
  exampleDates,
  exampleQueries,
}
