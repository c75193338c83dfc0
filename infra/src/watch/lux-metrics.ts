/** Metrics of the lines of JSON that lux writes in its tasks (docs/reference/output.md). */
import { Duration } from "aws-cdk-lib"
import { type Metric, Unit } from "aws-cdk-lib/aws-cloudwatch"
import { FilterPattern, type IFilterPattern, type ILogGroup, MetricFilter } from "aws-cdk-lib/aws-logs"
import type { LuxStack } from "../lux-stack.ts"

export type LuxMetric =
  | "builds_ok"
  | "builds_failed"
  | "nodes_failed"
  | "checks_failed"
  | "checks_warned"
  | "sources_stale"
  | "build_duration"
  | "stage_duration"

const { all, any, stringValue, exists } = FilterPattern
const type = (value: string) => stringValue("$.type", "=", value)
const status = (value: string) => stringValue("$.status", "=", value)

const filters: Readonly<Record<LuxMetric, { readonly pattern: IFilterPattern; readonly value?: string }>> = {
  builds_ok: { pattern: all(type("run-finished"), FilterPattern.booleanValue("$.success", true)) },
  builds_failed: { pattern: all(type("run-finished"), FilterPattern.booleanValue("$.success", false)) },
  nodes_failed: { pattern: all(type("node-finished"), any(status("error"), status("rejected"))) },
  checks_failed: {
    pattern: all(
      type("check-finished"),
      any(all(status("fail"), stringValue("$.severity", "=", "error")), status("error")),
    ),
  },
  checks_warned: { pattern: all(type("check-finished"), status("warn")) },
  sources_stale: { pattern: all(type("source-finished"), any(status("error"), status("runtime error"))) },
  build_duration: { pattern: all(type("run-finished"), exists("$.duration_ms")), value: "$.duration_ms" },
  stage_duration: {
    pattern: all(type("node-finished"), stringValue("$.kind", "=", "stage")),
    value: "$.duration_ms",
  },
}

/** Filters on the group of lux's tasks. */
export function luxMetrics(stack: LuxStack, logGroup: ILogGroup): Readonly<Record<LuxMetric, Metric>> {
  const metric = (name: LuxMetric): Metric => {
    const { pattern, value } = filters[name]
    const made = new MetricFilter(stack, `Lux_${name}`, {
      filterName: `${stack.prefix}-${name}`,
      logGroup,
      metricNamespace: `lux/${stack.prefix}`,
      metricName: name,
      filterPattern: pattern,
      metricValue: value ?? "1",
      unit: value === undefined ? Unit.COUNT : Unit.MILLISECONDS,
    })
    const statistic = value === undefined ? "Sum" : "Maximum"
    return made.metric({ statistic, period: Duration.hours(1), label: name })
  }
  return {
    builds_ok: metric("builds_ok"),
    builds_failed: metric("builds_failed"),
    nodes_failed: metric("nodes_failed"),
    checks_failed: metric("checks_failed"),
    checks_warned: metric("checks_warned"),
    sources_stale: metric("sources_stale"),
    build_duration: metric("build_duration"),
    stage_duration: metric("stage_duration"),
  }
}
