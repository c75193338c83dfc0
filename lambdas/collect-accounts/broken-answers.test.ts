/** Each kind of broken response ends as the table of docs/guides/collectors.md says. */
import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import {
  type Asked,
  accountIn,
  discovered,
  lakeForEachTest,
  post,
  type Scripted,
  scriptedApi,
} from "../scripted-api.testkit.ts"
import { handler } from "./index.ts"

const lake = lakeForEachTest()

const error = (code: number, more: Readonly<Record<string, unknown>> = {}, status = 400): Scripted => ({
  status,
  body: {
    error: { message: `(#${code}) broken`, type: "OAuthException", code, fbtrace_id: "Atrace", ...more },
  },
})
const html: Scripted = { headers: { "content-type": "text/html" }, body: "<html>Sorry</html>" }
const limitedFor = (minutes: number) => ({
  "x-business-use-case-usage": JSON.stringify({
    1: [{ type: "instagram", call_count: 100, estimated_time_to_regain_access: minutes }],
  }),
})

/** How the run ended: of celine, whose answers are broken, and of dior, whose are not. */
interface Ended {
  readonly celine: string
  readonly again: boolean
  readonly dior?: "got" | "left"
  /** Calls about celine. */
  readonly calls: number
}
interface Row {
  /** As in the docs. */
  readonly what: string
  readonly answer: Scripted
  /** How many answers are broken; all without it. */
  readonly times?: number
  readonly ended: Ended
}

const rows: readonly Row[] = [
  {
    what: "an error -1, -2, 1 or 2, or with `is_transient`, that passes",
    answer: error(-2),
    times: 2,
    ended: { celine: "got", again: false, calls: 3 },
  },
  {
    what: "one that stays",
    answer: error(2, {}, 500),
    ended: { celine: "failed: transient", again: true, calls: 5 },
  },
  {
    what: "an unknown code with `is_transient`",
    answer: error(960, { is_transient: true }),
    times: 1,
    ended: { celine: "got", again: false, calls: 2 },
  },
  {
    what: "an unknown code without it",
    answer: error(2500),
    ended: { celine: "failed: refused", again: false, calls: 1 },
  },
  {
    what: "a rate limit (4, 17, 32, 341, 613, 80002) that ends before the function's time",
    answer: { ...error(4, {}, 403), headers: limitedFor(1) },
    times: 1,
    ended: { celine: "got", again: false, calls: 2 },
  },
  {
    what: "one that does not",
    answer: { ...error(80002), headers: limitedFor(50) },
    ended: { celine: "left", again: true, dior: "left", calls: 1 },
  },
  {
    what: "status 429",
    answer: { status: 429, headers: { "retry-after": "3" }, body: "slow down" },
    times: 1,
    ended: { celine: "got", again: false, calls: 2 },
  },
  {
    what: "an expired or revoked token (190)",
    answer: error(190, { error_subcode: 463 }),
    ended: { celine: "left", again: false, dior: "left", calls: 1 },
  },
  {
    what: "a missing permission (10, 200 to 299)",
    answer: error(200, {}, 403),
    ended: { celine: "failed: permission", again: false, calls: 1 },
  },
  {
    what: "a renamed, private or personal account (110, subcode 2207013)",
    answer: error(110, { error_subcode: 2207013 }),
    ended: { celine: "failed: not-found", again: false, calls: 1 },
  },
  {
    what: "an unknown object (24, 100)",
    answer: error(100, { error_subcode: 33 }),
    ended: { celine: "failed: not-found", again: false, calls: 1 },
  },
  {
    what: "status 5xx with HTML",
    answer: { ...html, status: 502 },
    times: 3,
    ended: { celine: "got", again: false, calls: 4 },
  },
  {
    what: "HTML with status 200",
    answer: html,
    ended: { celine: "failed: invalid-answer", again: true, calls: 5 },
  },
  {
    what: "broken JSON",
    answer: { body: '{"business_discovery": {"id": "178' },
    times: 1,
    ended: { celine: "got", again: false, calls: 2 },
  },
  { what: "an empty body", answer: { body: "" }, times: 1, ended: { celine: "got", again: false, calls: 2 } },
  {
    what: "JSON of another shape",
    answer: { body: { business_discovery: [] } },
    ended: { celine: "failed: invalid-answer", again: true, calls: 5 },
  },
  {
    what: "a redirect",
    answer: { status: 302, headers: { location: "https://login.example.com/" }, body: "" },
    ended: { celine: "failed: invalid-answer", again: true, calls: 5 },
  },
  {
    what: "a connection that is cut in the middle of an answer",
    answer: { body: discovered("celine"), cut: "middle" },
    times: 2,
    ended: { celine: "got", again: false, calls: 3 },
  },
  {
    what: "a connection that is closed without an answer",
    answer: { cut: "before" },
    ended: { celine: "failed: network", again: true, calls: 5 },
  },
  {
    what: "no answer in `call_timeout`",
    answer: { silent: true },
    times: 1,
    ended: { celine: "got", again: false, calls: 2 },
  },
]

