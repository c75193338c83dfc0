/** A small collector, what its runs gather, and a lake in memory. */
import picomatch from "picomatch"
import { collectorsSchema } from "../project/collectors/declaration.ts"
import type { Draft } from "./draft.ts"
import { type GatheredUnit, gathering } from "./gathered.ts"
import type { Lake } from "./lake.ts"

export const tick = "2026-01-05T10:00:00Z"
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
export const prices = declaration

/** What a unit gives in a run: records of this run, one of them broken. */
export function unit(name: string, run: string, fails = false, records = ["1", "2"]): GatheredUnit {
  const gathered = gathering(name, prices.writes)
  gathered.add({
    model: "price",
    records: [...records.map((id) => ({ id: `${name}${id}`, run })), { name, run }],
  })
  return gathered.done(fails ? { kind: "network", message: "cut" } : undefined)
}

export function draft(
  run: string,
  units: readonly GatheredUnit[],
  second = "2026-01-05T10:00:15.000Z",
): Draft {
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

/** A lake in memory. `before` is awaited before each of its operations. */
export function memoryLake(files: Map<string, string>, before: () => Promise<void>): Lake {
  const when = async <T>(does: () => T): Promise<T> => {
    await before()
    return does()
  }
  return {
    root: "memory",
    pathOf: (path) => `memory/${path}`,
    has: (path) => when(() => files.has(path)),
    read: (path) => when(() => files.get(path)),
    create: (path, text) =>
      when(() => {
        if (!files.has(path)) files.set(path, text)
        return files.get(path) === text
      }),
    replace: (path, text) => when(() => void files.set(path, text)),
    remove: (path) => when(() => void files.delete(path)),
    list: (folder, glob) =>
      when(() => {
        const matches = picomatch(glob)
        const inFolder = [...files.keys()].filter((path) => path.startsWith(`${folder}/`))
        return inFolder.filter((path) => matches(path.slice(folder.length + 1))).sort()
      }),
  }
}
