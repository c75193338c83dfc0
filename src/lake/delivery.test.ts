import { describe, expect, it } from "vitest"
import { type Delivery, oneOfEach, sortDelivery } from "./delivery.ts"
import type { LakeFile } from "./lake-files.ts"
import type { RawFileRow } from "./ledger.ts"

/** `folder/name stamp` */
function file(text: string): LakeFile {
  const [path = "", stamp = "s1"] = text.split(" ")
  return {
    path,
    stamp,
    name: path.slice(path.indexOf("/") + 1),
    bytes: 1,
    modifiedAt: new Date(0),
    collectedAt: undefined,
  }
}

/** `folder/name stamp content`, in batch b1. */
function row(text: string): RawFileRow {
  const { name, path, stamp } = file(text)
  return {
    stage: "stage_media",
    file_name: name,
    path,
    bytes: 1,
    stamp,
    content_hash: text.split(" ")[2] ?? "",
    collected_at: null,
    batch_id: "b1",
    state: null,
    reason: null,
    records: null,
    good_digest: null,
    retried: null,
  }
}

/** What is in the lake: `folder/name stamp content`. Gives what was found, and which files were read for it. */
async function sorted(
  lake: readonly string[],
  known: readonly string[],
): Promise<{ readonly delivery: Delivery; readonly read: readonly string[] }> {
  const contents = new Map(lake.map((text) => [file(text).path, text.split(" ")[2] ?? ""]))
  const read: string[] = []
  const delivery = await sortDelivery(lake.map(file), known.map(row), async ({ path }) => {
    read.push(path)
    return contents.get(path) ?? ""
  })
  return { delivery, read }
}

const nothing = { fresh: [], repeated: [], touched: [], changed: [] }

describe("sortDelivery", () => {
  it.each([
    ["nothing", [], [], nothing],
    ["new files", ["a/x s1 A", "a/y s1 B"], [], { ...nothing, fresh: ["a/x", "a/y"] }],
    ["new files next to known ones", ["a/x s1 A", "a/y s1 B"], ["a/x s1 A"], { ...nothing, fresh: ["a/y"] }],
    ["a known file as it was", ["a/x s1 A"], ["a/x s1 A"], nothing],
    ["a known file that is gone", [], ["a/x s1 A"], nothing],
    ["a known file that was touched", ["a/x s2 A"], ["a/x s1 A"], { ...nothing, touched: ["a/x"] }],
    ["a known file that was moved", ["b/x s1 A"], ["a/x s1 A"], { ...nothing, touched: ["b/x"] }],
    [
      "a known file that was moved and copied",
      ["b/x s1 A", "c/x s1 A"],
      ["a/x s1 A"],
      { ...nothing, touched: ["b/x"], repeated: ["c/x"] },
    ],
    ["a copy of a known file", ["a/x s1 A", "b/x s1 A"], ["a/x s1 A"], { ...nothing, repeated: ["b/x"] }],
    [
      "a new file at two places",
      ["a/x s1 A", "b/x s1 A"],
      [],
      { ...nothing, fresh: ["a/x"], repeated: ["b/x"] },
    ],
    ["a file that two sources list", ["a/x s1 A", "a/x s1 A"], [], { ...nothing, fresh: ["a/x"] }],
    ["the same content under two names", ["a/x s1 A", "a/y s1 A"], [], { ...nothing, fresh: ["a/x", "a/y"] }],
    ["a changed file", ["a/x s2 B"], ["a/x s1 A"], { ...nothing, changed: ["a/x: B, not A of a/x b1"] }],
    [
      "a file moved and changed",
      ["b/x s1 B"],
      ["a/x s1 A"],
      { ...nothing, changed: ["b/x: B, not A of a/x b1"] },
    ],
    [
      "another content next to a known file",
      ["a/x s1 A", "b/x s1 B"],
      ["a/x s1 A"],
      { ...nothing, changed: ["b/x: B, not A of a/x b1"] },
    ],
    [
      "two contents under one new name",
      ["a/x s1 A", "b/x s1 B"],
      [],
      { ...nothing, fresh: ["a/x"], changed: ["b/x: B, not A of a/x undefined"] },
    ],
  ])("tells %s", async (_, lake, known, expected) => {
    const { delivery } = await sorted(lake, known)
    const paths = (files: readonly LakeFile[]) => files.map((each) => each.path)
    expect({
      fresh: paths(delivery.fresh),
      repeated: paths(delivery.repeated),
      touched: paths(delivery.touched),
      changed: delivery.changed.map(
        ({ found, recorded }) =>
          `${found.path}: ${found.contentHash}, not ${recorded.contentHash} of ${recorded.path} ${recorded.batch}`,
      ),
    }).toEqual(expected)
  })

  it("reads only what it cannot trust", async () => {
    const { read } = await sorted(["a/x s1 A", "a/y s2 B", "a/z s1 C"], ["a/x s1 A", "a/y s1 B"])
    expect(read).toEqual(["a/y", "a/z"])
  })

  it("reads a few of many files at once, and keeps their order", async () => {
    const many = Array.from({ length: 500 }, (_, index) => file(`a/${String(index).padStart(3, "0")}`))
    let reading = 0
    let most = 0
    const { fresh } = await sortDelivery(many, [], async ({ path }) => {
      most = Math.max(most, ++reading)
      await new Promise((resolve) => setImmediate(resolve))
      reading--
      return path
    })
    expect(most).toBeGreaterThan(1)
    expect(most).toBeLessThan(100)
    expect(fresh.map((each) => each.contentHash)).toEqual(many.map((each) => each.path))
  })

  it("ends with the error of a file that cannot be read", async () => {
    const failing = sortDelivery([file("a/x"), file("a/y")], [], async ({ path }) => {
      throw new Error(path)
    })
    await expect(failing).rejects.toThrowError("a/x")
  })
})

describe("oneOfEach", () => {
  it.each([
    ["the first", ["a/x", "b/x"], [], ["a/x"]],
    ["the recorded one", ["a/x", "b/x", "c/x"], ["b/x"], ["b/x"]],
    ["the first where the recorded one is gone", ["a/x", "b/x"], ["c/x"], ["a/x"]],
    ["none of other names", ["a/x", "a/y"], [], ["a/x"]],
  ])("takes %s", (_, lake, recorded, expected) => {
    const chosen = oneOfEach(lake.map(file), new Set(["x"]), recorded.map(row))
    expect(chosen.map((each) => each.path)).toEqual(expected)
  })
})