describe("a response that is broken in one of twenty ways", () => {
  it("has a row in the docs", () => {
    const page = readFileSync(new URL("../../docs/guides/collectors.md", import.meta.url), "utf8")
    const table = page
      .slice(page.indexOf("<!-- broken responses -->"))
      .split("\n")
      .filter((line) => line.startsWith("| "))
    expect(table.slice(1, 1 + rows.length).map((line) => line.split(" | ")[0]?.slice(2))).toEqual(
      rows.map(({ what }) => what),
    )
    expect(rows).toHaveLength(20)
  })

  it.each(rows)("$what", async ({ answer, times = Number.POSITIVE_INFINITY, ended }) => {
    let broken = 0
    const isCeline = (asked: Asked) => accountIn(asked) === "celine"
    const api = await scriptedApi((asked) => {
      if (accountIn(asked) === "") return error(100)
      return isCeline(asked) && broken++ < times ? answer : { body: discovered(accountIn(asked)) }
    })
    // One after the other: celine first.
    const declaration = { ...lake().surroundings("").declaration }
    const { units, collectors } = declaration
    if (units === undefined || collectors === undefined) throw new Error("there is no declaration")
    const limits = { calls_at_once: 1, call_timeout: { count: 1, period: "second" as const } }
    const limited = collectors.map((each) => ({ ...each, limits: { ...each.limits, ...limits } }))
    const start = lake().now.getTime()
    const report = await lake().run(handler, "accounts", api.url, {
      declaration: { version: 1, notify: undefined, units, collectors: limited },
      remainingMs: () => start + 300_000 - lake().now.getTime(),
    })
    await api.close()
    const failed = report.units.failed.find(({ unit }) => unit === "celine")
    const state = (unit: string) =>
      report.units.got.includes(unit)
        ? "got"
        : report.units.left.includes(unit)
          ? "left"
          : `failed: ${failed?.kind}`
    expect<Ended>({
      celine: state("celine"),
      again: report.again,
      dior: state("dior") === "left" ? "left" : "got",
      calls: api.asked.filter(isCeline).length,
    }).toEqual({ dior: "got", ...ended })
    expect(
      lake()
        .records("brand")
        .map(({ user_name }) => user_name),
    ).toEqual(report.units.got)
    expect(lake().records("media")).toHaveLength(2 * report.units.got.length)
    if (failed?.code) expect(failed.fbtrace_id).toBe("Atrace")
  })
})

describe("records", () => {
  it("of which optional fields are missing are null there, and counted", async () => {
    const { like_count, caption, ...bare } = post("17800000000000001")
    const api = await scriptedApi((asked) => ({
      body: discovered(accountIn(asked), 0, { name: undefined, media: { data: [bare] } }),
    }))
    const report = await lake().run(handler, "accounts", api.url)
    await api.close()
    expect([like_count, caption]).toEqual([7, "A bag"])
    expect(lake().records("media")[0]).toEqual({
      user_id: "17841404218673031",
      media_id: "17800000000000001",
      timestamp: "2026-01-05T08:00:00+0000",
      caption: null,
      media_type: "IMAGE",
      media_product_type: "FEED",
      media_url: "https://pictures.example.com/1.jpg",
      permalink: "https://www.instagram.com/p/C1/",
      like_count: null,
      comments_count: 1,
    })
    expect(report.missing).toEqual({
      brand: { name: 2, profile_picture_url: 2 },
      media: { caption: 2, like_count: 2 },
    })
    expect(report.defaults).toEqual({})
  })

  it("of an account without an id are taken, and the account is rejected", async () => {
    const api = await scriptedApi((asked) =>
      accountIn(asked) === "" ? error(100) : { body: discovered(accountIn(asked), 2, { id: undefined }) },
    )
    const report = await lake().run(handler, "accounts", api.url)
    await api.close()
    expect([report.outcome, report.retries, report.records]).toEqual(["complete", 0, { media: 4 }])
    expect(report.rejected.map(({ model, reasons }) => [model, reasons])).toEqual([
      ["brand", { "user_id is missing": 2 }],
    ])
    expect(lake().records("media")[0]).toMatchObject({ user_id: "17841404218673031" })
  })

  it.each<[what: string, record: unknown, reason: string]>([
    ["no id", post("1", { id: undefined }), "media_id is missing"],
    ["an empty id", post(""), "media_id: an empty text"],
    [
      "an id that is a number",
      '{"id": 17841404218673031, "media_type": "IMAGE"}',
      "media_id: a number where a text is declared",
    ],
    ["an id of letters", post("../etc"), "media_id: a text that is not written as declared"],
    [
      "a new kind",
      post("17800000000000001", { media_type: "HOLOGRAM" }),
      'media_type: "HOLOGRAM" is not declared',
    ],
    [
      "a count that is a text",
      post("17800000000000001", { like_count: "7" }),
      "like_count: a text where a whole number is declared",
    ],
    [
      "a fraction",
      post("17800000000000001", { like_count: 7.5 }),
      "like_count: a number where a whole number is declared",
    ],
    [
      "another time",
      post("17800000000000001", { timestamp: 1767600000 }),
      "timestamp: a number where a text is declared",
    ],
    ["a list", [1], "a list instead of a record"],
  ])("with %s are rejected whole, with the reason", async (_, record, reason) => {
    const api = await scriptedApi((asked) => {
      const text = JSON.stringify(
        discovered(accountIn(asked), 0, { media: { data: ["RECORD", post("17800000000000002")] } }),
      )
      return { body: text.replace('"RECORD"', typeof record === "string" ? record : JSON.stringify(record)) }
    })
    const report = await lake().run(handler, "accounts", api.url)
    await api.close()
    expect(report.outcome).toBe("complete")
    expect(report.rejected.map(({ records, reasons }) => [records, reasons])).toEqual([[2, { [reason]: 2 }]])
    expect(report.records).toEqual({ brand: 2, media: 2 })
    const [rejected] = lake().files("rejected/media")
    const text = lake().text(rejected ?? "")
    expect(text).toContain(
      typeof record === "string" ? "17841404218673031," : JSON.stringify(record).slice(1, -1),
    )
    expect(JSON.parse(text)[0]).toMatchObject({
      reason,
      unit: "celine",
      model: "media",
      tick: "2026-01-05T10:00:00Z",
    })
  })
})
