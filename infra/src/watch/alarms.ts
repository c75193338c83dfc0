/** Alarms, each with an action and a line of the run book. */
import { Duration } from "aws-cdk-lib"
import {
  type Alarm,
  AnomalyDetectionAlarm,
  ComparisonOperator,
  type CreateAlarmOptions,
  type IAlarm,
  type IMetric,
  MathExpression,
  Metric,
  TreatMissingData,
} from "aws-cdk-lib/aws-cloudwatch"
import { SnsAction } from "aws-cdk-lib/aws-cloudwatch-actions"
import type { ITopic } from "aws-cdk-lib/aws-sns"
import { idOf } from "../functions.ts"
import type { LuxStack } from "../lux-stack.ts"
import { type AlarmKind, runbookLine } from "./runbook.ts"

type Options = Pick<CreateAlarmOptions, "threshold"> &
  Partial<Pick<CreateAlarmOptions, "evaluationPeriods" | "comparisonOperator" | "treatMissingData">>

export class Alarms {
  readonly all: IAlarm[] = []
  readonly #stack: LuxStack
  readonly #failures: SnsAction
  readonly #digests: SnsAction

  constructor(stack: LuxStack, failures: ITopic, digests: ITopic) {
    this.#stack = stack
    this.#failures = new SnsAction(failures)
    this.#digests = new SnsAction(digests)
  }

  /** From `threshold` on, in one period; no data raises no alarm: unless options say otherwise. `on` is what it is about. */
  add(kind: AlarmKind, on: string, metric: Metric | MathExpression, options: Options): Alarm {
    const alarm = metric.createAlarm(this.#stack, `${idOf(kind)}${idOf(on)}`, {
      alarmName: this.#nameOf(kind, on),
      alarmDescription: runbookLine(kind),
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...options,
    })
    return this.keep(alarm)
  }

  /** What is outside the band of the last weeks, where no threshold makes sense. */
  addUnusual(kind: AlarmKind, on: string, metric: IMetric, comparisonOperator: ComparisonOperator): void {
    this.keep(
      new AnomalyDetectionAlarm(this.#stack, `${idOf(kind)}${idOf(on)}`, {
        alarmName: this.#nameOf(kind, on),
        alarmDescription: runbookLine(kind),
        metric,
        stdDevs: 3,
        evaluationPeriods: 1,
        comparisonOperator,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      }),
    )
  }

  /** Told at once, and in the digest when it is over. */
  keep<Kept extends Pick<Alarm, "addAlarmAction" | "addOkAction"> & IAlarm>(alarm: Kept): Kept {
    alarm.addAlarmAction(this.#failures)
    alarm.addOkAction(this.#digests)
    this.all.push(alarm)
    return alarm
  }

  #nameOf(kind: AlarmKind, on: string): string {
    return `${this.#stack.prefix}-${kind}${on === "" ? "" : `-${on}`}`
  }
}

/** A metric that collectors write, over all outcomes of their runs. */
export function collectorMetric(
  collector: { readonly name: string; readonly function: string },
  name: string,
  {
    statistic,
    period,
    label = name,
  }: {
    readonly statistic: "Sum" | "Minimum" | "Maximum"
    readonly period: Duration
    readonly label?: string
  },
): MathExpression {
  // Names that stay apart where several of these are in one expression or graph.
  const id = `${collector.name.replace(/\W/g, "_").toLowerCase()}_${name}`
  const ids = ["complete", "partial", "failed"].map((outcome) => [`${id}_${outcome}`, outcome] as const)
  const usingMetrics = Object.fromEntries(
    ids.map(([each, outcome]) => [
      each,
      new Metric({
        namespace: "lux",
        metricName: name,
        dimensionsMap: { service: collector.function, collector: collector.name, outcome },
        statistic,
        period,
      }),
    ]),
  )
  const list = ids.map(([each]) => each).join(", ")
  const expressions = {
    Sum: ids.map(([each]) => `FILL(${each}, 0)`).join(" + "),
    Minimum: `MIN([${list}])`,
    Maximum: `MAX([${list}])`,
  }
  return new MathExpression({ expression: expressions[statistic], usingMetrics, period, label })
}

/** How long no file may come before data is missing: two ticks, and twenty minutes at least. */
export function missingAfter(every: number): Duration {
  return Duration.seconds(Math.max(2 * every, 20 * 60))
}
