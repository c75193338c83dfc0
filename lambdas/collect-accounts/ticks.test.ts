import { NotComplete } from "lux-sql/collect"
import { describe, expect, it } from "vitest"
import {
  type Asked,
  accountIn,
  declarationOf,
  discovered,
  lakeForEachTest,
  post,
  type Scripted,
  scriptedApi,
} from "../scripted-api.testkit.ts"
import { handler } from "./index.ts"

const lake = lakeForEachTest()

/** Answers about accounts; what is asked about the token has no answer. */
const accounts =
  (answer: (name: string, asked: Asked) => Scripted) =>
  (asked: Asked): Scripted => {
    const name = accountIn(asked)
    return name === "" ? { status: 400, body: { error: { code: 100, message: "no" } } } : answer(name, asked)
  }
const broken: Scripted = { status: 500, body: { error: { code: 2, message: "later" } } }

describe("a tick", () => {
  it("that was missed is shown by the next, and not by the one after that", async () => {
    const api = await scriptedApi(accounts((name) => ({ body: discovered(name) })))
    const missed: (readonly string[])[] = []
    for (const time of ["2026-01-04T22:00:15Z", "2026-01-05T01:00:15Z", "2026-01-05T02:00:15Z"]) {
      lake().now = new Date(time)
      missed.push((await lake().run(handler, "accounts", api.url)).missed)
    }
    await api.close()
    expect(missed).toEqual([[], ["2026-01-04T23:00:00Z", "2026-01-05T00:00:00Z"], []])
  })

  it("that was missed in an outage of days is shown too: the newest fifty", async () => {
    const api = await scriptedApi(accounts((name) => ({ body: discovered(name) })))
    lake().now = new Date("2026-01-01T10:00:15Z")
    await lake().run(handler, "accounts", api.url)
    lake().now = new Date("2026-01-05T10:00:15Z")
    const { missed } = await lake().run(handler, "accounts", api.url)
    await api.close()
    expect([missed.length, missed[0], missed.at(-1)]).toEqual([
      50,
      "2026-01-03T08:00:00Z",
      "2026-01-05T09:00:00Z",
    ])
  })

  it("of two days ago is lost: nothing is asked", async () => {
    const api = await scriptedApi(() => broken)
    const report = await handler.run(
      { collector: "accounts", at: "2026-01-03T10:00:00Z" },
      lake().surroundings(api.url),
    )
    await api.close()
    expect([report.tick, report.units.lost, report.outcome, report.again, api.asked.length]).toEqual([
      "2026-01-03T10:00:00Z",
      ["celine", "dior"],
      "failed",
      false,
      0,
    ])
  })

  it("that is not complete makes Lambda start the function again, until it is", async () => {
    let isBroken = true
    const api = await scriptedApi(
      accounts((name) => (name === "dior" && isBroken ? broken : { body: discovered(name) })),
    )
    const given = lake().surroundings(api.url)
    const first = await handler.run({ collector: "accounts" }, given)
    expect([first.outcome, first.units.got, first.again]).toEqual(["partial", ["celine"], true])
    expect(JSON.parse(new NotComplete(first).message)).toEqual(first)
    isBroken = false
    const second = await handler.run({ collector: "accounts" }, given)
    const third = await handler.run({ collector: "accounts" }, given)
    await api.close()
    expect([second.outcome, second.units.got, second.units.already]).toEqual([
      "complete",
      ["dior"],
      ["celine"],
    ])
    expect([third.outcome, third.units.got, third.files]).toEqual(["complete", [], []])
    expect(api.asked.filter((asked) => accountIn(asked) === "celine")).toHaveLength(1)
    expect(
      lake()
        .records("brand")
        .map(({ user_name }) => user_name),
    ).toEqual(["celine", "dior"])
  })

  it("keeps a first page whose second fails, and has each post once after the retry", async () => {
    let isBroken = true
    const page = (ids: readonly number[], after?: string) => ({
      data: ids.map((id) => post(`1780000000000${id}`)),
      ...(after === undefined ? {} : { paging: { cursors: { after } } }),
    })
    const api = await scriptedApi(
      accounts((name, { url }) => {
        const isSecond = url.searchParams.get("fields")?.includes(".after(") === true
        if (isSecond && isBroken) return broken
        // A post has come in between, so that the first page is another one now.
        const ids = isSecond ? [1003, 1004] : isBroken ? [1001, 1002] : [1000, 1001, 1002]
        return { body: discovered(name, 0, { media: page(ids, isSecond ? undefined : "next") }) }
      }),
    )
    const declaration = declarationOf(["celine"])
    const first = await lake().run(handler, "accounts", api.url, { declaration })
    expect([first.units.failed.map(({ unit }) => unit), first.records]).toEqual([
      ["celine"],
      { brand: 1, media: 2 },
    ])
    expect(lake().records("media")).toHaveLength(2)
    isBroken = false
    const second = await lake().run(handler, "accounts", api.url, { declaration })
    await api.close()
    expect([second.outcome, second.records]).toEqual(["complete", { media: 3 }])
    expect(
      lake()
        .records("media")
        .map(({ media_id }) => media_id)
        .sort(),
    ).toEqual([1000, 1001, 1002, 1003, 1004].map((id) => `1780000000000${id}`))
    expect(lake().records("brand")).toHaveLength(1)
  })

  it("stops before the function is stopped, and says what is left", async () => {
    const start = lake().now.getTime()
    const api = await scriptedApi(
      accounts((name) => {
        lake().now = new Date(lake().now.getTime() + 60_000)
        return { body: discovered(name) }
      }),
    )
    const declaration = declarationOf(undefined, (text) =>
      text.replace(
        "settings: { api_version: v27.0, media: 25 }",
        "settings: { api_version: v27.0, media: 25 }\n    limits: { calls_at_once: 1 }",
      ),
    )
    const report = await lake().run(handler, "accounts", api.url, {
      declaration,
      remainingMs: () => start + 200_000 - lake().now.getTime(),
    })
    await api.close()
    expect([report.outcome, report.again, report.units.got.length, report.units.left.length]).toEqual([
      "partial",
      true,
      4,
      7,
    ])
  })
})

