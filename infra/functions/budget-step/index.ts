/**
 * What is done when a share of the month's budget is spent. A step works on the schedules of one group, those that may wait; it
 * has no right to touch others. Every step says in Slack what it did and how it is undone.
 *
 * - `tell`: nothing else.
 * - `slow`: collectors in the group start less often.
 * - `stop`: all schedules in the group are disabled.
 * - `resume`: all are as they were. The first of a month does it, and so may a person.
 */
import {
  GetScheduleCommand,
  type GetScheduleCommandOutput,
  paginateListSchedules,
  SchedulerClient,
  UpdateScheduleCommand,
} from "@aws-sdk/client-scheduler"
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns"
import * as z from "zod"

const steps = ["tell", "slow", "stop", "resume"] as const
export type Step = (typeof steps)[number]

/** Of a budget by way of the topic of its step; of a schedule or a person directly. */
const eventSchema = z.union([
  z.object({ step: z.enum(steps) }).transform(({ step }) => ({ step, at: undefined })),
  z
    .object({
      Records: z
        .array(z.object({ Sns: z.object({ TopicArn: z.string(), Timestamp: z.string().optional() }) }))
        .length(1),
    })
    .transform(({ Records: [record] }, context) => {
      const step = steps.find((each) => record?.Sns.TopicArn.endsWith(`-budget-${each}`))
      if (step !== undefined) return { step, at: record?.Sns.Timestamp }
      context.addIssue(`no step of the budget: ${record?.Sns.TopicArn}`)
      return z.NEVER
    }),
])

const environmentSchema = z.object({
  SCHEDULE_GROUP: z.string().min(1),
  FAILURES_TOPIC: z.string().min(1),
  DIGESTS_TOPIC: z.string().min(1),
  FUNCTION_NAME: z.string().min(1),
  SLOW_FACTOR: z.coerce.number().int().min(2),
})

/** The end of a description of a schedule that was changed: how it was. */
const changed = / \[was ([^\]]+), (ENABLED|DISABLED)\]$/

export interface Stepped {
  readonly step: Step
  /** `hashtags: cron(0/5 * * * ? *) -> cron(0/30 * * * ? *)` */
  readonly changes: readonly string[]
}

export async function stepBudget(
  event: unknown,
  env: Readonly<Record<string, string | undefined>>,
): Promise<Stepped> {
  const { step, at } = eventSchema.parse(event)
  const { SCHEDULE_GROUP, FAILURES_TOPIC, DIGESTS_TOPIC, FUNCTION_NAME, SLOW_FACTOR } =
    environmentSchema.parse(env)
  const scheduler = new SchedulerClient({})
  const changes: string[] = []
  if (step !== "tell")
    for await (const { Schedules = [] } of paginateListSchedules(
      { client: scheduler },
      { GroupName: SCHEDULE_GROUP },
    ))
      for (const { Name } of Schedules) {
        const found = await scheduler.send(new GetScheduleCommand({ Name, GroupName: SCHEDULE_GROUP }))
        const change = changeOf(step, found, SLOW_FACTOR)
        if (change === undefined) continue
        await scheduler.send(new UpdateScheduleCommand({ ...updatable(found), ...change }))
        changes.push(`${Name}: ${shown(found)} -> ${shown(change)}`)
      }
  changes.sort()
  const back = `Way back: aws lambda invoke --function-name ${FUNCTION_NAME} --payload '{"step":"resume"}' /dev/stdout`
  const reason = [`Budget step "${step}".`, ...changes, ...(step === "resume" ? [] : [back])].join("\n")
  await new SNSClient({}).send(
    new PublishCommand({
      TopicArn: step === "resume" ? DIGESTS_TOPIC : FAILURES_TOPIC,
      // As CloudWatch writes it, so that what reads alarms reads this.
      Message: JSON.stringify({
        AlarmName: `budget-${step}`,
        NewStateValue: step === "resume" ? "OK" : "ALARM",
        NewStateReason: reason,
        // A try of the same event says the same; a step that recurs is reported again.
        StateChangeTime: at ?? new Date().toISOString(),
      }),
    }),
  )
  return { step, changes }
}

interface Change {
  readonly ScheduleExpression: string
  readonly State: "ENABLED" | "DISABLED"
  readonly Description: string
}

/** Undefined where there is nothing to do, so that a step can come twice. */
function changeOf(
  step: Exclude<Step, "tell">,
  { ScheduleExpression = "", State = "ENABLED", Description = "" }: GetScheduleCommandOutput,
  factor: number,
): Change | undefined {
  const [, expression = ScheduleExpression, state = State] = changed.exec(Description) ?? []
  const plain = Description.replace(changed, "")
  const was = ` [was ${expression}, ${state}]`
  if (step === "resume")
    return changed.test(Description)
      ? {
          ScheduleExpression: expression,
          State: state === "DISABLED" ? "DISABLED" : "ENABLED",
          Description: plain,
        }
      : undefined
  if (State === "DISABLED") return undefined
  if (step === "stop") return { ScheduleExpression, State: "DISABLED", Description: `${plain}${was}` }
  const slower = slowed(expression, factor)
  if (slower === undefined || slower === ScheduleExpression) return undefined
  return { ScheduleExpression: slower, State, Description: `${plain}${was}` }
}

/** `cron(0/5 * * * ? *)` by 6 is `cron(0/30 * * * ? *)`; undefined for what does not come every so many minutes. */
export function slowed(expression: string, factor: number): string | undefined {
  const minutes = Number(/^cron\(0\/(\d+) \* \* \* \? \*\)$/.exec(expression)?.[1] ?? Number.NaN) * factor
  if (Number.isNaN(minutes)) return undefined
  // A part of an hour, or an hour.
  const fitting = [10, 12, 15, 20, 30].find((each) => each >= minutes)
  return fitting === undefined ? "cron(0 * * * ? *)" : `cron(0/${fitting} * * * ? *)`
}

/** All that an update would reset where it does not say it again. */
function updatable({
  $metadata: _,
  Arn: _arn,
  CreationDate: _created,
  LastModificationDate: _modified,
  Name,
  Target,
  FlexibleTimeWindow,
  ...others
}: GetScheduleCommandOutput) {
  return { Name, Target, FlexibleTimeWindow, ...others }
}

function shown({
  ScheduleExpression,
  State,
}: Pick<GetScheduleCommandOutput, "ScheduleExpression" | "State">): string {
  return State === "DISABLED" ? "disabled" : `${ScheduleExpression}`
}

export function handler(event: unknown): Promise<Stepped> {
  return stepBudget(event, process.env)
}
