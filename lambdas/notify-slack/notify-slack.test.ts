import { readFileSync } from "node:fs"
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { handler as accounts } from "../collect-accounts/index.ts"
import {
  accountIn,
  declarationOf,
  discovered,
  type ScriptedApi,
  scriptedApi,
  TestLake,
} from "../scripted-api.testkit.ts"
import { handler } from "./index.ts"

const slackToken = "xoxb-test-0-token-of-slack"
vi.mock("@aws-lambda-powertools/parameters/secrets", () => ({
  getSecret: async () => ({ token: slackToken }),
}))

let lake: TestLake
let slack: ScriptedApi
let isDown: boolean
beforeEach(async () => {
  lake = new TestLake()
  isDown = false
  slack = await scriptedApi(() => (isDown ? { status: 503, body: "no" } : { body: { ok: true } }))
})
afterEach(async () => {
  lake.remove()
  await slack.close()
})

const notify = (event: unknown, at = lake.now) =>
  handler.run(event, {
    env: { LUX_COLLECT_TO: lake.root, LUX_SLACK_SECRET: "slack", LUX_SLACK_URL: slack.url },
    declaration: declarationOf(["celine", "dior"]),
    now: () => at,
    sleep: async () => undefined,
  })
const said = () => slack.asked.map(({ body }): { channel: string; text: string } => JSON.parse(body))

/** A run of the accounts whose celine fails with a code. */
async function collected(code: number | undefined, at: string, subcode?: number) {
  lake.now = new Date(at)
  const api = await scriptedApi((asked) => {
    const name = accountIn(asked)
    if (name === "") return { status: 400, body: { error: { code: 100, message: "no" } } }
    if (name === "celine" && code !== undefined)
      return {
        status: 400,
        body: { error: { code, error_subcode: subcode, message: "Cannot find User", fbtrace_id: "Atrace" } },
      }
    return { body: discovered(name, 1) }
  })
  const report = await lake.run(accounts, "accounts", api.url)
  await api.close()
  return report
}

/** As Lambda hands it to a destination. */
const asDestination = (responsePayload: unknown) => ({
  version: "1.0",
  requestContext: {
    functionArn: "arn:aws:lambda:eu-west-1:123456789012:function:collect-accounts:$LATEST",
    condition: "RetriesExhausted",
  },
  requestPayload: {},
  responsePayload,
})

describe("an alert", () => {
  it("says what failed, for which brand, the request and the files; an equal one is not said again in the period", async () => {
    for (const hour of ["10", "11", "12"])
      await notify(asDestination(await collected(110, `2026-01-05T${hour}:00:15Z`, 2207013)))
    expect(said().map(({ channel }) => channel)).toEqual(["#luxury-brands-alerts"])
    const text = said()[0]?.text.replaceAll(lake.root, "s3://lake") ?? ""
    const page = readFileSync(new URL("../../docs/guides/collectors.md", import.meta.url), "utf8")
    expect(page).toContain(`\`\`\`text\n${text}\n\`\`\``)
    // Another code is another failure; the next day says the first again.
    await notify(asDestination(await collected(10, "2026-01-05T13:00:15Z")))
    await notify(asDestination(await collected(110, "2026-01-06T10:00:15Z", 2207013)))
    expect(said()).toHaveLength(3)
  })

  it("is none for a run that went well", async () => {
    expect(await notify(asDestination(await collected(undefined, "2026-01-05T10:00:15Z")))).toEqual({
      posted: 0,
    })
  })

  it("is read from what Lambda says of a run that threw", async () => {
    const report = await collected(2, "2026-01-05T10:00:15Z")
    expect(report.again).toBe(true)
    await notify(asDestination({ errorType: "NotComplete", errorMessage: JSON.stringify(report), trace: [] }))
    expect(said()[0]?.text).toContain("*celine*: transient (2)")
  })

  it.each<[what: string, event: unknown, text: string]>([
    [
      "a function without a report",
      asDestination({ errorMessage: "2026-01-05 Task timed out after 300.00 seconds" }),
      "collect-accounts failed without a report (RetriesExhausted). Error: 2026-01-05 Task timed out",
    ],
    [
      "an alarm of a topic",
      {
        Records: [
          {
            Sns: {
              Message: JSON.stringify({
                AlarmName: "late",
                NewStateValue: "ALARM",
                NewStateReason: "no data",
              }),
            },
          },
        ],
      },
      "Alarm late is ALARM. no data",
    ],
    [
      "an alarm of a bus",
      {
        "detail-type": "CloudWatch Alarm State Change",
        detail: { alarmName: "late", state: { value: "ALARM", reason: "no data" } },
      },
      "Alarm late is ALARM. no data",
    ],
    [
      "a run of lux",
      {
        metadata: {},
        args: { which: "build" },
        elapsed_time: 3.2,
        results: [
          { unique_id: "model.l.brand", status: "error", message: "no such column" },
          { unique_id: "model.l.media", status: "success" },
        ],
      },
      "lux build: 1 of 2 nodes failed in 3 s\n• model.l.brand: error. no such column",
    ],
    ["anything else", { hello: 1 }, 'An event that nobody knows: {"hello":1}'],
  ])("comes of %s, once", async (_, event, text) => {
    await notify(event)
    await notify(event)
    expect(said().map((each) => each.text)).toEqual([expect.stringContaining(text)])
  })

  const dropped = (collector: string, at: string) => ({
    version: "1.0",
    requestContext: {
      functionArn: "arn:aws:lambda:eu-west-1:123456789012:function:collect-hashtags:live",
      condition: "EventAgeExceeded",
    },
    requestPayload: { collector, at, trigger: "schedule" },
  })
  const alarmAt = (StateChangeTime: string) => ({
    Records: [
      { Sns: { Message: JSON.stringify({ AlarmName: "late", NewStateValue: "ALARM", StateChangeTime }) } },
    ],
  })
  it.each<[what: string, first: unknown, second: unknown, texts: readonly string[]]>([
    [
      "events that no function got, of two collectors",
      dropped("hashtags", "2026-01-05T10:00:00Z"),
      dropped("stories", "2026-01-05T10:00:00Z"),
      [
        "collect-hashtags hashtags 2026-01-05T10:00:00Z failed without a report (EventAgeExceeded).",
        "collect-hashtags stories 2026-01-05T10:00:00Z failed without a report (EventAgeExceeded).",
      ],
    ],
    [
      "an alarm that rings again",
      alarmAt("2026-01-05T10:00:00.000+0000"),
      alarmAt("2026-01-05T12:00:00.000+0000"),
      ["Alarm late is ALARM.", "Alarm late is ALARM."],
    ],
    [
      "events that nobody knows",
      { hello: 1 },
      { hello: 2 },
      ['An event that nobody knows: {"hello":1}', 'An event that nobody knows: {"hello":2}'],
    ],
  ])("comes of both of %s, of each once", async (_, first, second, texts) => {
    for (const event of [first, first, second, second]) await notify(event)
    expect(said().map(({ text }) => text)).toEqual(texts.map((text) => expect.stringContaining(text)))
  })

  it("that Slack does not take is said by the next attempt", async () => {
    const report = await collected(110, "2026-01-05T10:00:15Z", 2207013)
    isDown = true
    await expect(notify(asDestination(report))).rejects.toThrow("Slack did not take the message: status 503")
    isDown = false
    expect(await notify(asDestination(report))).toEqual({ posted: 1 })
  })
})

