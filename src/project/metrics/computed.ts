import type { QueriedMetric } from "./metric-query.ts"
import type { Metric } from "./metric-types.ts"

/** Those that lux computes. */
export function computed(metrics: readonly Metric[]): readonly QueriedMetric[] {
  return metrics.flatMap(({ name, filter, measure }) =>
    measure === undefined ? [] : [{ name, filter, measure }],
  )
}
