import type { CheckResult } from "../results.ts"

/** `mean of price is 12.4, expected between 13 and 20`; of a check of groups how many are wrong. */
export function measuredText(check: CheckResult): string {
  if (check.message !== undefined) return check.message
  const { failures, observed, expected, metrics, totalRows } = check
  const [first, ...more] = metrics
  const wanted = `expected ${expected}`
  if (first === undefined)
    return failures === null || totalRows === null
      ? wanted
      : `${failures} of ${totalRows} rows are wrong, ${wanted} to be right`
  if (more.some(({ group }) => group !== undefined))
    return `${failures} of ${metrics.length} groups are wrong, ${wanted}`
  if (observed === null) return wanted
  const of = first.columns.length === 0 ? "" : ` of ${first.columns.join(", ")}`
  return `${first.metric.replaceAll("_", " ")}${of} is ${observed}, ${wanted}`
}