describe("the digest", () => {
  it("sums up what ran, and says what did not", async () => {
    for (const hour of ["10", "11"])
      await notify(asDestination(await collected(110, `2026-01-05T${hour}:00:15Z`, 2207013)))
    await collected(undefined, "2026-01-05T12:00:15Z")
    await notify({
      metadata: {},
      args: { which: "build" },
      elapsed_time: 31,
      results: [{ unique_id: "model.l.media", status: "success" }],
    })
    const digest = { digest: true, at: "2026-01-06T00:00:00Z" }
    await notify(digest, new Date("2026-01-06T00:00:05Z"))
    // A schedule may come twice.
    await notify(digest, new Date("2026-01-06T00:00:09Z"))
    const digests = said().filter(({ channel }) => channel === "#luxury-brands")
    expect(digests).toHaveLength(1)
    const page = readFileSync(new URL("../../docs/guides/collectors.md", import.meta.url), "utf8")
    expect(page).toContain(`\`\`\`text\n${digests[0]?.text}\n\`\`\``)
  })

  it("has one line for runs that went well, with their count, and one for equal failures", async () => {
    const build = (minute: number, status: string) => ({
      metadata: { invocation_id: `i${minute}` },
      args: { which: "build" },
      elapsed_time: minute,
      results: [{ unique_id: "model.l.media", status }],
    })
    for (const minute of [5, 10, 15]) {
      await notify(build(minute, "success"), new Date(`2026-01-05T10:${10 + minute}:00Z`))
      await notify(build(minute, "error"), new Date(`2026-01-05T11:${10 + minute}:00Z`))
    }
    // Delivered twice.
    await notify(build(15, "success"), new Date("2026-01-05T10:25:09Z"))
    await notify({ digest: true, at: "2026-01-06T00:00:00Z" })
    const digest = said().find(({ channel }) => channel === "#luxury-brands")
    expect(digest?.text.split("\n").slice(-3)).toEqual([
      "*Pipeline*",
      "• lux build: 1 nodes ok in 15 s (invocation i15) ×3",
      "• lux build: 1 of 1 nodes failed in 15 s (invocation i15) ×3",
    ])
    expect(said().filter(({ channel }) => channel === "#luxury-brands-alerts")).toHaveLength(1)
  })

  it("comes when nothing ran", async () => {
    await notify({ digest: true, at: "2026-01-06T00:00:00Z" })
    expect(said()[0]?.text).toBe(
      [
        ":newspaper: *2026-01-05T00:00:00Z to 2026-01-06T00:00:00Z*",
        "*accounts*: nothing ran; 24 ticks were expected",
        "*hashtags*: nothing ran; 288 ticks were expected",
        "*Pipeline*: no run and no alarm was reported",
      ].join("\n"),
    )
  })
})
