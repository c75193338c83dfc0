import { existsSync, mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { basename, join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import {
  batchId,
  batchLocation,
  batchPaths,
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

describe("what a crashed run left", () => {
  const known = batchId([first])
  const unknown = batchId([second])

  it("is removed, and nothing else is", async () => {
    const kept = batchPaths(folder, "stage_media", batchLocation(known, "parquet"))
    const left = batchPaths(folder, "stage_media", batchLocation(unknown, "json"))
    const others = ["notes.parquet", "20230902T025959.parquet", `${unknown}.parquet.bak`]
    for (const path of [
      kept.published,
      kept.writing,
      kept.rejected,
      left.published,
      left.writing,
      left.rejected,
    ])
      await localFiles.write("", path)
    for (const name of others) writeFileSync(join(folder, "stage_media", name), "")
    const other = batchPaths(folder, "stage_brand", batchLocation(unknown, "json"))
    await localFiles.write("", other.published)

    await removeLeftoverBatches(localFiles, folder, "stage_media")
    expect(readdirSync(join(folder, "stage_media")).sort()).toEqual(
      [
        basename(kept.published),
        basename(left.published),
        basename(kept.rejected),
        basename(left.rejected),
        ...others,
      ].sort(),
    )
    expect(readdirSync(join(folder, "stage_brand"))).toEqual([basename(other.published)])

    await removeRejectedBatches(localFiles, folder, "stage_media")
    expect(readdirSync(join(folder, "stage_media")).sort()).toEqual(
      [basename(kept.published), basename(left.published), ...others].sort(),
    )
  })

  it("is nothing where nothing was ever staged", async () => {
    await removeLeftoverBatches(localFiles, folder, "stage_media")
    await removeRejectedBatches(localFiles, folder, "stage_media")
    expect(readdirSync(folder)).toEqual([])
  })

  it("takes the place of what was published before", async () => {
    const paths = batchPaths(folder, "stage_media", batchLocation(known, "parquet"))
    await localFiles.write("old", paths.published)
    writeFileSync(paths.writing, "new")
    await localFiles.move(paths.writing, paths.published)
    expect(readdirSync(join(folder, "stage_media"))).toEqual([basename(paths.published)])
  })
})
