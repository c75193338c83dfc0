/** Runs of one tick at once: every order of what they do to the lake that was drawn leaves each record there once. */
import { describe, expect, it } from "vitest"
import { sized } from "../dev/acceptance.testkit.ts"
import { drawsOf, keyOf } from "../dev/world/noise.ts"
import { draft, memoryLake, prices, tick, unit } from "./attempts.testkit.ts"
import { finish, finishEarlier, reportsOf, writeDraft } from "./attempts.ts"
import type { Draft } from "./draft.ts"
import type { Lake } from "./lake.ts"

const now = new Date("2026-01-05T10:01:00Z")
const schedules = sized({ suite: 150, whole: 20_000 })

interface Actor {
  readonly ended: Promise<boolean>
  /** Lets it do its next operation. */
  step(): void
  isWaiting(): boolean
}

/** Somebody who waits for a turn before each operation, and may be killed at one. */
function actor(files: Map<string, string>, acts: (lake: Lake) => Promise<unknown>, lives: number): Actor {
  const open: (() => void)[] = []
  let left = lives
  const lake = memoryLake(files, async () => {
    await new Promise<void>((resolve) => open.push(resolve))
    if (left-- <= 0) throw new Error("killed")
  })
  const ended = acts(lake).then(
    () => true,
    (error: unknown) => {
      if (error instanceof Error && error.message === "killed") return false
      throw error
    },
  )
  return {
    ended,
    isWaiting: () => open.length > 0,
    step: () => open.shift()?.(),
  }
}

async function settle(): Promise<void> {
  await new Promise<void>((resolve) => setImmediate(resolve))
}

const collects =
  (each: Draft) =>
  async (lake: Lake): Promise<void> => {
    await finishEarlier(lake, prices, now)
    await finish(lake, prices, await writeDraft(lake, prices, each))
  }

interface Row {
  readonly id?: string
  readonly run: string
  readonly name?: string
}

function rowsIn(files: ReadonlyMap<string, string>, folder: string): readonly Row[] {
  return [...files]
    .filter(([path]) => path.startsWith(folder))
    .flatMap(([, text]): readonly (Row & { readonly record?: Row })[] => JSON.parse(text))
    .map((row) => row.record ?? row)
}

/** What the three runs are given: the same units, partly other records, partly other forms of them. */
const runs = (): readonly Draft[] => [
  draft("1", [unit("a", "x"), unit("b", "1"), unit("c", "1", true, ["1"])]),
  draft("2", [unit("a", "x"), unit("b", "2", false, ["2", "3"]), unit("c", "2")]),
  draft("3", [unit("c", "3", true), unit("a", "x", false, ["1", "4"])]),
]
const names = ({ units }: Draft): readonly string[] =>
  units.flatMap(({ models }) =>
    Object.values(models).flatMap(({ taken, rejected }) =>
      [...taken.map(({ record }) => record), ...rejected.map(({ record }) => record)].map((record) =>
        JSON.stringify(record),
      ),
    ),
  )

async function played(seed: number): Promise<void> {
  const draws = drawsOf(keyOf(seed, "interleavings"))
  const files = new Map<string, string>()
  // Files of an earlier hour's run, whose claim is gone.
  if (draws.unit() < 0.5)
    files.set("raw/price/year=2026/month=01/day=05/hour=10/price_2026-01-05_100015.json", "[]")
  const drafts = runs()
  const lives = (): number => (draws.unit() < 0.3 ? draws.below(25) : Number.POSITIVE_INFINITY)
  const actors = [
    ...drafts.map((each) => actor(files, collects(each), lives())),
    actor(files, (lake) => finishEarlier(lake, prices, now), lives()),
    actor(files, (lake) => finishEarlier(lake, prices, now), lives()),
  ]
  for (;;) {
    await settle()
    const waiting = actors.filter((each) => each.isWaiting())
    if (waiting.length === 0) break
    waiting[draws.below(waiting.length)]?.step()
  }
  const ended = await Promise.all(actors.map((each) => each.ended))
  const lake = memoryLake(files, async () => undefined)
  await finishEarlier(lake, prices, now)
  const reports = await reportsOf(lake, "prices", new Date(tick))

  const taken = rowsIn(files, "raw/")
  const all = [...taken, ...rowsIn(files, "rejected/")].map((row) => JSON.stringify(row))
  expect(new Set(taken.map(({ id }) => id)).size, "a record is twice in the lake").toBe(taken.length)
  expect(new Set(all).size, "a form is there twice").toBe(all.length)
  for (const [at, each] of drafts.entries())
    if (ended[at])
      expect(
        names(each).filter((name) => !all.includes(name)),
        "a form is lost",
      ).toEqual([])
  const got = reports.flatMap(({ units }) => units.got)
  expect(new Set(got).size, "a unit is got twice").toBe(got.length)
  const listed = reports.flatMap((report) => [...report.files, ...report.rejected])
  expect(
    listed.map(({ path, records }) => [path, records]).sort(),
    "reports list other files than there are",
  ).toEqual(
    [...files]
      .filter(([path, text]) => /^(raw|rejected)\//.test(path) && text !== "[]")
      .map(([path, text]) => [path, JSON.parse(text).length])
      .sort(),
  )
  expect([...files.keys()].filter((path) => /^collecting.*json$/.test(path))).toEqual([])
}

describe("three runs of a tick and two that finish what they find", () => {
  it(`leave each record once, in ${schedules} drawn orders`, async () => {
    for (let seed = 0; seed < schedules; seed++)
      await played(seed).catch((error: unknown) => {
        throw new Error(`order ${seed}`, { cause: error })
      })
  })
})
