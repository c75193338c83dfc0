import type { groups } from "./groups.testkit.ts"

/** What a group of cases is about, and the page of the guide that its rules stand on. */
export interface Chapter {
  readonly title: string
  readonly page: string
}

/** Of every group; the pages are in https://docs.aws.amazon.com/redshift/latest/dg/. */
export const chapters: Readonly<Record<keyof typeof groups, Chapter>> = {
  blanks: { title: "Trailing blanks", page: "r_Character_types.html" },
  fixedTexts: { title: "CHAR", page: "r_Character_types.html" },
  strings: { title: "String literals", page: "r_Literals.html" },
  escaping: { title: "Escapes in literals", page: "r_Literals.html" },
  texts: { title: "String functions", page: "String_functions_header.html" },
  patterns: { title: "Pattern matching", page: "pattern-matching-conditions.html" },
  numbers: { title: "Numbers", page: "r_Numeric_types201.html" },
  decimals: { title: "Computations with decimals", page: "r_numeric_computations201.html" },
  conditions: { title: "Conditions", page: "c_conditional_expressions.html" },
  dates: { title: "Date and time functions", page: "Date_functions_header.html" },
  arithmetic: { title: "DATEADD and DATEDIFF", page: "r_DATEADD_function.html" },
  dateParts: { title: "Date parts", page: "r_Dateparts_for_datetime_functions.html" },
  momentTexts: { title: "Date, time and interval literals", page: "r_Datetime_types.html" },
  zones: { title: "Time zones", page: "CONVERT_TIMEZONE.html" },
  strictness: { title: "Strict casts", page: "r_CAST_function.html" },
  formats: { title: "Formats", page: "r_Data_type_formatting.html" },
  json: { title: "JSON and SUPER", page: "json-functions.html" },
  textFunctions: { title: "More string functions", page: "String_functions_header.html" },
  arrays: { title: "Arrays", page: "Array_Functions.html" },
  pivots: { title: "PIVOT and UNPIVOT", page: "r_FROM_clause-pivot-unpivot-examples.html" },
  aggregates: { title: "Aggregate functions", page: "c_Aggregate_Functions.html" },
  windows: { title: "Window functions", page: "c_Window_functions.html" },
  queries: { title: "Queries", page: "r_SELECT_synopsis.html" },
  outerMarks: { title: "Outer joins by (+)", page: "r_WHERE_oracle_outer.html" },
  guideAggregates: { title: "Examples of aggregate functions", page: "c_Aggregate_Functions.html" },
  guideCasts: { title: "TRY_CAST", page: "r_TRY_CAST.html" },
  guideConditions: { title: "Examples of conditions", page: "c_conditional_expressions.html" },
  guideDates: { title: "Examples of date functions", page: "Date_functions_header.html" },
  guideFormats: { title: "Examples of number formats", page: "r_Numeric_formating.html" },
  guideHashes: { title: "Hash functions", page: "hash-functions.html" },
  guideJson: { title: "Examples of JSON functions", page: "json-functions.html" },
  guideNumbers: { title: "Examples of math functions", page: "Math_functions.html" },
  guideQueries: { title: "Examples of queries", page: "r_SELECT_synopsis.html" },
  guideTexts: { title: "Examples of string functions", page: "String_functions_header.html" },
  guideWindows: { title: "Examples of window functions", page: "c_Window_functions.html" },
}
