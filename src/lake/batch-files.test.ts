import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, utimesSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import {
  batchFormat,
  batchId,
  batchPlace,
  moveBatch,
  newWriter,
  nextLocation,
  passingPath,
  passingPrefix,
  removeLeftoverBatches,
  removeRejectedBatches,
  removeStalePassing,
} from "./batch-files.ts"
import type { HashedFile } from "./delivery.ts"
import { localFiles } from "./local-files.ts"

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lux-batches-"))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function file(name: string, contentHash: string, collectedAt?: string): HashedFile {
  return {
    name,
    contentHash,
    path: `/lake/${name}`,
    bytes: 1,
    stamp: "",
    modifiedAt: new Date(0),
    collectedAt: collectedAt === undefined ? undefined : new Date(collectedAt),
  }
}

const first = file("a", "1", "2023-09-02T03:00:15Z")
const second = file("b", "2", "2023-09-02T02:59:59Z")

describe("batchId", () => {
  it("begins with the first collection time, and is the same for the same files at other places", () => {
    const id = batchId([first, second])
    expect(id).toMatch(/^20230902T025959_[0-9a-f]{12}$/)
    expect(batchId([{ ...first, path: "/elsewhere/a", stamp: "other" }, second])).toBe(id)
  })

  it.each([
    ["a file more", [first, second, file("c", "3")]],
    ["another content", [first, { ...second, contentHash: "3" }]],
    ["another name", [first, { ...second, name: "c" }]],
  ])("is another with %s", (_, files) => {
    expect(batchId(files)).not.toBe(batchId([first, second]))
  })

  it("sorts files without a time first", () => {
    expect(batchId([file("a", "1")])).toMatch(/^19700101T000000_/)
  })
})

describe("what is only passing through", () => {
  it("is removed a day later, and nothing else is", async () => {
    const own = passingPath(folder, "manifests", "stage_media", "manifest")
    const unloaded = passingPrefix(folder, "profile")
    const old = [
      passingPath(folder, "manifests", "stage_media", "manifest"),
      passingPath(folder, "rows", "media", "parquet"),
      passingPath(folder, "rows", "media", "csv.gz"),
      join(unloaded.folder, `${unloaded.name}0000_part_00.parquet`),
    ]
    const young = passingPath(folder, "rows", "media", "avro")
    const others = [join(folder, "_manifests/mine.manifest"), join(folder, "stage_media/_passing/x.parquet")]
    for (const path of [own, ...old, young, ...others]) await localFiles.write("", path)
    const { mtimeMs } = statSync(own)
    const at = (hours: number): Date => new Date(mtimeMs - hours * 60 * 60 * 1000)
    for (const path of [...old, ...others]) utimesSync(path, at(25), at(25))
    utimesSync(young, at(23), at(23))
    await removeStalePassing(localFiles, folder, own)
    expect(old.filter((path) => existsSync(path))).toEqual([])
    expect([own, young, ...others].filter((path) => !existsSync(path))).toEqual([])
  })

  it("is left where this run has nothing to tell the time by", async () => {
    const old = passingPath(folder, "rows", "media", "parquet")
    await localFiles.write("", old)
    utimesSync(old, 0, 0)
    await removeStalePassing(localFiles, folder, join(folder, "_manifests/none"))
    expect(existsSync(old)).toBe(true)
  })
})

