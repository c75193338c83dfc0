/** One page for the whole pipeline. */
import { Duration } from "aws-cdk-lib"
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IAlarm,
  type IMetric,
  type IWidget,
  MathExpression,
  Metric,
} from "aws-cdk-lib/aws-cloudwatch"
import type { LuxStack } from "../lux-stack.ts"
import type { Collector } from "../project.ts"
import { collectorMetric } from "./alarms.ts"
import type { LuxMetric } from "./lux-metrics.ts"

interface Shown {
  readonly collectors: readonly Collector[]
  readonly lux: Readonly<Record<LuxMetric, Metric>>
  readonly size: Metric
  readonly objects: Metric
  /** Of a day: what costs by the hour. */
  readonly compute: readonly IMetric[]
  readonly alarms: readonly IAlarm[]
}

export function dashboard(stack: LuxStack, { collectors, lux, size, objects, compute, alarms }: Shown): void {
  const period = Duration.hours(1)
  const graph = (title: string, left: readonly IMetric[], right: readonly IMetric[] = []): IWidget =>
    new GraphWidget({ title, left: [...left], right: [...right], width: 8, height: 6, liveData: true })
  const each = (metric: string, statistic: "Sum" | "Minimum" | "Maximum") =>
    collectors.map((collector) =>
      collectorMetric(collector, metric, { statistic, period, label: `${collector.name} ${metric}` }),
    )
  const growth = (metric: Metric, label: string) =>
    new MathExpression({
      expression: `DIFF(${label})`,
      usingMetrics: { [label]: metric },
      period: Duration.days(1),
      label,
    })
  const cost = new Metric({
    namespace: "AWS/Billing",
    metricName: "EstimatedCharges",
    dimensionsMap: { Currency: "USD" },
    statistic: "Maximum",
    period: Duration.hours(6),
    // The only region that has it.
    region: "us-east-1",
    label: "USD this month",
  })
  new Dashboard(stack, "Dashboard", {
    dashboardName: stack.prefix,
    defaultInterval: Duration.days(2),
    widgets: [
      [new AlarmStatusWidget({ title: "Alarms", alarms: [...alarms], width: 24, height: 5 })],
      [
        graph("Records collected", each("records", "Sum")),
        graph("Rejected and missing", [...each("rejected", "Sum"), ...each("missing", "Sum")]),
        graph("Calls and retries", each("calls", "Sum"), each("retries", "Sum")),
      ],
      [
        graph("Quota used, %", each("app_quota_used", "Maximum"), each("business_quota_used", "Maximum")),
        graph("Days that the token has left", each("token_days_left", "Minimum")),
        graph("Ticks missed, units failed", each("ticks_missed", "Sum"), each("units_failed", "Sum")),
      ],
      [
        graph("Builds", [lux.builds_ok, lux.builds_failed, lux.nodes_failed]),
        graph("Durations, ms", [lux.build_duration, lux.stage_duration]),
        graph("Checks and freshness", [lux.checks_failed, lux.checks_warned, lux.sources_stale]),
      ],
      [
        graph("Lake, bytes and objects", [size], [objects]),
        graph("Lake, growth a day", [growth(size, "bytes")], [growth(objects, "objects")]),
        graph("Cost", [cost]),
      ],
      [graph("Redshift and Spark, a day", compute)],
    ],
  })
}
