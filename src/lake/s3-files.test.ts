import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import S3rver from "s3rver"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import type { FileStore } from "./file-store.ts"
import { type FileStores, fileStores } from "./file-stores.ts"
import { contentHash, listLakeFiles } from "./lake-files.ts"

const place = { file: "models/sources.yml", line: 3, column: 5 }
const folder = mkdtempSync(join(tmpdir(), "lux-s3-test-"))
let server: S3rver
let endpoint: string
let stores: FileStores
let store: FileStore

beforeAll(async () => {
  process.env["AWS_ACCESS_KEY_ID"] = "S3RVER"
  process.env["AWS_SECRET_ACCESS_KEY"] = "S3RVER"
  const configureBuckets = [{ name: "lake", configs: [] }]
  server = new S3rver({
    ...{ address: "127.0.0.1", port: 0, silent: true, directory: folder, vhostBuckets: false },
    configureBuckets,
  })
  endpoint = `http://127.0.0.1:${(await server.run()).port}`
  stores = fileStores({ region: "us-east-1", endpoint })
  store = await stores.of("s3://lake")
})
afterAll(async () => {
  await stores.close()
  await server.close()
  rmSync(folder, { recursive: true, force: true })
})

const external = (root: string, ...paths: readonly string[]) =>
  ({ root, paths, format: "json", collectedAt: undefined, lookback: undefined, place }) as const

describe("a lake on S3", () => {
  it.each([
    [["raw/media_*/media_*.json"], ["raw/media_a/media_1.json", "raw/media_b/media_2.json"]],
    [["raw/media_[ab]/*.json"], ["raw/media_a/media_1.json", "raw/media_b/media_2.json"]],
    [
      ["raw/**/media_?.json"],
      ["raw/deep/er/media_3.json", "raw/media_a/media_1.json", "raw/media_b/media_2.json"],
    ],
    [["raw/media_a/media_1.json", "raw/media_a/*"], ["raw/media_a/media_1.json"]],
    [["raw/{deep/er,media_b}/*"], ["raw/deep/er/media_3.json", "raw/media_b/media_2.json"]],
    [["none/*.json"], []],
  ])("finds with %j what a folder would", async (globs, expected) => {
    for (const name of [
      "media_a/media_1.json",
      "media_b/media_2.json",
      "deep/er/media_3.json",
      "media_a/.media_1.json",
    ])
      await store.write("[]", `s3://lake/find/raw/${name}`)
    await store.write("[]", "s3://lake/find2/raw/media_a/media_1.json")
    for (const root of ["s3://lake/find", "s3://lake/find/"]) {
      const found = await listLakeFiles(external(root, ...globs), stores)
      expect(found.map(({ path }) => path).sort()).toEqual(expected.map((path) => `s3://lake/find/${path}`))
    }
  })

  it("gives a file that was written again another stamp, and hashes what is there", async () => {
    const path = "s3://lake/stamps/x y+ü.json"
    const list = async () => (await listLakeFiles(external("s3://lake/stamps", "*"), stores))[0]
    await store.write("old", path)
    const before = await list()
    await store.write("new", path)
    const after = await list()
    if (before === undefined || after === undefined) throw new Error("nothing was found")
    expect(after.path).toBe(path)
    expect(after.stamp).not.toBe(before.stamp)
    expect((await list())?.stamp).toBe(after.stamp)
    // SHA-256 of "new"
    expect(await contentHash(after, stores)).toBe(
      "11507a0e2f5e69d5dfa40a62a1bd7b6ee57e6bcd85c67c9b8431b36fff21c437",
    )
  })

  it("finds more than one page of names", async () => {
    const names = Array.from({ length: 1010 }, (_, index) => `${index}.json`)
    for (let start = 0; start < names.length; start += 101)
      await Promise.all(
        names.slice(start, start + 101).map((name) => store.write("[]", `s3://lake/many/${name}`)),
      )
    expect(await listLakeFiles(external("s3://lake/many", "*.json"), stores)).toHaveLength(1010)
    await store.removeFrom("s3://lake/many", (name) => name === "7.json")
    expect(await store.find("s3://lake/many", ["**"])).toHaveLength(1009)
    expect(await store.stat("s3://lake/many/7.json")).toBeUndefined()
  })
})

describe("a file on S3", () => {
  it("is written here first, moved over another and removed", async () => {
    const [from, to] = ["s3://lake/moved/a b.writing", "s3://lake/moved/a b"] as const
    await store.write("before", to)
    expect(
      await store.make(from, async (local) => {
        writeFileSync(local, "rows")
        return 7
      }),
    ).toBe(7)
    await store.move(from, to)
    expect((await store.find("s3://lake/moved", ["**"])).map(({ path }) => path)).toEqual([to])
    const found = await store.stat(to)
    expect(found).toMatchObject({ path: to, bytes: 4 })
    const copy = await stores.local({ path: to, stamp: "1" })
    expect(readFileSync(copy, "utf8")).toBe("rows")
    const { start, prefix } = await stores.original(to)
    expect(prefix + copy.slice(start)).toBe(to)
    await store.remove(to)
    await store.remove(to)
    expect(await store.stat(to)).toBeUndefined()
  })

  it("is removed by the name of its folder too, and no other is", async () => {
    const folder = "s3://lake/removed"
    for (const name of ["a.writing/1", "a.writing/_deep/2", "a.writing", "a", "other/a.writing"])
      await store.write("", `${folder}/${name}`)
    await store.removeFrom(`${folder}/`, (name) => name.endsWith(".writing"))
    const left = (await store.find(folder, ["**"])).map(({ path }) => path.slice(folder.length + 1))
    expect(left.sort()).toEqual(["a", "other/a.writing"])
  })

  it("is not made where making it fails", async () => {
    const failing = store.make("s3://lake/failed/x", async () => {
      throw new Error("nothing to write")
    })
    await expect(failing).rejects.toThrowError("nothing to write")
    expect(await store.find("s3://lake/failed", ["**"])).toEqual([])
  })

  it.each([
    [
      "a bucket that is not there",
      "s3://nowhere/x",
      /^s3:\/\/nowhere\/x cannot be reached: .*bucket/i,
      /no such bucket/,
    ],
    ["no bucket", "s3:///x", /is not an address on S3/, /s3:\/\/bucket/],
  ])("tells of %s", async (_, path, message, hint) => {
    await expect(store.find(path, ["*"])).rejects.toMatchObject({
      code: "LUX-2650",
      message: expect.stringMatching(message),
      hint: expect.stringMatching(hint),
    })
  })

  it("is copied to nowhere but the folder of copies", async () => {
    await expect(stores.local({ path: "s3://lake/../../../x", stamp: "" })).rejects.toMatchObject({
      code: "LUX-2650",
    })
  })

  it("is asked for where nobody answers", async () => {
    const other = await fileStores({ region: "us-east-1", endpoint: "http://127.0.0.1:1" }).of("s3://lake")
    await expect(other.stat("s3://lake/x")).rejects.toMatchObject({
      code: "LUX-2650",
      hint: expect.stringContaining("s3_endpoint"),
    })
  })
})
