/** What alarms and other senders say reaches Slack, each in its channel: the real notifier, in this process. */
import { afterAll, beforeAll, beforeEach, expect, it } from "vitest"
import type { Moto } from "../../lambdas/moto.testkit.ts"
import { handler as notifier } from "../../lambdas/notify-slack/index.ts"
import { declarationOf, type ScriptedApi, scriptedApi, TestLake } from "../../lambdas/scripted-api.testkit.ts"
import { motoInEnvironment, needingMoto } from "../functions/moto.testkit.ts"
import { synthesised } from "./synthesised.testkit.ts"

needingMoto.describe("the notifier", () => {
  let moto: Moto
  let slack: ScriptedApi
  let lake: TestLake

  beforeAll(async () => {
    moto = await motoInEnvironment()
    slack = await scriptedApi(() => ({ body: { ok: true } }))
    const answer = await fetch(moto.url, {
      method: "POST",
      headers: {
        "x-amz-target": "secretsmanager.CreateSecret",
        "content-type": "application/x-amz-json-1.1",
        authorization: "AWS4-HMAC-SHA256 Credential=test/20260101/eu-west-1/secretsmanager/aws4_request",
      },
      body: JSON.stringify({
        Name: "p/slack",
        SecretString: JSON.stringify({ token: "xoxb-0-of-the-test" }),
      }),
    })
    expect(answer.status).toBe(200)
  })
  beforeEach(() => {
    lake = new TestLake()
  })
  afterAll(async () => {
    await slack.close()
    moto.close()
  })

  /** By way of a topic, as SNS hands it to a function. */
  const tell = async (message: unknown) => {
    const Message = JSON.stringify(message)
    const event = {
      Records: [{ EventSource: "aws:sns", EventVersion: "1.0", Sns: { Type: "Notification", Message } }],
    }
    const before = slack.asked.length
    await notifier.run(event, {
      env: { LUX_COLLECT_TO: lake.root, LUX_SLACK_SECRET: "p/slack", LUX_SLACK_URL: slack.url },
      declaration: declarationOf(),
      now: () => lake.now,
      sleep: async () => undefined,
    })
    return slack.asked.slice(before).map(({ body }): { channel: string; text: string } => JSON.parse(body))
  }

  it("says every alarm of the stacks once, in the channel of alerts, and keeps its end for the digest", async () => {
    const all = synthesised("production")
    const alarms = ["AWS::CloudWatch::Alarm", "AWS::CloudWatch::CompositeAlarm"].flatMap((type) =>
      all.ofType(type),
    )
    expect(alarms.length).toBeGreaterThan(30)
    for (const { Properties } of alarms) {
      const { AlarmName, AlarmDescription } = Properties
      const state = (NewStateValue: string) => ({
        AlarmName,
        AlarmDescription,
        AWSAccountId: "123456789012",
        NewStateValue,
        NewStateReason: "Threshold Crossed: 1 datapoint was greater than or equal to the threshold (1.0).",
        StateChangeTime: "2026-01-05T10:00:00.000+0000",
        Region: "EU (Ireland)",
        OldStateValue: "OK",
      })
      const [said, ...more] = await tell(state("ALARM"))
      expect(more).toEqual([])
      expect(said?.channel).toBe("#luxury-brands-alerts")
      expect(said?.text).toContain(`Alarm ${AlarmName} is ALARM.`)
      // What to do is read where the alarm is read.
      expect(said?.text).toContain(`${AlarmDescription}`)
      expect(await tell(state("ALARM"))).toEqual([])
      expect(await tell(state("OK"))).toEqual([])
    }
  })

  it("says a budget step and a failed task in the same way", async () => {
    for (const [AlarmName, reason] of [
      ["budget-slow", 'Budget step "slow".\nhashtags: cron(0/5 * * * ? *) -> cron(0/30 * * * ? *)'],
      [
        "task family:luxury-brands-production-lux",
        "Essential container in task exited arn:aws:ecs:eu-west-1:1:task/1",
      ],
    ]) {
      const [said] = await tell({ AlarmName, NewStateValue: "ALARM", NewStateReason: reason })
      expect(said).toEqual({
        channel: "#luxury-brands-alerts",
        text: `:rotating_light: Alarm ${AlarmName} is ALARM. ${reason}`,
      })
    }
  })
})
