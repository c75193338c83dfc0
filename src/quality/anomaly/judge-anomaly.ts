import type { Check } from "../check.ts"
import type { Asking, Judged } from "../judge-answer.ts"
import type { AnsweredGroup } from "../plan/answers.ts"
import { verdict } from "../verdict.ts"
import type { AnomalyUse } from "./anomaly-use.ts"
import { type Detected, detect } from "./detect.ts"
import { figure } from "./expect-value.ts"
import { groupOf } from "./series.ts"
import { type Series, seriesOfBuckets, seriesOfRuns } from "./series-of-answer.ts"

const lengths = { hour: 3_600_000, day: 86_400_000 }

/** Judges each series of a check by itself, and counts those that are anomalies. */
export function judgeAnomaly(
  check: Check,
  { settings, bucket, isShare }: AnomalyUse,
  answered: readonly AnsweredGroup[],
  { at, remembered }: Asking,
): Judged {
  const { question, isGrouped } = measured(check, bucket)
  const [measure] = question.measures
  const minRows = check.test.config.minRows ?? 0
  const columns = measure?.columns ?? []
  const metric = measure?.metric ?? "row_count"
  // Of how many rows there are, none is a number too.
  const none = metric === "row_count" || isShare ? 0 : null
  const { groupBy } = check.test.config
  const scope = [
    question.scope.where,
    bucket === undefined ? undefined : `by ${bucket}`,
    groupBy.length === 0 ? undefined : `by ${groupBy.join(", ")}`,
  ]
  const series =
    bucket === undefined
      ? seriesOfRuns(answered, {
          isGrouped,
          isShare,
          none,
          at: at.getTime(),
          scope,
          remembered: remembered({ relation: check.relation ?? "", metric, columns }),
        })
      : seriesOfBuckets(answered, { isShare, none, at: at.getTime(), length: lengths[bucket] })
  const few = answered.reduce((sum, { rows }) => sum + (rows ?? 0), 0) < minRows
  const points = bucket === undefined ? "runs" : `${bucket}s`
  const judged = series.map((each) => ({
    ...each,
    detected: detect(each.history, each.current, settings, points),
  }))
  const found = judged.filter(({ detected }) => detected.verdict === "anomaly")
  const told = found[0] ?? judged[0]
  const unjudged = judged.every(
    ({ detected: { verdict: one } }) => one === "insufficient" || one === "excluded",
  )
  return {
    status: few || unjudged ? "insufficient" : verdict(found.length, check.test.config),
    failures: few ? 0 : found.length,
    observed: told?.current.value ?? null,
    expected: told?.detected.expected ?? "nothing yet: there is nothing to compare",
    message: few || found.length === 0 ? undefined : found.slice(0, 3).map(sentence).join("; "),
    totalRows: answered.reduce((sum, { rows }) => sum + (rows ?? 0), 0),
    metrics: judged.map(({ name, current }) => ({
      metric,
      columns,
      group: groupOf(scope, name),
      value: current.value,
    })),
    wrongGroups: [],
    sample: found.map((each) => ({
      ...(each.name === undefined ? {} : { value: each.name }),
      [metric]: each.current.value,
      expected: each.detected.expected,
    })),
  }

  function sentence({ name, current, detected }: Series & { readonly detected: Detected }): string {
    const of = [columns.join(", "), check.relation ?? ""].filter((part) => part !== "").join(" in ")
    const where = name === undefined ? "" : ` of "${name}"`
    return `${metric}${where} of ${of} is ${figure(current.value ?? Number.NaN)}, expected ${detected.expected}`
  }
}

function measured(check: Check, bucket: AnomalyUse["bucket"]) {
  const { question } = check.asked
  if (question.kind !== "measures") throw new Error(`${check.test.name} measures nothing`)
  return { question, isGrouped: question.scope.groupBy.length > (bucket === undefined ? 0 : 1) }
}
