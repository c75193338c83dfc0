import { LuxError } from "../errors.ts"
import { generatedBy } from "./generated-mark.ts"
import { buildCommand, cronOf } from "./lux-command.ts"
import { jsonFile, type Scheduler, type SchedulerOptions } from "./scheduler.ts"
import type { WorkDag, WorkGraph } from "./work-graph.ts"

/**
 * What `CreateSchedule` of EventBridge Scheduler takes, for an ECS task each; anyone who deploys adds the addresses of cluster,
 * task definition and role (https://docs.aws.amazon.com/scheduler/latest/APIReference/API_CreateSchedule.html).
 */
export const eventbridge: Scheduler = {
  files: (graph, options) => [
    jsonFile("lux_eventbridge.json", {
      generated_by: generatedBy("eventbridge"),
      project: graph.project,
      target: graph.target,
      schedules: graph.dags.flatMap((dag) => scheduleOf(dag, graph, options)),
    }),
  ],
}

function scheduleOf(dag: WorkDag, { target }: WorkGraph, options: SchedulerOptions): readonly unknown[] {
  const cron = cronOf(dag, "EventBridge")
  if (cron === undefined) return []
  const environment = {
    ...options.environment,
    LUX_TARGET: target,
    // EventBridge puts in the time that the schedule means, the same for each try.
    LUX_LOGICAL_DATE: "<aws.scheduler.scheduled-time>",
  }
  const override = {
    name: options.ecs?.container ?? "lux",
    command: buildCommand(dag.whole, options.command),
    environment: Object.entries(environment).map(([name, value]) => ({ name, value })),
  }
  return [
    {
      Name: dag.id,
      ScheduleExpression: awsCron(cron, dag.id),
      ScheduleExpressionTimezone: "UTC",
      State: dag.paused ? "DISABLED" : "ENABLED",
      FlexibleTimeWindow: { Mode: "OFF" },
      Target: {
        Input: JSON.stringify({ containerOverrides: [override] }),
        RetryPolicy: { MaximumRetryAttempts: options.retries },
      },
    },
  ]
}

/**
 * AWS counts weekdays from 1 and wants `?` for the day that says nothing
 * (https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based).
 */
function awsCron(cron: string, id: string): string {
  const [minute, hour, day, month, weekday = "*"] = cron.split(" ")
  if (day !== "*" && weekday !== "*")
    throw new LuxError(
      "LUX-3403",
      `EventBridge takes a day of the month or of the week for "${id}", not both`,
      {
        hint: `Make two DAGs of it, or leave one of the two as *: ${cron}`,
      },
    )
  const awsWeekday = weekday.replace(
    /(^|[,-])(\d)/g,
    (_, before: string, digit: string) => `${before}${(Number(digit) % 7) + 1}`,
  )
  const days = weekday === "*" ? `${day} ${month} ?` : `? ${month} ${awsWeekday}`
  return `cron(${minute} ${hour} ${days} *)`
}
