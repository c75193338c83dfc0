/** The dashboard, the alarms, the budget. */
import { Duration } from "aws-cdk-lib"
import {
  AlarmRule,
  AlarmState,
  ComparisonOperator,
  CompositeAlarm,
  MathExpression,
  Metric,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch"
import type { Construct } from "constructs"
import type { DeployedFunction } from "../functions.ts"
import { LuxStack, type Surroundings } from "../lux-stack.ts"
import type { Collector } from "../project.ts"
import { Alarms, collectorMetric, missingAfter } from "../watch/alarms.ts"
import { budgetSteps } from "../watch/budget.ts"
import { dashboard } from "../watch/dashboard.ts"
import { luxMetrics } from "../watch/lux-metrics.ts"
import { runbookLine } from "../watch/runbook.ts"
import type { AirflowStack } from "./airflow.ts"
import type { Neighbours, RunStack } from "./run.ts"
import type { SparkStack } from "./spark.ts"
import type { WarehouseStack } from "./warehouse.ts"

const minutes = (count: number): Duration => Duration.minutes(count)
const hour = Duration.hours(1)
const day = Duration.days(1)
const { LESS_THAN_THRESHOLD, LESS_THAN_OR_EQUAL_TO_THRESHOLD, GREATER_THAN_THRESHOLD } = ComparisonOperator

export class WatchStack extends LuxStack {
  readonly #alarms: Alarms
  /** What makes data late. */
  readonly #late: ReturnType<Alarms["add"]>[] = []

  constructor(
    app: Construct,
    surroundings: Surroundings,
    neighbours: Neighbours & { readonly run: RunStack; readonly airflow: AirflowStack | undefined },
  ) {
    super(app, "watch", surroundings, "dashboard, alarms, budget")
    const { lake, collect, warehouse, spark, run, airflow } = neighbours
    this.#alarms = new Alarms(this, collect.failures, collect.digests)
    const step = budgetSteps(this, {
      lake,
      collect,
      scheduleRoles: [collect.schedulerRole, run.schedulerRole],
    })
    const limiters = warehouse.limiter === undefined ? [] : [warehouse.limiter]
    for (const each of [...collect.functions.values(), collect.notifier, lake.exporter, step, ...limiters])
      this.#function(each)
    this.#compute(warehouse, spark)
    if (airflow !== undefined) this.#airflow(airflow)
    for (const collector of this.project.collectors) this.#collector(collector)
    this.#deliveries(neighbours)
    const lux = luxMetrics(this, run.logs)
    this.#builds(lux)
    const size = this.#lakeSize(lake.bucketName, "BucketSizeBytes", "StandardStorage")
    this.#alarms.addUnusual("lake-growth", "", size, ComparisonOperator.GREATER_THAN_UPPER_THRESHOLD)
    this.#alarms.keep(
      new CompositeAlarm(this, "PipelineUnwell", {
        compositeAlarmName: `${this.prefix}-pipeline-unwell`,
        alarmDescription: runbookLine("pipeline-unwell"),
        alarmRule: AlarmRule.anyOf(
          ...this.#late.map((alarm) => AlarmRule.fromAlarm(alarm, AlarmState.ALARM)),
        ),
      }),
    )
    const objects = this.#lakeSize(lake.bucketName, "NumberOfObjects", "AllStorageTypes")
    const compute = [
      ...(this.settings.warehouse.provisioned === undefined ? [warehouse.rpuHours()] : []),
      spark.vcpuMinutes(),
    ]
    dashboard(this, {
      compute,
      collectors: this.project.collectors,
      lux,
      size,
      objects,
      alarms: this.#alarms.all,
    })
  }

  /** Its parts run, its pages answer, its database has room. */
  #airflow({ services, targets, database }: AirflowStack): void {
    const never = { comparisonOperator: LESS_THAN_THRESHOLD, treatMissingData: TreatMissingData.BREACHING }
    for (const service of services) {
      const running = new Metric({
        namespace: "ECS/ContainerInsights",
        metricName: "RunningTaskCount",
        statistic: "Minimum",
        period: minutes(5),
        dimensionsMap: { ClusterName: service.cluster.clusterName, ServiceName: service.serviceName },
      })
      const on = service.node.id.replace(/Service$/, "")
      this.#late.push(
        this.#alarms.add("airflow-down", on, running, { threshold: 1, evaluationPeriods: 3, ...never }),
      )
    }
    const unhealthy = targets.metrics.unhealthyHostCount({ period: minutes(5), statistic: "Maximum" })
    this.#alarms.add("airflow-pages", "", unhealthy, { threshold: 1, evaluationPeriods: 3 })
    const free = database.metricFreeStorageSpace({ period: minutes(5), statistic: "Minimum" })
    this.#alarms.add("airflow-storage", "", free, {
      threshold: 2 * 1024 ** 3,
      comparisonOperator: LESS_THAN_THRESHOLD,
    })
    const cpu = database.metricCPUUtilization({ period: minutes(15), statistic: "Average" })
    this.#alarms.add("airflow-load", "", cpu, { threshold: 90, evaluationPeriods: 2 })
  }

  #function({ lambda }: DeployedFunction): void {
    const name = lambda.functionName
    const on = lambda.node.id
    const metric = (metricName: string, statistic: string) =>
      new Metric({
        namespace: "AWS/Lambda",
        metricName,
        statistic,
        period: minutes(5),
        dimensionsMap: { FunctionName: name },
      })
    this.#alarms.add("function-errors", on, metric("Errors", "Sum"), { threshold: 1 })
    this.#alarms.add("function-throttled", on, metric("Throttles", "Sum"), { threshold: 1 })
    this.#alarms.add("function-slow", on, metric("Duration", "Maximum"), {
      threshold: (lambda.timeout?.toMilliseconds() ?? 0) * 0.8,
    })
  }

  #collector(collector: Collector): void {
    const { name, every } = collector
    const tick = Duration.seconds(every)
    const evaluationPeriods = Math.ceil(missingAfter(every).toSeconds() / every)
    this.#late.push(
      this.#alarms.add(
        "no-data",
        name,
        collectorMetric(collector, "files", { statistic: "Sum", period: tick }),
        {
          threshold: 1,
          comparisonOperator: LESS_THAN_THRESHOLD,
          evaluationPeriods,
          treatMissingData: TreatMissingData.BREACHING,
        },
      ),
    )
    const rejected = collectorMetric(collector, "rejected", { statistic: "Sum", period: hour })
    const records = collectorMetric(collector, "records", { statistic: "Sum", period: hour })
    const share = new MathExpression({
      expression: "IF(rejected + records > 0, 100 * rejected / (rejected + records), 0)",
      usingMetrics: { rejected, records },
      period: hour,
      label: "% rejected",
    })
    this.#alarms.add("rejects", name, share, { threshold: 10, comparisonOperator: GREATER_THAN_THRESHOLD })
    const token = collectorMetric(collector, "token_days_left", { statistic: "Minimum", period: day })
    this.#alarms.add("token-ending", name, token, {
      threshold: 7,
      comparisonOperator: LESS_THAN_OR_EQUAL_TO_THRESHOLD,
    })
    const quota = collectorMetric(collector, "app_quota_used", { statistic: "Maximum", period: hour })
    this.#alarms.add("quota", name, quota, { threshold: 90 })
    this.#alarms.addUnusual(
      "unusual-records",
      name,
      collectorMetric(collector, "records", { statistic: "Sum", period: day }),
      ComparisonOperator.LESS_THAN_LOWER_OR_GREATER_THAN_UPPER_THRESHOLD,
    )
  }

  #deliveries({ lake, collect }: Neighbours): void {
    const inQueue = lake.undelivered.metricApproximateNumberOfMessagesVisible({
      period: minutes(5),
      statistic: "Maximum",
    })
    this.#alarms.add("undelivered", "", inQueue, { threshold: 1 })
    for (const [on, group] of Object.entries(collect.groups)) {
      const dropped = new Metric({
        namespace: "AWS/Scheduler",
        metricName: "InvocationDroppedCount",
        dimensionsMap: { ScheduleGroup: group.name ?? "" },
        statistic: "Sum",
        period: minutes(5),
      })
      this.#alarms.add("schedule-dropped", on, dropped, { threshold: 1 })
    }
  }

  #builds(lux: ReturnType<typeof luxMetrics>): void {
    this.#alarms.add("build-failed", "", lux.nodes_failed, { threshold: 1 })
    this.#alarms.add("checks-failed", "", lux.checks_failed, { threshold: 1 })
    this.#alarms.add("stale-source", "", lux.sources_stale, { threshold: 1 })
    this.#late.push(
      this.#alarms.add("no-build", "", lux.builds_ok, {
        threshold: 1,
        comparisonOperator: LESS_THAN_THRESHOLD,
        evaluationPeriods: 3,
        treatMissingData: TreatMissingData.BREACHING,
      }),
    )
  }

  /** What costs by the hour: no more than the limits of the settings, and nothing unusual before that. */
  #compute(warehouse: WarehouseStack, spark: SparkStack): void {
    const { rpu_hours, provisioned } = this.settings.warehouse
    if (provisioned === undefined)
      this.#alarms.add("rpu-hours", "", warehouse.rpuHours(), { threshold: rpu_hours.warn_daily })
    this.#alarms.addUnusual(
      "spark-minutes",
      "",
      spark.vcpuMinutes(),
      ComparisonOperator.GREATER_THAN_UPPER_THRESHOLD,
    )
  }

  /** S3 writes it once a day. */
  #lakeSize(BucketName: string, metricName: string, StorageType: string): Metric {
    return new Metric({
      namespace: "AWS/S3",
      metricName,
      dimensionsMap: { BucketName, StorageType },
      statistic: "Average",
      period: day,
    })
  }
}
