import { mkdtempSync, readFileSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DuckDBInstance } from "@duckdb/node-api"
import { describe, expect, it, onTestFinished } from "vitest"
import { fromSnappy } from "./snappy.ts"

const bytes = (...values: readonly (number | string)[]): Buffer =>
  Buffer.concat(values.map((each) => (typeof each === "string" ? Buffer.from(each) : Buffer.from([each]))))

describe("fromSnappy", () => {
  it.each([
    ["nothing", bytes(0), ""],
    ["a literal", bytes(3, 2 << 2, "abc"), "abc"],
    ["a long literal", bytes(200, 1, 60 << 2, 199, "x".repeat(200)), "x".repeat(200)],
    ["a copy near by, of four to eleven", bytes(9, 2 << 2, "abc", 1 | (2 << 2), 3), "abcabcabc"],
    ["a copy further away", bytes(7, 2 << 2, "abc", 2 | (3 << 2), 3, 0), "abcabca"],
    ["a copy from anywhere", bytes(6, 2 << 2, "abc", 3 | (2 << 2), 3, 0, 0, 0), "abcabc"],
    ["a copy that reaches into itself", bytes(6, 0, "a", 1 | (1 << 2), 1), "aaaaaa"],
  ])("unpacks %s", (_, packed, text) => {
    expect(fromSnappy(packed).toString()).toBe(text)
  })

  it.each([
    ["ends too early", bytes(5, 2 << 2, "abc")],
    ["ends too early", bytes(3, 2 << 2, "ab")],
    ["ends too early", bytes(0x80)],
    ["refers to what is not there", bytes(7, 2 << 2, "abc", 1, 4)],
    ["refers to what is not there", bytes(4, 2 << 2, "abc", 1, 3)],
  ])("says that a block %s", (message, packed) => {
    expect(() => fromSnappy(packed)).toThrow(message)
  })

  it("unpacks what another program packed: a page of a Parquet file", async () => {
    const folder = mkdtempSync(join(tmpdir(), "lux-snappy-"))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const file = join(folder, "a.parquet")
    const instance = await DuckDBInstance.create()
    const connection = await instance.connect()
    await connection.run(
      `copy (select 'row ' || (range * 7919 % 1009) || ' of many' as t from range(3000)) to '${file}' (compression snappy, dictionary_size_limit 1)`,
    )
    const metadata = await connection.runAndReadAll(
      `select data_page_offset, total_compressed_size from parquet_metadata('${file}')`,
    )
    const [start = 0, size = 0] = (metadata.getRowsJS()[0] ?? []).map(Number)
    instance.closeSync()
    const page = readFileSync(file).subarray(start, start + size)
    // A header of some bytes goes before, of which only its end is not known here.
    const unpacked = Array.from({ length: 80 }, (_, at) => attempt(page.subarray(at))).find(
      (text) => text?.includes("row 0 of many") === true,
    )
    const found = [...(unpacked ?? "").matchAll(/row (\d+) of many/g)].map(([, number]) => Number(number))
    expect(found).toEqual(Array.from({ length: 3000 }, (_, index) => (index * 7919) % 1009))
  })
})

function attempt(packed: Buffer): string | undefined {
  try {
    return fromSnappy(packed).toString("latin1")
  } catch {
    return undefined
  }
}
