/** Days of both collectors against the stand-in of the Graph API, with faults at random: nothing is lost, nothing comes twice. */
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest"
import { sized } from "../src/dev/acceptance.testkit.ts"
import { type FaultRule, randomFaults } from "../src/dev/instagram/faults.ts"
import { handler as accounts } from "./collect-accounts/index.ts"
import { handler as hashtags } from "./collect-hashtags/index.ts"
import { handler as notify } from "./notify-slack/index.ts"
import { declarationOf, type ScriptedApi, scriptedApi } from "./scripted-api.testkit.ts"
import { type Simulation, simulate } from "./simulation.testkit.ts"

const hours = sized({ suite: 2, whole: 7 * 24 })
let simulation: Simulation

const brokenAtFirst: readonly FaultRule[] = [
  // Fails longer than one attempt lasts, and is there again for the next one.
  { kind: "service-error", unit: "dior", endpoint: "business_discovery", times: 6 },
  { kind: "account-not-found", unit: "ysl", endpoint: "business_discovery" },
]

vi.mock("@aws-lambda-powertools/parameters/secrets", () => ({
  getSecret: async () => ({ token: "xoxb-0-slack" }),
}))
let slack: ScriptedApi

beforeAll(async () => {
  slack = await scriptedApi(() => ({ body: { ok: true } }))
  simulation = await simulate({
    hours,
    faults: (before) => [...(before === 0 ? brokenAtFirst : []), ...randomFaults(0.1)],
    collectors: { accounts, hashtags },
    async told(report, root, now) {
      const env = { LUX_COLLECT_TO: root, LUX_SLACK_SECRET: "slack", LUX_SLACK_URL: slack.url }
      await notify.run(report, { env, declaration: declarationOf(), now: () => now })
    },
  })
}, 3_600_000)
afterAll(async () => {
  simulation.end()
  await slack.close()
})

describe(`${hours} hours with faults at random`, () => {
  it("have every record that the server gave in the lake or among the rejects, once for each tick", () => {
    expect(simulation.given.length).toBeGreaterThan(hours * 11 * 25)
    expect(simulation.problems).toEqual([])
  })

  it("have a report for every run, and no tick without one", () => {
    expect(simulation.reports.length).toBeGreaterThanOrEqual(hours * 13)
    expect(simulation.reports.length).toBe(simulation.runs)
    expect(simulation.reports.flatMap(({ missed }) => missed)).toEqual([])
    expect(new Set(simulation.reports.map(({ collector, tick }) => `${collector} ${tick}`)).size).toBe(
      hours * 13,
    )
  })

  it("have the brand that failed at first in the lake after the retry, and the others once", () => {
    const [first, second] = simulation.reports.filter(({ collector }) => collector === "accounts")
    expect(first?.units.failed.map(({ unit, again }) => [unit, again])).toContainEqual(["dior", true])
    expect(first?.units.got).not.toContain("dior")
    expect(second?.units.got).toContain("dior")
    expect(second?.units.already).toEqual(first?.units.got)
  })

  it("end every tick complete, but for the brand that could not be found", () => {
    const last = new Map(simulation.reports.map((report) => [`${report.collector} ${report.tick}`, report]))
    const open = [...last.values()].filter(({ outcome }) => outcome !== "complete")
    expect(open.map(({ tick, units }) => [tick, units.failed.map(({ unit, kind }) => [unit, kind])])).toEqual(
      [["2026-01-05T00:00:00Z", [["ysl", "not-found"]]]],
    )
  })

  it("show the token nowhere: no log line, report, file or address has it", () => {
    expect(simulation.leaks).toEqual([])
  })

  it("send alerts only for what matters", () => {
    const alerts = slack.asked.map(({ body }): string => JSON.parse(body).text)
    expect(alerts[0]).toContain("*ysl*: not-found (110/2207013)")
    expect(alerts.length).toBeLessThanOrEqual(sized({ suite: 2, whole: 12 }))
  })

  it("count what was missing", () => {
    const missing = simulation.reports.reduce(
      (sum, report) => sum + (report.missing["media"]?.["like_count"] ?? 0),
      0,
    )
    const nulls = simulation.records("media").filter(({ like_count }) => like_count === null).length
    expect(missing).toBe(nulls)
    expect(nulls).toBeGreaterThan(0)
  })
})