describe("where a batch is", () => {
  it.each([
    ["x.parquet", 1, ["x.parquet"], ["x.rejected.parquet"]],
    [
      "x.parquet",
      2,
      ["x.part1.parquet", "x.part2.parquet"],
      ["x.rejected.part1.parquet", "x.rejected.part2.parquet"],
    ],
    [
      "x.v2.json.gz",
      2,
      ["x.v2.part1.json.gz", "x.v2.part2.json.gz"],
      ["x.rejected.v2.part1.json.gz", "x.rejected.v2.part2.json.gz"],
    ],
    ["x.parquet", 0, [], []],
  ])("%s in %d files", (location, files, published, rejected) => {
    const place = batchPlace("/b", "s", location)
    expect(place.writing).toBe(`/b/s/${location}.writing`)
    expect(place.published(files)).toEqual(published.map((name) => `/b/s/${name}`))
    expect(place.rejected(files)).toEqual(rejected.map((name) => `/b/s/${name}`))
  })

  it("is written by each run at a place of its own, where several may write it", () => {
    const writers = [newWriter(), newWriter()]
    const places = writers.map((writer) => batchPlace("/b", "s", "x.json.gz", writer))
    expect(new Set(places.flatMap(({ writing, rejects }) => [writing, rejects.writing])).size).toBe(4)
    expect(places.map(({ writing }) => batchFormat(writing))).toEqual(["json", "json"])
    expect(places.map(({ published }) => published(1))).toEqual([["/b/s/x.json.gz"], ["/b/s/x.json.gz"]])
  })

  it.each([
    ["x.parquet", "x.v2.parquet"],
    ["x.v2.parquet", "x.v3.parquet"],
    ["x.v9.csv.gz", "x.v10.csv.gz"],
  ])("is another place each time that it is staged again: %s", (location, next) => {
    expect(nextLocation(location)).toBe(next)
  })
})

describe("moveBatch", () => {
  const place = () => batchPlace(folder, "stage_media", "x.parquet")
  const left = () => readdirSync(join(folder, "stage_media")).sort()

  it("takes the place of what was published before", async () => {
    const [published = ""] = place().published(1)
    await localFiles.write("old", published)
    await localFiles.write("new", place().writing)
    await moveBatch(localFiles, place(), [place().writing], [published])
    expect(left()).toEqual(["x.parquet"])
    expect(readFileSync(published, "utf8")).toBe("new")
  })

  it("takes several files out of their folder, which goes with all else in it", async () => {
    const { writing, published } = place()
    const written = [`${writing}/b`, `${writing}/a`]
    for (const path of [...written, `${writing}/_SUCCESS`, `${writing}/.b.crc`])
      await localFiles.write(path, path)
    await moveBatch(localFiles, place(), written, published(2))
    expect(left()).toEqual(["x.part1.parquet", "x.part2.parquet"])
    expect(published(2).map((path) => readFileSync(path, "utf8"))).toEqual(written)
  })
})

describe("what a crashed run left", () => {
  const known = batchId([first])
  const unknown = batchId([second])
  const inFolder = (stage: string) => readdirSync(join(folder, stage)).sort()

  it("is removed, and nothing else is", async () => {
    const kept = [
      `${known}.v2.part1.parquet`,
      `${known}.v2.part2.parquet`,
      `${known}.rejected.parquet`,
      // Another database's, for all that the ledger knows.
      `${unknown}.json.gz`,
      `${unknown}.v2.json.gz`,
      `${unknown}.rejected.json.gz`,
      ...["notes.parquet", "20230902T025959.parquet", `${unknown}.parquet.bak`],
    ]
    const left = [
      `${known}.parquet`,
      `${known}.v2.parquet`,
      `${known}.v2.part3.parquet`,
      `${known}.v3.parquet.writing`,
      `${unknown}.json.gz.writing`,
      `${unknown}.rejected.json.gz.writing`,
      `${known}.v4.parquet.writing/part-0.parquet`,
      `${known}.v4.parquet.0123abcd.writing`,
    ]
    for (const name of [...kept, ...left]) await localFiles.write("", join(folder, "stage_media", name))
    await localFiles.write("", join(folder, "stage_brand", `${unknown}.json.gz`))
    await removeLeftoverBatches(
      localFiles,
      folder,
      "stage_media",
      new Map([[known, [`${known}.v2.part1.parquet`, `${known}.v2.part2.parquet`]]]),
    )
    expect(inFolder("stage_media")).toEqual([...kept].sort())
    expect(inFolder("stage_brand")).toEqual([`${unknown}.json.gz`])

    await removeRejectedBatches(localFiles, folder, "stage_media", new Set())
    expect(inFolder("stage_media")).toEqual(kept.filter((name) => !name.includes("rejected")).sort())
  })

  it("is nothing where nothing was ever staged", async () => {
    await removeLeftoverBatches(localFiles, folder, "stage_media", new Map())
    await removeRejectedBatches(localFiles, folder, "stage_media", new Set())
    expect(readdirSync(folder)).toEqual([])
  })
})
