import { groups } from "./groups.testkit.ts"
import type { ConformanceCase } from "./setup.testkit.ts"

/** The parts of the developer guide that describe the SQL, in its order. */
const guideChapters = [
  "Literals",
  "Data types",
  "Conditions",
  "Queries",
  "Aggregate functions",
  "Array functions",
  "Data type formatting functions",
  "Date and time functions",
  "Hash functions",
  "JSON functions",
  "Math functions",
  "String functions",
  "Window functions",
] as const

type Chapter = (typeof guideChapters)[number]

/** What a group of cases is about, its chapter of the guide, and the page that its rules stand on. */
interface Subject {
  readonly chapter: Chapter
  readonly title: string
  readonly page: string
}

/** Of every group; the pages are in https://docs.aws.amazon.com/redshift/latest/dg/. */
const subjects: Readonly<Record<keyof typeof groups, Subject>> = {
  blanks: { chapter: "Data types", title: "Trailing blanks", page: "r_Character_types.html" },
  fixedTexts: { chapter: "Data types", title: "CHAR", page: "r_Character_types.html" },
  strings: { chapter: "Literals", title: "String literals", page: "r_Literals.html" },
  escaping: { chapter: "Literals", title: "Escapes in literals", page: "r_Literals.html" },
  texts: { chapter: "String functions", title: "String functions", page: "String_functions_header.html" },
  patterns: { chapter: "Conditions", title: "Pattern matching", page: "pattern-matching-conditions.html" },
  numbers: { chapter: "Data types", title: "Numbers", page: "r_Numeric_types201.html" },
  decimals: {
    chapter: "Data types",
    title: "Computations with decimals",
    page: "r_numeric_computations201.html",
  },
  digits: { chapter: "Data types", title: "Digits of decimals", page: "r_numeric_computations201.html" },
  conditions: { chapter: "Conditions", title: "Conditions", page: "c_conditional_expressions.html" },
  dates: {
    chapter: "Date and time functions",
    title: "Date and time functions",
    page: "Date_functions_header.html",
  },
  arithmetic: {
    chapter: "Date and time functions",
    title: "DATEADD and DATEDIFF",
    page: "r_DATEADD_function.html",
  },
  dateParts: {
    chapter: "Date and time functions",
    title: "Date parts",
    page: "r_Dateparts_for_datetime_functions.html",
  },
  momentTexts: {
    chapter: "Literals",
    title: "Date, time and interval literals",
    page: "r_Datetime_types.html",
  },
  zones: { chapter: "Date and time functions", title: "Time zones", page: "CONVERT_TIMEZONE.html" },
  strictness: {
    chapter: "Data type formatting functions",
    title: "Strict casts",
    page: "r_CAST_function.html",
  },
  formats: {
    chapter: "Data type formatting functions",
    title: "Formats",
    page: "r_Data_type_formatting.html",
  },
  json: { chapter: "JSON functions", title: "JSON and SUPER", page: "json-functions.html" },
  textFunctions: {
    chapter: "String functions",
    title: "More string functions",
    page: "String_functions_header.html",
  },
  arrays: { chapter: "Array functions", title: "Arrays", page: "Array_Functions.html" },
  pivots: {
    chapter: "Queries",
    title: "PIVOT and UNPIVOT",
    page: "r_FROM_clause-pivot-unpivot-examples.html",
  },
  aggregates: {
    chapter: "Aggregate functions",
    title: "Aggregate functions",
    page: "c_Aggregate_Functions.html",
  },
  windows: { chapter: "Window functions", title: "Window functions", page: "c_Window_functions.html" },
  queries: { chapter: "Queries", title: "Queries", page: "r_SELECT_synopsis.html" },
  computedGroups: { chapter: "Queries", title: "Groups", page: "r_GROUP_BY_clause.html" },
  outerMarks: { chapter: "Queries", title: "Outer joins by (+)", page: "r_WHERE_oracle_outer.html" },
  guideAggregates: {
    chapter: "Aggregate functions",
    title: "Examples of aggregate functions",
    page: "c_Aggregate_Functions.html",
  },
  guideCasts: { chapter: "Data type formatting functions", title: "TRY_CAST", page: "r_TRY_CAST.html" },
  guideConditions: {
    chapter: "Conditions",
    title: "Examples of conditions",
    page: "c_conditional_expressions.html",
  },
  guideDates: {
    chapter: "Date and time functions",
    title: "Examples of date functions",
    page: "Date_functions_header.html",
  },
  guideFormats: {
    chapter: "Data type formatting functions",
    title: "Examples of number formats",
    page: "r_Numeric_formating.html",
  },
  guideHashes: { chapter: "Hash functions", title: "Hash functions", page: "hash-functions.html" },
  guideJson: { chapter: "JSON functions", title: "Examples of JSON functions", page: "json-functions.html" },
  guideNumbers: {
    chapter: "Math functions",
    title: "Examples of math functions",
    page: "Math_functions.html",
  },
  guideQueries: { chapter: "Queries", title: "Examples of queries", page: "r_SELECT_synopsis.html" },
  guideTexts: {
    chapter: "String functions",
    title: "Examples of string functions",
    page: "String_functions_header.html",
  },
  guideWindows: {
    chapter: "Window functions",
    title: "Examples of window functions",
    page: "c_Window_functions.html",
  },
  pageTexts: {
    chapter: "String functions",
    title: "String functions, page by page",
    page: "String_functions_header.html",
  },
  pageMath: {
    chapter: "Math functions",
    title: "Math functions, page by page",
    page: "Math_functions.html",
  },
  pageConditions: {
    chapter: "Conditions",
    title: "Conditional expressions, page by page",
    page: "c_conditional_expressions.html",
  },
  pageDates: {
    chapter: "Date and time functions",
    title: "Date functions, page by page",
    page: "Date_functions_header.html",
  },
  pageFormats: {
    chapter: "Data type formatting functions",
    title: "Number formats, page by page",
    page: "r_Numeric_formating.html",
  },
  pageAggregates: {
    chapter: "Aggregate functions",
    title: "Aggregate functions, page by page",
    page: "c_Aggregate_Functions.html",
  },
  pageWindows: {
    chapter: "Window functions",
    title: "Window functions, page by page",
    page: "c_Window_functions.html",
  },
  pageJson: {
    chapter: "JSON functions",
    title: "JSON and SUPER, page by page",
    page: "json-functions.html",
  },
  pageQueries: {
    chapter: "Queries",
    title: "SELECT, page by page",
    page: "r_SELECT_synopsis.html",
  },
  pageTypes: {
    chapter: "Data types",
    title: "Data types and casts, page by page",
    page: "c_Supported_data_types.html",
  },
  exampleStrings: {
    chapter: "String functions",
    title: "String functions, by their examples",
    page: "String_functions_header.html",
  },
  exampleMath: {
    chapter: "Math functions",
    title: "Math functions and conditions, by their examples",
    page: "Math_functions.html",
  },
  exampleAggregates: {
    chapter: "Aggregate functions",
    title: "Aggregate functions, by their examples",
    page: "c_Aggregate_Functions.html",
  },
  exampleWindows: {
    chapter: "Window functions",
    title: "Window functions, by their examples",
    page: "c_Window_functions.html",
  },
  exampleDates: {
    chapter: "Date and time functions",
    title: "Date functions, by their examples",
    page: "Date_functions_header.html",
  },
  exampleQueries: {
    chapter: "Queries",
    title: "Clauses of SELECT, by their examples",
    page: "r_SELECT_synopsis.html",
  },
  exampleArrays: {
    chapter: "Array functions",
    title: "Searching arrays",
    page: "array_contains.html",
  },
  exampleHashes: {
    chapter: "Hash functions",
    title: "Examples of hash functions",
    page: "hash-functions.html",
  },
  exampleTexts: {
    chapter: "String functions",
    title: "Codes of sounds and replacements",
    page: "String_functions_header.html",
  },
  exampleFormats: {
    chapter: "Data type formatting functions",
    title: "TO_CHAR and TO_NUMBER",
    page: "r_TO_CHAR.html",
  },
  exampleSupers: {
    chapter: "JSON functions",
    title: "Querying SUPER",
    page: "query-super.html",
  },
}

interface ChapterCases {
  readonly chapter: Chapter
  readonly subjects: readonly Subject[]
  readonly cases: readonly ConformanceCase[]
}

const casesOf = new Map<string, readonly ConformanceCase[]>(Object.entries(groups))

/** The cases by chapter of the guide. */
export const chapters: readonly ChapterCases[] = guideChapters.map((chapter) => {
  const own = Object.entries(subjects).filter(([, subject]) => subject.chapter === chapter)
  return {
    chapter,
    subjects: own.map(([, subject]) => subject),
    cases: own.flatMap(([name]) => casesOf.get(name) ?? []),
  }
})
