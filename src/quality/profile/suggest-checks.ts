import { isNumber } from "./column-kind.ts"
import type { MeasuredProfile, ProfiledColumn, ProfileMetric, ValueCount } from "./types.ts"

/** A check that holds now, and why it may go on to. */
export interface SuggestedCheck {
  /** Absent for a check of the relation. */
  readonly column?: string
  /** As in `data_tests`. */
  readonly check: string
  readonly arguments: Readonly<Record<string, unknown>>
  /** What was seen, in words. */
  readonly evidence: string
  /** How likely it holds for the next row that is like those that were seen, from 0 to 1. */
  readonly confidence: number
  /** How the confidence was worked out, in words. */
  readonly rule: string
}

/** True where a column (or the relation) has one of these checks already. */
export type HasCheck = (column: string | undefined, names: readonly string[]) => boolean

interface Seen {
  readonly column: ProfiledColumn
  readonly rows: number
  /** Rows that have a value. */
  readonly values: number
  readonly distinct: number
  number(metric: string): number | undefined
  readonly common: readonly ValueCount[]
}

type Proposal = Omit<SuggestedCheck, "column">

/** Other checks that say as much or more are no reason to propose one again. */
const rules: readonly {
  readonly unless: readonly string[]
  readonly propose: (seen: Seen) => Proposal | undefined
}[] = [
  { unless: ["not_null", "primary_key", "completeness", "not_null_proportion"], propose: filled },
  { unless: ["unique", "primary_key", "uniqueness"], propose: unique },
  {
    unless: ["accepted_values", "distinct_values_in_set", "distinct_values_equal_set"],
    propose: acceptedValues,
  },
  { unless: ["accepted_range", "non_negative", "positive", "column_min"], propose: range },
  {
    unless: ["is_uuid", "is_email", "is_url", "is_iso_timestamp", "reads_as", "matches_regex"],
    propose: shape,
  },
  { unless: ["string_length", "min_length", "max_length", "matches_regex", "is_uuid"], propose: length },
]

/**
 * Checks that hold for all that was measured, without those that are there. Confidences are by Laplace's rule of
 * succession, Good and Turing's estimate of what was never seen, or the lower end of Wilson's interval.
 */
export function suggestChecks(profile: MeasuredProfile, has: HasCheck): readonly SuggestedCheck[] {
  const rows = measured(profile.metrics, undefined, "row_count") ?? 0
  if (rows === 0) return []
  const ofColumns = profile.columns.flatMap((column) => {
    const seen = seenOf(profile, column, rows)
    return rules.flatMap(({ unless, propose }) => {
      const proposal = has(column.name, unless) ? undefined : propose(seen)
      return proposal === undefined ? [] : [{ column: column.name, ...proposal }]
    })
  })
  return [...ofColumns, ...keysOf(profile, rows, has)]
}

function filled({ rows, values }: Seen): Proposal | undefined {
  if (values === rows)
    return {
      check: "not_null",
      arguments: {},
      evidence: `all ${counted(rows)} rows have a value`,
      ...succession(rows, "rows"),
    }
  const least = Math.floor(wilson(values, rows) * 100) / 100
  if (least < 0.5) return undefined
  return {
    check: "completeness",
    arguments: { min: least },
    evidence: `${counted(values)} of ${counted(rows)} rows have a value`,
    confidence: 0.975,
    rule: "the lower end of Wilson's interval of 95 %",
  }
}

function unique({ column, rows, values, distinct }: Seen): Proposal | undefined {
  if (distinct !== values || values < 2) return undefined
  // Numbers that happen to differ are not key; long texts that all differ may be one.
  const isKey = looksLikeKey(column.name) && column.kind !== "float"
  if (!isKey && !(column.kind === "text" && rows >= 1000)) return undefined
  return {
    check: "unique",
    arguments: {},
    evidence: `${counted(values)} values, none of them twice`,
    ...succession(values, "values"),
  }
}

function acceptedValues({ column, values, distinct, common }: Seen): Proposal | undefined {
  const isSet = distinct > 0 && distinct <= 20 && values >= distinct * 10 && common.length === distinct
  if (column.kind !== "text" || looksLikeKey(column.name) || !isSet) return undefined
  const texts = common.map(({ value }) => String(value)).sort()
  // A template would be rendered, and a sentence is not a name of a kind.
  if (texts.some((text) => text.length > 40 || text.includes("{{"))) return undefined
  const once = common.filter(({ count }) => count === 1).length
  return {
    check: "accepted_values",
    arguments: { values: texts },
    evidence: `${distinct} different in ${counted(values)} values`,
    confidence: 1 - (once + 1) / (values + 2),
    rule: "Good and Turing: 1 - (values seen once + 1) / (values + 2)",
  }
}

