import { aligned, decimalText } from "../template/decimal.ts"
import {
  compareNumbers,
  decimalOf,
  doubleOf,
  exactNumber,
  type Numeric,
  numberText,
  sameValue,
} from "../template/exact-number.ts"
import { judgeAnomaly } from "./anomaly/judge-anomaly.ts"
import { groupOf, type Remembered } from "./anomaly/series.ts"
import type { Check } from "./check.ts"
import { measuredNumber } from "./measured-number.ts"
import type { AnsweredGroup } from "./plan/answers.ts"
import type { MetricName } from "./question.ts"
import { verdict } from "./verdict.ts"

/** What a check's answer comes to. */
export interface Judged {
  readonly status: "pass" | "warn" | "fail" | "insufficient"
  /** Null where there were too few rows. */
  readonly failures: number | null
  readonly observed: number | string | null
  readonly expected: string | null
  /** What was found, in a sentence, where the numbers do not say it. */
  readonly message?: string | undefined
  readonly totalRows: number | null
  readonly metrics: readonly {
    readonly metric: MetricName
    readonly columns: readonly string[]
    readonly group: string | undefined
    readonly value: number | string | null
  }[]
  /** The groups that are wrong, of a check with `group_by`. */
  readonly wrongGroups: readonly AnsweredGroup[]
  /** What is shown of what is wrong, instead of failing rows and groups. */
  readonly sample?: readonly Readonly<Record<string, unknown>>[]
}

/** When a check was asked, and what was measured before that. */
export interface Asking {
  readonly at: Date
  readonly remembered: Remembered
}

/**
 * Judges the answer to a check. Each group is judged by itself, and those that are wrong are counted where there are
 * several. Of fewer than `min_rows` rows nothing is said.
 */
export function judgeAnswer(check: Check, groups: readonly AnsweredGroup[], asking: Asking): Judged {
  if (check.anomaly !== undefined) return judgeAnomaly(check, check.anomaly, groups, asking)
  const { config } = check.test
  const { question } = check.asked
  const grouped = config.groupBy.length > 0
  const enough = groups.filter(({ rows }) => rows === null || rows >= (config.minRows ?? 0))
  const outcomes = enough.map((group) => ({ group, ...outcomeOf(check, group) }))
  const wrong = outcomes.filter(({ holds, failures }) => !holds && !(compareNumbers(failures, 0) <= 0))
  const insufficient =
    (enough.length === 0 && (config.minRows ?? 0) > 0) ||
    (outcomes.length > 0 && outcomes.every(({ isJudged }) => !isJudged))
  const told = wrong[0] ?? outcomes[0]
  const rows = groups.map((group) => group.rows)
  return {
    // What `mostly` bears with is counted, and judged as if it were not there.
    status: insufficient ? "insufficient" : verdict(sum(wrong), config),
    failures: insufficient ? null : Number(sum(outcomes)),
    observed: told?.observed ?? digitsOf(sum(outcomes)),
    expected:
      check.expected ?? (config.mostly === undefined ? null : `at least ${config.mostly} of the rows`),
    totalRows: rows.some((each) => each === null)
      ? null
      : rows.reduce<number>((sum, each) => sum + (each ?? 0), 0),
    metrics:
      question.kind !== "measures"
        ? []
        : groups.flatMap(({ group, values }) =>
            question.measures.map(({ metric, columns }, at) => ({
              metric,
              columns,
              group: groupOf([question.scope.where], grouped ? group.map(String).join(", ") : undefined),
              value: values[at] ?? null,
            })),
          ),
    wrongGroups: grouped ? wrong.map(({ group }) => group) : [],
  }
}

/** A text where a double does not hold the number. */
function digitsOf(failures: Numeric): string | null {
  return doubleOf(failures) === undefined ? numberText(failures) : null
}

function sum(outcomes: readonly GroupOutcome[]): Numeric {
  return outcomes.reduce<Numeric>((total, { failures }) => plus(total, failures), 0)
}

function plus(a: Numeric, b: Numeric): Numeric {
  if (typeof a === "number" && typeof b === "number") return a + b
  const [left, right] = [decimalOf(a), decimalOf(b)]
  const [x, y] = aligned(left, right)
  return exactNumber(decimalText({ units: x + y, scale: Math.max(left.scale, right.scale) }))
}

interface GroupOutcome {
  readonly failures: Numeric
  /** True where the failures are none, or as few as `mostly` lets through. */
  readonly holds: boolean
  readonly observed: number | string | null
  /** False where nothing was measured. */
  readonly isJudged: boolean
}

function outcomeOf({ judge, test }: Check, { values, rows }: AnsweredGroup): GroupOutcome {
  if (judge !== undefined) {
    const { holds, observed } = judge(values)
    return { failures: holds === false ? 1 : 0, holds: holds !== false, observed, isJudged: holds !== null }
  }
  const failures = measuredNumber(values[0] ?? 0) ?? Number.NaN
  const { mostly } = test.config
  if (mostly === undefined || rows === null)
    return { failures, holds: sameValue(failures, 0), observed: null, isJudged: true }
  const share = rows === 0 ? 1 : (rows - Number(failures)) / rows
  return { failures, holds: share >= mostly, observed: share, isJudged: true }
}
