import { createHash } from "node:crypto"
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { fileStores } from "./file-stores.ts"
import { contentHash, listLakeFiles } from "./lake-files.ts"

const root = mkdtempSync(join(tmpdir(), "lux-lake-"))
const place = { file: "models/sources.yml", line: 3, column: 5 }
const flat = "raw/media_2023-09-02/media_2023-09-02_030015.json"
const nested = "raw/media/year=2023/month=09/day=02/hour=04/media_2023-09-02_040015.json"
const media = {
  root,
  format: "json",
  paths: ["raw/media_[0-9]*/*.json", "raw/media/**/*.json"],
  collectedAt: "media_%Y-%m-%d_%H%M%S.json",
  lookback: undefined,
  place,
} as const

const stores = fileStores({ region: undefined, endpoint: undefined })

beforeAll(() => {
  for (const path of [flat, nested, "raw/media_hashtag_2023-09-02/media_hashtag_2023-09-02_030015.json"])
    write(path, path)
  write("raw/media_2023-09-02/.media_2023-09-02_030015.json", "hidden")
  write("raw/media_2023-09-02/media_2023-09-02_030015.json.tmp", "unfinished")
})
afterAll(() => rmSync(root, { recursive: true, force: true }))

function write(path: string, content: string): void {
  mkdirSync(join(root, path, ".."), { recursive: true })
  writeFileSync(join(root, path), content)
}

describe("listLakeFiles", () => {
  it("finds the files of both layouts by name, and no hidden or unfinished ones", async () => {
    const files = await listLakeFiles(media, stores)
    expect(files.map(({ path, name, collectedAt }) => [path, name, collectedAt?.toISOString()])).toEqual([
      [join(root, flat), "media_2023-09-02_030015.json", "2023-09-02T03:00:15.000Z"],
      [join(root, nested), "media_2023-09-02_040015.json", "2023-09-02T04:00:15.000Z"],
    ])
    expect(files[0]?.bytes).toBe(flat.length)
  })

  it("gives a file that was written again another stamp, though its size is the same", async () => {
    const path = "raw/stamps/x.json"
    write(path, "old")
    utimesSync(join(root, path), 1, 1)
    const list = async () =>
      (await listLakeFiles({ ...media, paths: [path], collectedAt: undefined }, stores))[0]
    const before = await list()
    write(path, "new")
    utimesSync(join(root, path), 2, 2)
    const after = await list()
    expect(after?.stamp).not.toBe(before?.stamp)
    expect((await list())?.stamp).toBe(after?.stamp)
  })

  it("is empty for a lake that holds nothing yet", async () => {
    expect(await listLakeFiles({ ...media, paths: ["raw/none/*.json"] }, stores)).toEqual([])
  })

  it.each([
    ["there is none", join(root, "no lake")],
    ["it is a file", join(root, flat)],
  ])("says how to get a lake when %s", async (_, elsewhere) => {
    await expect(listLakeFiles({ ...media, root: elsewhere }, stores)).rejects.toMatchObject({
      code: "LUX-2202",
      message: expect.stringContaining(elsewhere),
      hint: expect.stringMatching(/LUX_LAKE.*lux dev lake/),
      place,
    })
  })

  it("names a file that does not tell when it was collected", async () => {
    await expect(listLakeFiles({ ...media, paths: ["raw/media_*/*.json"] }, stores)).rejects.toMatchObject({
      code: "LUX-2203",
      hint: expect.stringContaining("media_hashtag_2023-09-02_030015.json"),
      place,
    })
  })
})

describe("contentHash", () => {
  it.each([0, 1, 256 * 1024, 256 * 1024 + 1, 1_000_000])("is the SHA-256 of %d bytes", async (bytes) => {
    const content = "0123456789".repeat(bytes / 10 + 1).slice(0, bytes)
    write("raw/hashed", content)
    expect(await contentHash({ path: join(root, "raw/hashed"), stamp: "" }, stores)).toBe(
      createHash("sha256").update(content).digest("hex"),
    )
  })

  it.each([
    ["is gone", "raw/gone.json"],
    ["is a folder", "raw"],
  ])("names a file that %s", async (_, path) => {
    await expect(contentHash({ path: join(root, path), stamp: "" }, stores)).rejects.toMatchObject({
      code: "LUX-2207",
      message: expect.stringContaining(join(root, path)),
    })
  })
})
