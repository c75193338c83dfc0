import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DuckDBInstance } from "@duckdb/node-api"
import { afterEach, beforeEach, describe, expect, it } from "vitest"
import { writerId } from "../../project/files/abandoned.ts"
import { makeDatabaseFile } from "./duckdb-make-file.ts"

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "lux-make-"))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

async function ask(path: string, sql: string): Promise<unknown> {
  const instance = await DuckDBInstance.create(path)
  const connection = await instance.connect()
  const rows = (await connection.runAndReadAll(sql)).getRowsJson()
  connection.closeSync()
  instance.closeSync()
  return rows[0]?.[0]
}

describe("makeDatabaseFile", () => {
  it("makes a file of the newer format and leaves nothing else", async () => {
    const path = join(folder, "a.duckdb")
    await makeDatabaseFile(path)
    expect(readdirSync(folder)).toEqual(["a.duckdb"])
    const sql = "select tags['storage_version'] from duckdb_databases() where database_name = 'a'"
    expect(String(await ask(path, sql))).toMatch(/v1\.2\.0/)
  })

  it("leaves a database that another process made meanwhile", async () => {
    const path = join(folder, "a.duckdb")
    await ask(path, "create table kept as select 1 as one")
    await makeDatabaseFile(path)
    expect(await ask(path, "select one from kept")).toBe(1)
    expect(readdirSync(folder)).toEqual(["a.duckdb"])
  })

  it("removes what a killed process had begun, and nothing of one that runs", async () => {
    const named = (pid: number) => `a.duckdb.${writerId.replace(/\d+$/, String(pid))}.making`
    const kept = [named(process.ppid), "b.duckdb.999999999.making"]
    for (const name of [...kept, named(999999999)]) writeFileSync(join(folder, name), "")
    await makeDatabaseFile(join(folder, "a.duckdb"))
    expect(readdirSync(folder).sort()).toEqual(["a.duckdb", ...kept].sort())
  })
})
