import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { parse } from "yaml"
import { brands } from "../../dev/world/brands.ts"
import { collectorsSchema } from "./declaration.ts"
import { collectedAtOf, fileAt, globsOf, rejectsAt } from "./paths.ts"

const written = readFileSync(new URL("../../../lambdas/collectors.yml", import.meta.url), "utf8")
const small = () => ({
  version: 1,
  units: {
    shops: {
      key: "name",
      items: [
        { name: "a", city: "Rome" },
        { name: "b", city: "Oslo" },
      ],
    },
  },
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
            { name: "price", data_type: "bigint" },
          ],
        },
      ],
    },
  ],
})

describe("the declaration of collectors", () => {
  it("of this project is read", () => {
    const { collectors, units } = collectorsSchema.parse(parse(written))
    expect(collectors.map(({ name, limits }) => [name, limits.retries, limits.memory_mb])).toEqual([
      ["accounts", 2, 512],
      ["hashtags", 2, 512],
    ])
    expect(units["brands"]?.items).toHaveLength(11)
  })

  it("of this project has the brands, tags and ids of the generated world", () => {
    const items = collectorsSchema.parse(parse(written)).units["brands"]?.items ?? []
    const named = (
      rows: readonly (readonly [string | undefined, string | undefined, string | undefined])[],
    ) => [...rows].sort()
    expect(named(items.map((item) => [item["user_name"], item["tag_name"], item["user_id"]]))).toEqual(
      named(brands.map(({ userName, tag, userId }) => [userName, tag, userId])),
    )
  })

  it.each<[what: string, change: (file: ReturnType<typeof small>) => unknown, message: string]>([
    ["nothing wrong", (file) => file, ""],
    ["an unknown key", (file) => ({ ...file, colectors: [] }), 'Unrecognized key: "colectors"'],
    [
      "no units",
      (file) => changed(file, { units: "cities" }),
      'collectors.0.units: there are no units "cities"',
    ],
    [
      "a unit without a value",
      (file) => ({ ...file, units: { shops: { key: "name", items: [{ name: "a", city: "" }] } } }),
      'units.shops.items.0: "city" is missing',
    ],
    [
      "two units of one name",
      (file) => ({ ...file, units: { shops: { key: "name", items: [{ name: "a" }, { name: "a" }] } } }),
      'units.shops.items.1.name: another item has the name "a"',
    ],
    [
      "a number as an id",
      (file) => ({ ...file, units: { shops: { key: "name", items: [{ name: 7 }] } } }),
      "units.shops.items.0.name: a text: write it in quotes",
    ],
    [
      "ticks that drift",
      (file) => changed(file, { schedule: { every: { count: 7, period: "hour" } } }),
      "collectors.0.schedule.every: an interval that a day is a multiple of",
    ],
    [
      "two of one name",
      (file) => ({ ...file, collectors: [...file.collectors, ...file.collectors] }),
      'collectors.1.name: another collector has the name "prices"',
    ],
    [
      "a source that two write",
      (file) => ({ ...file, collectors: [...file.collectors, { ...file.collectors[0], name: "other" }] }),
      'collectors.1.writes.0.source: source "lake.price" is written already',
    ],
    [
      "a key that may be missing",
      (file) => changedWrite(file, { key: ["price"] }),
      "must be a field that is required",
    ],
    [
      "a path without a time",
      (file) => changedWrite(file, { path: "raw/{model}_{date}.json" }),
      "the file's name must have",
    ],
    [
      "a path with an unknown part",
      (file) => changedWrite(file, { path: "raw/{model}_{date}_{time}{n}.json" }),
      "{n} is not known",
    ],
    [
      "a path that leads out",
      (file) => changedWrite(file, { path: "../raw/{model}_{date}_{time}.json" }),
      "a path below the lake's root",
    ],
    [
      "a path of the collectors' own",
      (file) => changedWrite(file, { path: "reports/{model}_{date}_{time}.json" }),
      "are the collectors' own",
    ],
    [
      "a default of another type",
      (file) => changedField(file, { name: "price", data_type: "bigint", default: "0" }),
      "the default of bigint must be a number",
    ],
    [
      "values of a number",
      (file) => changedField(file, { name: "price", data_type: "bigint", values: ["1"] }),
      "values and pattern are for texts",
    ],
    [
      "a broken pattern",
      (file) => changedField(file, { name: "n", data_type: "text", pattern: "(" }),
      "a regular expression",
    ],
    [
      "a type that JSON does not have",
      (file) => changedField(file, { name: "at", data_type: "timestamp" }),
      "varchar(n), text",
    ],
  ])("with %s", (_, change, message) => {
    const { success, error } = collectorsSchema.safeParse(change(small()))
    const said = error?.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`).join("\n") ?? ""
    expect(said).toContain(message)
    expect(success).toBe(message === "")
  })
})

describe("the paths of a source table", () => {
  const { collectors } = collectorsSchema.parse(parse(written))
  const write = collectors[0]?.writes[1]

  it("are of the second of their collection, and found by its globs", () => {
    if (write === undefined) throw new Error("there is no media")
    const at = new Date("2026-01-05T10:00:15.250Z")
    expect(fileAt(write, at)).toBe("raw/media/year=2026/month=01/day=05/hour=10/media_2026-01-05_100015.json")
    expect(rejectsAt(write, at)).toBe(
      "rejected/media/year=2026/month=01/day=05/hour=10/media_2026-01-05_100015.json",
    )
    expect(globsOf(write)).toEqual([
      "raw/media_????-??-??/media_????-*.json",
      "raw/media/year=*/month=*/day=*/hour=*/media_????-??-??_??????.json",
    ])
    expect(collectedAtOf(write)).toBe("media_%Y-%m-%d_%H%M%S.json")
  })
})

type File = ReturnType<typeof small>

function changed(file: File, change: Readonly<Record<string, unknown>>): unknown {
  return { ...file, collectors: [{ ...file.collectors[0], ...change }] }
}

function changedWrite(file: File, change: Readonly<Record<string, unknown>>): unknown {
  return changed(file, { writes: [{ ...file.collectors[0]?.writes[0], ...change }] })
}

function changedField(file: File, field: unknown): unknown {
  return changedWrite(file, { fields: [...(file.collectors[0]?.writes[0]?.fields ?? []), field] })
}
