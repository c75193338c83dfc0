import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { collectorsSchema } from "../project/collectors/declaration.ts"
import { finish, finishEarlier, reportsOf, writeDraft } from "./attempts.ts"
import type { Draft } from "./draft.ts"
import { type GatheredUnit, gathering } from "./gathered.ts"
import { type Lake, openLake } from "./lake.ts"

const tick = "2026-01-05T10:00:00Z"
const declaration = collectorsSchema.parse({
  version: 1,
  units: { shops: { key: "name", items: [{ name: "a" }, { name: "b" }, { name: "c" }] } },
  collectors: [
    {
      name: "prices",
      function: "collect-prices",
      schedule: { every: { count: 1, period: "hour" } },
      units: "shops",
      writes: [
        {
          source: "lake.price",
          key: ["id"],
          fields: [
            { name: "id", data_type: "varchar(30)", required: true },
            { name: "run", data_type: "varchar(30)" },
          ],
        },
      ],
    },
  ],
}).collectors[0]
if (declaration === undefined) throw new Error("there is no collector")
const prices = declaration

let root: string
let lake: Lake
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "lux-attempts-"))
  lake = await openLake({ LUX_COLLECT_TO: root })
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

/** What a unit gives in a run: records of this run, one of them broken. */
function unit(name: string, run: string, fails = false, records = ["1", "2"]): GatheredUnit {
  const gathered = gathering(name, prices.writes)
  gathered.add({
    model: "price",
    records: [...records.map((id) => ({ id: `${name}${id}`, run })), { name, run }],
  })
  return gathered.done(fails ? { kind: "network", message: "cut" } : undefined)
}

function draft(run: string, units: readonly GatheredUnit[], second = "2026-01-05T10:00:15.000Z"): Draft {
  return {
    run,
    collector: "prices",
    tick,
    trigger: "test",
    startedAt: "2026-01-05T10:00:00.000Z",
    endedAt: "2026-01-05T10:00:15.000Z",
    second,
    all: ["a", "b", "c"],
    units,
    left: ["a", "b", "c"].filter((name) => !units.some((each) => each.unit === name)),
    lost: [],
    calls: 3,
    retries: 0,
    waitsMs: 0,
    quota: { app_percent: null, business_percent: null, regain_minutes: null },
    token: null,
    missed: [],
    replayed: null,
    error: undefined,
  }
}

/** The ids in the lake, and the units of the rejects. */
async function found(): Promise<{ readonly ids: readonly string[]; readonly rejects: readonly string[] }> {
  const read = async (folder: string) => {
    const paths = await lake.list(folder, "**/*.json")
    const texts = await Promise.all(paths.map((path) => lake.read(path)))
    return texts.flatMap((text): readonly Readonly<Record<string, string>>[] => JSON.parse(text ?? "[]"))
  }
  return {
    ids: (await read("raw")).map(({ id = "" }) => id).sort(),
    rejects: (await read("rejected")).map(({ unit: name = "" }) => name).sort(),
  }
}

async function run(each: Draft, on: Lake = lake) {
  return finish(on, prices, await writeDraft(on, prices, each))
}

const all = { ids: ["a1", "a2", "b1", "b2", "c1", "c2"], rejects: ["a", "b", "c"] }
const reports = () => reportsOf(lake, "prices", new Date(tick))

describe("the attempts of a tick", () => {
  it("write each unit once, one after the other", async () => {
    const first = await run(draft("1", [unit("a", "1"), unit("b", "1")]))
    const second = await run(draft("2", [unit("b", "2"), unit("c", "2")]))
    expect([first.outcome, first.attempt, first.units.got, first.again]).toEqual([
      "partial",
      1,
      ["a", "b"],
      true,
    ])
    expect([second.outcome, second.attempt, second.units.got, second.units.already]).toEqual([
      "complete",
      2,
      ["c"],
      ["a", "b"],
    ])
    expect(await found()).toEqual(all)
    expect(second.files.map(({ path }) => path)).toEqual([
      "raw/price/year=2026/month=01/day=05/hour=10/price_2026-01-05_100016.json",
    ])
  })

  it("write each unit once, eight at once", async () => {
    const names = ["a", "b", "c"]
    await Promise.all(
      Array.from({ length: 8 }, (_, at) =>
        run(
          draft(
            `${at}`,
            names.filter((_name, index) => (at + index) % 3 !== 0).map((name) => unit(name, `${at}`)),
          ),
        ),
      ),
    )
    expect(await found()).toEqual(all)
    expect((await reports()).map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect((await reports()).flatMap(({ units }) => units.got).sort()).toEqual(names)
    expect(await lake.list("collecting", "**/*")).toEqual([])
  })

  it("keep what a unit gave before it failed, and write only what is new when it gives it again", async () => {
    const first = await run(draft("1", [unit("a", "1", true)]))
    expect(first.units.failed).toMatchObject([
      { unit: "a", kind: "network", again: true, kept: { price: ["a1", "a2", expect.any(String)] } },
    ])
    const second = await run(draft("2", [unit("a", "2", false, ["2", "3"]), unit("b", "2"), unit("c", "2")]))
    expect(second.outcome).toBe("complete")
    expect((await found()).ids).toEqual(["a1", "a2", "a3", "b1", "b2", "c1", "c2"])
  })

  it("of other ticks may want the same second", async () => {
    await run(draft("1", [unit("a", "1")]))
    const other = await run({ ...draft("2", [unit("a", "2")]), tick: "2026-01-05T09:00:00Z" })
    expect(other.files.map(({ path }) => path.slice(-11))).toEqual(["100016.json"])
  })
})

describe("a run that is killed", () => {
  /** A lake that dies when it was changed so many times; the last change is done or not. */
  const dying = (changes: number, isDone: boolean): Lake => {
    let left = changes
    const change = async <T>(does: () => Promise<T>): Promise<T> => {
      if (left-- > 0) return does()
      if (isDone && left === -1) await does()
      throw new Error("killed")
    }
    return {
      ...lake,
      create: (path, text) => change(() => lake.create(path, text)),
      remove: (path) => change(() => lake.remove(path)),
      replace: (path, text) => change(() => lake.replace(path, text)),
    }
  }

  it.each([0, 1, 2, 3, 4].flatMap((changes) => [[changes, false] as const, [changes, true] as const]))(
    "after %i changes (the next done: %s) is finished by the next",
    async (changes, isDone) => {
      await expect(
        run(
          draft(
            "1",
            ["a", "b", "c"].map((name) => unit(name, "1")),
          ),
          dying(changes, isDone),
        ),
      ).rejects.toThrow("killed")
      const wasWritten = changes > 0 || isDone
      // As every run begins, also two at once.
      await Promise.all([finishEarlier(lake, prices), finishEarlier(lake, prices)])
      expect(await found()).toEqual(wasWritten ? all : { ids: [], rejects: [] })
      expect((await reports()).map((report) => [report.run, report.outcome])).toEqual(
        wasWritten ? [["1", "complete"]] : [],
      )
      expect(await lake.list("collecting", "**/*")).toEqual([])
      const again = await run(
        draft(
          "2",
          ["a", "b", "c"].map((name) => unit(name, "2")),
        ),
      )
      expect(again.units.got).toEqual(wasWritten ? [] : ["a", "b", "c"])
      expect(await found()).toEqual(all)
    },
  )
})
