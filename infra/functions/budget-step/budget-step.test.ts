import {
  CreateScheduleCommand,
  CreateScheduleGroupCommand,
  GetScheduleCommand,
  SchedulerClient,
} from "@aws-sdk/client-scheduler"
import { CreateTopicCommand, SNSClient } from "@aws-sdk/client-sns"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { Moto } from "../../../lambdas/moto.testkit.ts"
import { motoInEnvironment, needingMoto } from "../moto.testkit.ts"
import { slowed, stepBudget } from "./index.ts"

describe("a slowed schedule", () => {
  it.each([
    ["cron(0/5 * * * ? *)", 6, "cron(0/30 * * * ? *)"],
    ["cron(0/5 * * * ? *)", 2, "cron(0/10 * * * ? *)"],
    ["cron(0/7 * * * ? *)", 2, "cron(0/15 * * * ? *)"],
    ["cron(0/30 * * * ? *)", 2, "cron(0 * * * ? *)"],
    ["cron(0 * * * ? *)", 2, undefined],
    ["cron(30 * * * ? *)", 2, undefined],
  ])("%s by %i is %s", (expression, factor, slower) => {
    expect(slowed(expression, factor)).toBe(slower)
  })
})

needingMoto.describe("the steps of the budget", () => {
  let moto: Moto
  let env: Record<string, string>
  const scheduler = () => new SchedulerClient({})
  const all = [
    ["p-optional", "hashtags", "cron(0/5 * * * ? *)", "ENABLED"],
    ["p-optional", "marts", "cron(30 * * * ? *)", "ENABLED"],
    ["p-optional", "paused", "cron(0 * * * ? *)", "DISABLED"],
    ["p-essential", "accounts", "cron(0/5 * * * ? *)", "ENABLED"],
  ] as const
  const Target = {
    Arn: "arn:aws:lambda:eu-west-1:1:function:f:live",
    RoleArn: "arn:aws:iam::1:role/r",
    Input: "{}",
  }

  beforeAll(async () => {
    moto = await motoInEnvironment()
    const topic = async (Name: string) =>
      (await new SNSClient({}).send(new CreateTopicCommand({ Name }))).TopicArn ?? ""
    env = {
      SCHEDULE_GROUP: "p-optional",
      FAILURES_TOPIC: await topic("p-failures"),
      DIGESTS_TOPIC: await topic("p-digests"),
      FUNCTION_NAME: "p-budget-step:live",
      SLOW_FACTOR: "6",
    }
    for (const Name of ["p-optional", "p-essential"])
      await scheduler().send(new CreateScheduleGroupCommand({ Name }))
    for (const [GroupName, Name, ScheduleExpression, State] of all)
      await scheduler().send(
        new CreateScheduleCommand({
          GroupName,
          Name,
          Description: `What ${Name} does`,
          ScheduleExpression,
          ScheduleExpressionTimezone: "UTC",
          State,
          FlexibleTimeWindow: { Mode: "OFF" },
          Target,
        }),
      )
  })
  afterAll(() => moto.close())

  /** As a budget's topic hands it over. */
  const fromBudget = (step: string) =>
    stepBudget(
      {
        Records: [
          {
            EventSource: "aws:sns",
            Sns: { TopicArn: `arn:aws:sns:eu-west-1:1:p-budget-${step}`, Message: "AWS Budget Notification" },
          },
        ],
      },
      env,
    )
  const now = async () => {
    const found: string[] = []
    for (const [GroupName, Name] of all) {
      const each = await scheduler().send(new GetScheduleCommand({ GroupName, Name }))
      expect(each.Target).toMatchObject(Target)
      found.push(`${Name} ${each.State === "DISABLED" ? "disabled" : each.ScheduleExpression}`)
    }
    return found
  }
  const before = [
    "hashtags cron(0/5 * * * ? *)",
    "marts cron(30 * * * ? *)",
    "paused disabled",
    "accounts cron(0/5 * * * ? *)",
  ]

  it("tell: changes nothing", async () => {
    expect(await fromBudget("tell")).toEqual({ step: "tell", changes: [] })
    expect(await now()).toEqual(before)
  })

  it("slow: collectors that may wait start less often, and a second time changes nothing", async () => {
    const slower = ["hashtags: cron(0/5 * * * ? *) -> cron(0/30 * * * ? *)"]
    expect(await fromBudget("slow")).toEqual({ step: "slow", changes: slower })
    expect(await fromBudget("slow")).toEqual({ step: "slow", changes: [] })
    expect(await now()).toEqual(["hashtags cron(0/30 * * * ? *)", ...before.slice(1)])
  })

  it("stop: all that may wait is disabled, the rest goes on", async () => {
    const { changes } = await fromBudget("stop")
    expect(changes).toEqual([
      "hashtags: cron(0/30 * * * ? *) -> disabled",
      "marts: cron(30 * * * ? *) -> disabled",
    ])
    expect(await now()).toEqual(["hashtags disabled", "marts disabled", ...before.slice(2)])
  })

  it("slow, after stop: starts nothing again", async () => {
    expect((await fromBudget("slow")).changes).toEqual([])
  })

  it("resume: all is as it was, and what a person had paused stays so", async () => {
    const { changes } = await stepBudget({ step: "resume" }, env)
    expect(changes.length).toBe(2)
    expect(await now()).toEqual(before)
    expect((await stepBudget({ step: "resume" }, env)).changes).toEqual([])
  })

  it("no step: is an error", async () => {
    await expect(fromBudget("other")).rejects.toThrow("no step of the budget")
    await expect(stepBudget({ step: "all" }, env)).rejects.toThrow()
  })
})
