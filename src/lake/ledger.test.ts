import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import type { Relation } from "../sql/relation.ts"
import { openDuckDb } from "../warehouse/duckdb/duckdb-warehouse.ts"
import type { Warehouse } from "../warehouse/warehouse.ts"
import {
  type BatchRow,
  filesOfBatch,
  type LedgerDb,
  type LedgerTables,
  ledgerIsIncomplete,
  ledgerOf,
  ledgerStatements,
  listedFiles,
  type RawFileRow,
  readLedger,
  recordBatch,
  recordLoads,
  refreshBatch,
  refreshFiles,
} from "./ledger.ts"

let folder: string
let warehouse: Warehouse
const target = { schemaPrefix: "ann_" }

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "lux-ledger-"))
  const path = join(folder, "lux.duckdb")
  warehouse = await openDuckDb({ path, threads: 1, lockTimeoutSeconds: 0, settings: [] })
  await warehouse.withSession((session) => session.runAll(ledgerStatements(session, target, nothing)))
})
afterEach(async () => {
  await warehouse.close()
  rmSync(folder, { recursive: true, force: true })
})

const nothing = () => undefined

const withLedger = <T>(work: (db: LedgerDb) => Promise<T>): Promise<T> =>
  warehouse.withSession((session) => work(ledgerOf(session, target)))

const read = (...stages: string[]) => withLedger((db) => readLedger(db, stages))

function batch(id: string, more: Partial<BatchRow> = {}): BatchRow {
  return {
    stage: "stage_media",
    batch_id: id,
    location: `${id}.parquet`,
    row_count: 2,
    file_count: 1,
    revision: 1,
    created_at: "2023-09-02 04:00:00",
    invocation_id: "i1",
    files: null,
    record_count: null,
    rejected_count: null,
    rejects: null,
    ...more,
  }
}

function file(name: string, more: Partial<RawFileRow> = {}): RawFileRow {
  return {
    stage: "stage_media",
    file_name: name,
    path: `/lake/${name}`,
    bytes: 10,
    stamp: "10:1.5:1.5",
    content_hash: "aa",
    collected_at: "2023-09-02 03:00:15",
    batch_id: "b1",
    state: null,
    reason: null,
    records: null,
    good_digest: null,
    retried: null,
    ...more,
  }
}

function load(relation: string, batchId: string): LedgerTables["batch_load"] {
  return {
    relation,
    stage: "stage_media",
    batch_id: batchId,
    revision: 1,
    loaded_at: "2023-09-02 04:00:00",
    invocation_id: "i1",
  }
}

