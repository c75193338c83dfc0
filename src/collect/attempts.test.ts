import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { draft, prices, tick, unit } from "./attempts.testkit.ts"
import { finish, finishEarlier, reportsOf, writeDraft } from "./attempts.ts"
import type { Draft } from "./draft.ts"
import { otherForm } from "./held.ts"
import { type Lake, openLake } from "./lake.ts"

let root: string
let lake: Lake
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), "lux-attempts-"))
  lake = await openLake({ LUX_COLLECT_TO: root })
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

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

const now = new Date("2026-01-05T10:01:00Z")
const all = { ids: ["a1", "a2", "b1", "b2", "c1", "c2"], rejects: ["a", "b", "c"] }
const reports = () => reportsOf(lake, "prices", new Date(tick))

describe("the attempts of a tick", () => {
  it("write each unit once, one after the other", async () => {
    const first = await run(draft("1", [unit("a", "1"), unit("b", "1")]))
    const second = await run(draft("2", [unit("b", "1"), unit("c", "1")]))
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
            names.filter((_name, index) => (at + index) % 3 !== 0).map((name) => unit(name, "1")),
          ),
        ),
      ),
    )
    expect(await found()).toEqual(all)
    expect((await reports()).map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4, 5, 6, 7, 8])
    expect((await reports()).flatMap(({ units }) => units.got).sort()).toEqual(names)
    expect(await lake.list("collecting", "**/*.json")).toEqual([])
  })

  it("that gathered other forms of a record write the first, and set the others aside", async () => {
    // Both asked before either was through.
    const first = draft(
      "1",
      ["a", "b", "c"].map((name) => unit(name, "1")),
    )
    const second = draft("2", [unit("a", "2", false, ["1", "2", "3"]), unit("b", "2", true), unit("c", "1")])
    const [one, two] = [await run(first), await run(second)]
    expect([one.outcome, two.outcome, two.units.already, two.units.failed]).toEqual([
      "complete",
      "complete",
      ["a", "b", "c"],
      [],
    ])
    expect((await found()).ids).toEqual(["a1", "a2", "a3", "b1", "b2", "c1", "c2"])
    expect(two.records).toEqual({ price: 1 })
    expect(two.rejected.map(({ reasons }) => reasons)).toEqual([{ [otherForm]: 4, "id is missing": 2 }])
    // Nothing of it is new for a third.
    const third = await run(draft("3", [unit("a", "2", false, ["1", "2", "3"]), unit("b", "1")]))
    expect([third.files, third.rejected]).toEqual([[], []])
  })

  it("keep what a unit gave before it failed, and write only what is new when it gives it again", async () => {
    const first = await run(draft("1", [unit("a", "1", true)]))
    expect(first.units.failed).toMatchObject([{ unit: "a", kind: "network", again: true }])
    expect(Object.keys(first.held["a"]?.["price"]?.taken ?? {})).toEqual(["a1", "a2"])
    const second = await run(draft("2", [unit("a", "1", false, ["2", "3"]), unit("b", "1"), unit("c", "1")]))
    expect(second.outcome).toBe("complete")
    expect((await found()).ids).toEqual(["a1", "a2", "a3", "b1", "b2", "c1", "c2"])
  })

  it("of other ticks may want the same second", async () => {
    await run(draft("1", [unit("a", "1")]))
    const other = await run({ ...draft("2", [unit("a", "2")]), tick: "2026-01-05T09:00:00Z" })
    expect(other.files.map(({ path }) => path.slice(-11))).toEqual(["100016.json"])
  })
})

describe("claims of seconds", () => {
  it("go after an hour; the files say then that a second is taken", async () => {
    await run(draft("1", [unit("a", "1")]))
    const claims = () => lake.list("collecting", "**/*.claim")
    await finishEarlier(lake, prices, new Date("2026-01-05T11:00:15Z"))
    expect(await claims()).toEqual(["collecting/prices/2026-01-05_100015.claim"])
    await finishEarlier(lake, prices, new Date("2026-01-05T11:00:16Z"))
    expect(await claims()).toEqual([])
    const second = await run(draft("2", [unit("b", "2")]))
    expect(second.files.map(({ path }) => path.slice(-11))).toEqual(["100016.json"])
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

  it.each([0, 1, 2, 3, 4, 5].flatMap((changes) => [[changes, false] as const, [changes, true] as const]))(
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
      // The first change only claims a second.
      const wasWritten = changes > 1 || (changes === 1 && isDone)
      // As every run begins, also two at once.
      await Promise.all([finishEarlier(lake, prices, now), finishEarlier(lake, prices, now)])
      expect(await found()).toEqual(wasWritten ? all : { ids: [], rejects: [] })
      expect((await reports()).map((report) => [report.run, report.outcome])).toEqual(
        wasWritten ? [["1", "complete"]] : [],
      )
      expect(await lake.list("collecting", "**/*.json")).toEqual([])
      const again = await run(
        draft(
          "2",
          ["a", "b", "c"].map((name) => unit(name, "1")),
        ),
      )
      expect(again.units.got).toEqual(wasWritten ? [] : ["a", "b", "c"])
      expect(await found()).toEqual(all)
    },
  )
})
