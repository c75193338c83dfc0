import type { Check } from "./check.ts"
import type { AnsweredGroup } from "./plan/answers.ts"
import type { MetricName } from "./question.ts"
import { verdict } from "./verdict.ts"

/** What a check's answer comes to. */
export interface Judged {
  readonly status: "pass" | "warn" | "fail" | "insufficient"
  readonly failures: number
  readonly observed: number | string | null
  readonly expected: string | null
  readonly totalRows: number | null
  readonly metrics: readonly {
    readonly metric: MetricName
    readonly columns: readonly string[]
    readonly group: string | undefined
    readonly value: number | string | null
  }[]
  /** The groups that are wrong, of a check with `group_by`. */
  readonly wrongGroups: readonly AnsweredGroup[]
}

/**
 * Judges the answer to a check. Each group is judged by itself, and those that are wrong are counted where there are
 * several. Of fewer than `min_rows` rows nothing is said.
 */
export function judgeAnswer(check: Check, groups: readonly AnsweredGroup[]): Judged {
  const { config } = check.test
  const { question } = check.asked
  const grouped = config.groupBy.length > 0
  const enough = groups.filter(({ rows }) => rows === null || rows >= (config.minRows ?? 0))
  const outcomes = enough.map((group) => ({ group, ...outcomeOf(check, group) }))
  const wrong = outcomes.filter(({ failures }) => failures > 0)
  const failures = wrong.reduce((sum, each) => sum + each.failures, 0)
  const told = wrong[0] ?? outcomes[0]
  const rows = groups.map((group) => group.rows)
  return {
    status:
      (groups.length > 0 && enough.length === 0 && config.minRows !== undefined) ||
      (outcomes.length > 0 && outcomes.every(({ isJudged }) => !isJudged))
        ? "insufficient"
        : verdict(failures, config),
    failures,
    observed: told?.observed ?? null,
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
              group: grouped ? group.map(String).join(", ") : undefined,
              value: values[at] ?? null,
            })),
          ),
    wrongGroups: grouped ? wrong.map(({ group }) => group) : [],
  }
}

interface GroupOutcome {
  readonly failures: number
  readonly observed: number | string | null
  /** False where nothing was measured. */
  readonly isJudged: boolean
}

function outcomeOf({ judge, test }: Check, { values, rows }: AnsweredGroup): GroupOutcome {
  if (judge !== undefined) {
    const { holds, observed } = judge(values)
    return { failures: holds === false ? 1 : 0, observed, isJudged: holds !== null }
  }
  const failures = Number(values[0] ?? 0)
  const { mostly } = test.config
  if (mostly === undefined || rows === null) return { failures, observed: null, isJudged: true }
  const share = rows === 0 ? 1 : (rows - failures) / rows
  return { failures: share >= mostly ? 0 : failures, observed: share, isJudged: true }
}