describe("replay_rejected", () => {
  it("takes what the declaration allows now, once; the counts add up", async () => {
    const api = await scriptedApi(
      accounts((name) => ({
        body: discovered(name, 0, {
          media: {
            data: [
              post("17800000000001001"),
              post("17800000000001002", { media_type: "HOLOGRAM" }),
              post("17800000000001003", { media_type: "SMELL" }),
            ],
          },
        }),
      })),
    )
    const report = await lake().run(handler, "accounts", api.url)
    expect(report.rejected.map(({ records }) => records)).toEqual([4])
    const declaration = declarationOf(["celine", "dior"], (text) =>
      text.replaceAll("CAROUSEL_ALBUM]", "CAROUSEL_ALBUM, HOLOGRAM]"),
    )
    const replay = () =>
      handler.run(
        { collector: "accounts", replay_rejected: true },
        lake().surroundings(api.url, { declaration }),
      )
    const calls = api.asked.length
    const first = await replay()
    const second = await replay()
    await api.close()
    expect(api.asked).toHaveLength(calls)
    expect([first.replayed, first.records]).toEqual([{ taken: 2, rejected: 2 }, { media: 2 }])
    expect([second.replayed, second.files]).toEqual([{ taken: 0, rejected: 2 }, []])
    expect(
      lake()
        .records("media")
        .map(({ media_type }) => media_type),
    ).toEqual(["IMAGE", "IMAGE", "HOLOGRAM", "HOLOGRAM"])
    expect(
      lake()
        .records("media", "rejected")
        .map(({ reason }) => reason),
    ).toEqual(Array(2).fill('media_type: "SMELL" is not declared'))
    // Of the hour in which it was collected.
    expect(first.files.map(({ path }) => path)).toEqual([
      "raw/media/year=2026/month=01/day=05/hour=10/media_2026-01-05_100016.json",
    ])
  })
})
