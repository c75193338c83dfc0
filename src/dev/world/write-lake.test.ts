import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { brands } from "./brands.ts"
import { pythonJson } from "./python-json.ts"
import { createWorld } from "./world.ts"
import { writeLake } from "./write-lake.ts"

const world = createWorld({ seed: 7, start: new Date("2024-01-01T00:00:00Z") })
const from = new Date("2024-03-04T22:00:00Z")
const root = mkdtempSync(join(tmpdir(), "lux-world-"))
afterAll(() => rmSync(root, { recursive: true, force: true }))

function filesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((path) => statSync(join(folder, path)).isFile())
    .sort()
}

function contents(folder: string): Map<string, string> {
  return new Map(
    filesOf(folder).map((path) => [basename(path), readFileSync(join(folder, path), "utf8")] as const),
  )
}

function changes(folder: string): Map<string, number> {
  return new Map(filesOf(folder).map((path) => [path, statSync(join(folder, path)).ctimeMs] as const))
}

describe("a lake", () => {
  it("has a file of each brand and post call and twelve of tags an hour, over midnight", async () => {
    const folder = join(root, "dated")
    const result = await writeLake(world, { folder, from, hours: 3 })
    const files = filesOf(folder)
    expect(result).toMatchObject({ files: 42, written: 42 })
    expect(result.bytes).toBe(files.reduce((sum, path) => sum + statSync(join(folder, path)).size, 0))
    expect(files.length).toBe(42)
    expect(files.filter((path) => !dated.test(path))).toEqual([])
    expect(files.filter((path) => path.startsWith("raw/media_hashtag_2024-03-05/")).length).toBe(12)
    expect(new Set(files.map((path) => /\d\d(?=\.json$)/.exec(path)?.[0]))).toEqual(
      new Set(["15", "16", "47", "48"]),
    )
  })

  const dated = /^raw\/(brand|media|media_hashtag)_(2024-03-0[45])\/\1_\2_\d{6}\.json$/

  it("holds all eleven brands in every file, nothing later than the file", async () => {
    const folder = join(root, "brands")
    await writeLake(world, { folder, from, hours: 2 })
    for (const [name, text] of contents(folder)) {
      const records: readonly { user_id: string; timestamp?: string }[] = JSON.parse(text)
      expect(new Set(records.map((record) => record.user_id)).size, name).toBe(brands.length)
      const [, day, time] = /_([\d-]{10})_(\d{6})/.exec(name) ?? []
      const last = records
        .map(({ timestamp = "" }) => timestamp.replace(/\D/g, "").slice(0, 14))
        .sort()
        .at(-1)
      expect((last ?? "") <= `${day?.replaceAll("-", "")}${time}`, name).toBe(true)
    }
  })

  it("says the same in both layouts", async () => {
    const [one, other] = [join(root, "one"), join(root, "other")]
    await writeLake(world, { folder: one, from, hours: 3, layout: "dated" })
    const result = await writeLake(world, { folder: other, from, hours: 3, layout: "partitioned" })
    expect(contents(other)).toEqual(contents(one))
    expect(result).toMatchObject({ files: 42, written: 42 })
    for (const path of filesOf(other)) expect(path).toMatch(partitioned)
    expect(filesOf(other)).toContainEqual(
      expect.stringMatching(/media\/year=2024\/month=03\/day=05\/hour=00\//),
    )
  })

  const partitioned =
    /^raw\/(brand|media|media_hashtag)\/year=(2024)\/month=(03)\/day=(0[45])\/hour=(\d\d)\/\1_\2-\3-\4_\5\d{4}\.json$/

  it("is ASCII, as Python writes JSON", async () => {
    const folder = join(root, "ascii")
    await writeLake(world, { folder, from, hours: 1 })
    for (const [name, text] of contents(folder)) {
      expect(/^[\x20-\x7e]*$/.test(text), name).toBe(true)
      expect(pythonJson(JSON.parse(text))).toBe(text)
    }
  })

  it("that is there already is left untouched", async () => {
    const folder = join(root, "again")
    const first = await writeLake(world, { folder, from, hours: 2 })
    const before = changes(folder)
    expect(await writeLake(world, { folder, from, hours: 2 })).toEqual({ ...first, written: 0 })
    expect(changes(folder)).toEqual(before)
  })

  it("of a part of the day gets the missing files only", async () => {
    const folder = join(root, "grown")
    await writeLake(world, { folder, from, hours: 2 })
    const before = changes(folder)
    expect(await writeLake(world, { folder, from, hours: 5 })).toMatchObject({ files: 70, written: 42 })
    for (const [path, change] of before) expect(changes(folder).get(path)).toBe(change)
    const whole = join(root, "whole")
    await writeLake(world, { folder: whole, from, hours: 5 })
    expect(contents(folder)).toEqual(contents(whole))
  })

  it("with a damaged file gets that one again, and nothing unfinished stays", async () => {
    const folder = join(root, "damaged")
    await writeLake(world, { folder, from, hours: 1 })
    const [name = ""] = filesOf(folder)
    writeFileSync(join(folder, name), "[]")
    expect(await writeLake(world, { folder, from, hours: 1 })).toMatchObject({ files: 14, written: 1 })
    expect(readFileSync(join(folder, name), "utf8").length).toBeGreaterThan(2)
    expect(filesOf(folder).filter((path) => path.includes("writing"))).toEqual([])
  })
})

describe("pythonJson", () => {
  it.each([
    ["é 👜", String.raw`[{"a": "\u00e9 \ud83d\udc5c", "n": 0}]`],
    ['"\\/', String.raw`[{"a": "\"\\/", "n": 0}]`],
    ["\n\t\r\u007f\u0001", String.raw`[{"a": "\n\t\r\u007f\u0001", "n": 0}]`],
  ])("of %j", (text, expected) => {
    expect(pythonJson([{ a: text, n: 0 }])).toBe(expected)
  })

  it("of two records, and of none", () => {
    expect(
      pythonJson([
        { a: 1, b: "x" },
        { a: 2, b: "" },
      ]),
    ).toBe('[{"a": 1, "b": "x"}, {"a": 2, "b": ""}]')
    expect(pythonJson([])).toBe("[]")
  })
})