describe("the ledger", () => {
  it("makes its tables once, and leaves what they hold", async () => {
    await withLedger((db) => recordBatch(db, batch("b1"), [file("x")]))
    await warehouse.withSession((session) => session.runAll(ledgerStatements(session, target, nothing)))
    const catalog = await warehouse.readCatalog(["ann__lux"])
    expect([...catalog.entries()].map((entry) => entry.name).sort()).toEqual([
      "batch",
      "batch_load",
      "raw_file",
    ])
    expect((await read("stage_media")).batches).toHaveLength(1)
  })

  it("of an earlier version gets the columns that it lacks, and keeps its batches", async () => {
    const columns = async () => {
      const catalog = await warehouse.readCatalog(["ann__lux"])
      return (table: Relation) => catalog.get(table)?.columns.map(({ name }) => name)
    }
    await withLedger((db) => recordBatch(db, batch("b1"), [file("x")]))
    expect(ledgerIsIncomplete(target, await columns())).toBe(false)
    await warehouse.withSession((session) => session.run("alter table ann__lux.batch drop column files"))
    const before = await columns()
    expect(ledgerIsIncomplete(target, before)).toBe(true)
    await warehouse.withSession((session) => session.runAll(ledgerStatements(session, target, before)))
    expect(ledgerIsIncomplete(target, await columns())).toBe(false)
    expect((await read("stage_media")).batches).toEqual([batch("b1")])
  })

  it.each([
    [["b1.parquet"], null],
    [["b1.part1.parquet", "b1.part2.parquet"], '["b1.part1.parquet","b1.part2.parquet"]'],
    [[], "[]"],
  ])("knows the files of a batch: %j", (names, listed) => {
    expect(listedFiles("b1.parquet", names)).toBe(listed)
    expect(filesOfBatch(batch("b1", { files: listed }))).toEqual(names)
  })

  it("gives back what was recorded, of the stages asked for", async () => {
    const timeless = file("it's 日本", { collected_at: null })
    await withLedger(async (db) => {
      await recordBatch(db, batch("b1"), [file("x"), timeless])
      await recordBatch(db, batch("b1", { stage: "stage_brand" }), [file("x", { stage: "stage_brand" })])
      await recordLoads(db, "raw.media", [load("raw.media", "b1")], { replace: false })
    })
    expect(await read("stage_media")).toEqual({
      files: [file("x"), timeless],
      batches: [batch("b1")],
      loads: [load("raw.media", "b1")],
    })
  })

  it("gives batches in the order in which they were made", async () => {
    await withLedger(async (db) => {
      await recordBatch(db, batch("b1", { created_at: "2023-09-02 05:00:00" }), [])
      await recordBatch(db, batch("b3"), [])
      await recordBatch(db, batch("b2"), [])
    })
    expect((await read("stage_media")).batches.map((each) => each.batch_id)).toEqual(["b2", "b3", "b1"])
  })

  it("records more files than one statement takes", async () => {
    const files = Array.from({ length: 1203 }, (_, index) => file(`x${index}`))
    await withLedger((db) => recordBatch(db, batch("b1"), files))
    expect((await read("stage_media")).files).toEqual(files)
  })

  it("notes what a file is now, and leaves its batch, other files and other stages", async () => {
    const other = file("x", { stage: "stage_brand" })
    await withLedger(async (db) => {
      await recordBatch(db, batch("b1"), [file("x"), file("y"), other])
      await refreshFiles(db, [
        file("x", { path: "/moved/x", bytes: 11, stamp: "11:2:2", content_hash: "bb", batch_id: "" }),
      ])
    })
    const { files } = await read("stage_media", "stage_brand")
    const now = file("x", { path: "/moved/x", bytes: 11, stamp: "11:2:2", content_hash: "bb" })
    expect(files).toHaveLength(3)
    expect(files).toEqual(expect.arrayContaining([now, file("y"), other]))
  })

  it("notes where a batch is now, and in which files", async () => {
    const now = batch("b1", { location: "b1.v2.parquet", files: '["b1.v2.part1.parquet"]', row_count: 7 })
    await withLedger(async (db) => {
      await recordBatch(db, batch("b1"), [])
      await recordBatch(db, batch("b2"), [])
      await refreshBatch(db, now)
    })
    expect((await read("stage_media")).batches).toEqual([now, batch("b2")])
  })

  it("adds loads to a relation, or forgets what it held", async () => {
    const loads = async () =>
      (await read("stage_media")).loads.map((each) => `${each.relation} ${each.batch_id}`).sort()
    await withLedger(async (db) => {
      await recordLoads(db, "raw.log", [load("raw.log", "b1")], { replace: false })
      await recordLoads(db, "raw.media", [load("raw.media", "b1")], { replace: false })
      await recordLoads(db, "raw.media", [load("raw.media", "b2")], { replace: false })
    })
    expect(await loads()).toEqual(["raw.log b1", "raw.media b1", "raw.media b2"])
    await withLedger((db) => recordLoads(db, "raw.media", [load("raw.media", "b2")], { replace: true }))
    expect(await loads()).toEqual(["raw.log b1", "raw.media b2"])
    await withLedger((db) => recordLoads(db, "raw.media", [], { replace: true }))
    expect(await loads()).toEqual(["raw.log b1"])
  })

  it("forgets a load with the data that it came with", async () => {
    const failing = warehouse.withSession((session) =>
      session.transaction(async () => {
        await recordLoads(ledgerOf(session, target), "raw.media", [load("raw.media", "b1")], {
          replace: false,
        })
        await session.run("select * from nowhere")
      }),
    )
    await expect(failing).rejects.toThrowError("nowhere")
    expect((await read("stage_media")).loads).toEqual([])
  })
})
