/** Logs and metrics of a function, by AWS Lambda Powertools: lines of JSON that CloudWatch reads. */
import { Logger } from "@aws-lambda-powertools/logger"
import { Metrics, MetricUnit } from "@aws-lambda-powertools/metrics"
import type { Observer, Report } from "lux-sql/collect"

/** One line of metrics for a run, with the collector and the outcome as dimensions. */
export function powertools(service: string): Observer {
  const logger = new Logger({ serviceName: service })
  const metrics = new Metrics({ namespace: "lux", serviceName: service })
  return {
    log: (level, message, fields) => logger[level](message, { ...fields }),
    report(report) {
      metrics.addDimensions({ collector: report.collector, outcome: report.outcome })
      for (const [name, unit, value] of valuesOf(report)) metrics.addMetric(name, unit, value)
      metrics.addMetadata("tick", report.tick)
      metrics.addMetadata("run", report.run)
      metrics.publishStoredMetrics()
    },
  }
}

type Value = readonly [name: string, unit: (typeof MetricUnit)[keyof typeof MetricUnit], value: number]

function valuesOf(report: Report): readonly Value[] {
  const { Count, Milliseconds, Percent, NoUnit } = MetricUnit
  const { units, quota, token } = report
  const sum = (counts: Readonly<Record<string, number>>): number =>
    Object.values(counts).reduce((total, count) => total + count, 0)
  const sums = (counts: Readonly<Record<string, Readonly<Record<string, number>>>>): number =>
    Object.values(counts).reduce((total, each) => total + sum(each), 0)
  const known = (name: string, unit: Value[1], value: number | null | undefined): readonly Value[] =>
    value === null || value === undefined ? [] : [[name, unit, value]]
  return [
    ["files", Count, report.files.length],
    ["records", Count, sum(report.records)],
    ["rejected", Count, report.rejected.reduce((total, { records }) => total + records, 0)],
    ["missing", Count, sums(report.missing)],
    ["defaults", Count, sums(report.defaults)],
    ["anomalies", Count, report.anomalies.reduce((total, { count }) => total + count, 0)],
    ["units_got", Count, units.got.length],
    ["units_failed", Count, units.failed.length],
    ["units_left", Count, units.left.length],
    ["units_lost", Count, units.lost.length],
    ["ticks_missed", Count, report.missed.length],
    ["calls", Count, report.calls],
    ["retries", Count, report.retries],
    ["waits", Milliseconds, report.waits_ms],
    ["duration", Milliseconds, report.duration_ms],
    ...known("app_quota_used", Percent, quota.app_percent),
    ...known("business_quota_used", Percent, quota.business_percent),
    ...known("token_days_left", NoUnit, token?.days_left),
  ]
}