function range({ column, distinct, number }: Seen): Proposal | undefined {
  const [least, most] = [number("min"), number("max")]
  if (!isNumber(column.kind) || looksLikeKey(column.name) || least === undefined || most === undefined)
    return undefined
  if (least < 0 || distinct < 2 || (number("non_finite_count") ?? 0) > 0) return undefined
  const evidence = `${counted(distinct)} different values from ${least} to ${most}`
  if (column.kind !== "integer" && most <= 1)
    return {
      check: "accepted_range",
      arguments: { min_value: 0, max_value: 1 },
      evidence,
      confidence: 1 - 2 / (distinct + 1),
      rule: "the next value is among d different ones seen: 1 - 2 / (d + 1)",
    }
  return {
    check: "non_negative",
    arguments: {},
    evidence,
    confidence: 1 - 1 / (distinct + 1),
    rule: "the next value is not below d different ones seen: 1 - 1 / (d + 1)",
  }
}

const shapes: readonly (readonly [metric: string, check: string, args: Readonly<Record<string, unknown>>])[] =
  [
    ["uuid_share", "is_uuid", {}],
    ["email_share", "is_email", {}],
    ["url_share", "is_url", {}],
    ["iso_timestamp_share", "is_iso_timestamp", {}],
    ["date_share", "reads_as", { type: "date" }],
    ["boolean_share", "reads_as", { type: "boolean" }],
  ]

function shape({ column, distinct, number }: Seen): Proposal | undefined {
  const found = column.kind === "text" ? shapes.find(([metric]) => number(metric) === 1) : undefined
  if (found === undefined) return undefined
  const [metric, check, args] = found
  return {
    check,
    arguments: args,
    evidence: `all of ${counted(distinct)} different values read as ${metric.replace("_share", "").replaceAll("_", " ")}`,
    ...succession(distinct, "different values"),
  }
}

function length({ column, distinct, number }: Seen): Proposal | undefined {
  const [least, most] = [number("min_length"), number("max_length")]
  if (column.kind !== "text" || least === undefined || least !== most || least === 0 || distinct < 10)
    return undefined
  if (shape({ column, distinct, number, rows: 0, values: 0, common: [] })?.check === "is_uuid")
    return undefined
  return {
    check: "string_length",
    arguments: { equals: least },
    evidence: `all of ${counted(distinct)} different values have ${least} characters`,
    ...succession(distinct, "different values"),
  }
}

/** Of sets of columns that were asked for. */
function keysOf({ metrics }: MeasuredProfile, rows: number, has: HasCheck): readonly SuggestedCheck[] {
  if (rows < 2 || has(undefined, ["unique_combination_of_columns", "primary_key"])) return []
  return metrics.flatMap(({ columns, metric, value }) =>
    columns !== undefined && metric === "count_distinct" && value === rows
      ? [
          {
            check: "unique_combination_of_columns",
            arguments: { combination_of_columns: columns },
            evidence: `${counted(rows)} rows, no combination twice`,
            ...succession(rows, "rows"),
          },
        ]
      : [],
  )
}

function looksLikeKey(name: string): boolean {
  return /(^|_)(id|key|uuid|guid|code|number|no|sk|pk)$/i.test(name) || /[a-z](Id|Key)$/.test(name)
}

/** As likely as what was seen `seen` times without exception is to be seen once more. */
export function succession(seen: number, of: string): { readonly confidence: number; readonly rule: string } {
  return { confidence: (seen + 1) / (seen + 2), rule: `rule of succession: (n + 1) / (n + 2) of n ${of}` }
}

/** The lower end of the interval in which a share is that was seen `part` times of `whole`. */
function wilson(part: number, whole: number): number {
  const z = 1.959963984540054
  const share = part / whole
  const center = share + z ** 2 / (2 * whole)
  const spread = z * Math.sqrt((share * (1 - share)) / whole + z ** 2 / (4 * whole ** 2))
  return Math.max(0, (center - spread) / (1 + z ** 2 / whole))
}

function seenOf({ metrics }: MeasuredProfile, column: ProfiledColumn, rows: number): Seen {
  const number = (metric: string): number | undefined => measured(metrics, column.name, metric)
  const common = metrics.find((each) => each.column === column.name && each.metric === "most_common")?.value
  return {
    column,
    rows,
    values: Math.round((number("completeness") ?? 0) * rows),
    distinct: number("count_distinct") ?? 0,
    number,
    common: Array.isArray(common) ? common.flatMap((each) => ("value" in each ? [each] : [])) : [],
  }
}

function measured(
  metrics: readonly ProfileMetric[],
  column: string | undefined,
  metric: string,
): number | undefined {
  const found = metrics.find(
    (each) => each.column === column && each.columns === undefined && each.metric === metric,
  )
  return typeof found?.value === "number" ? found.value : undefined
}

function counted(count: number): string {
  return count.toLocaleString("en-US")
}
