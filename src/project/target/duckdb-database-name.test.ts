import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DuckDBInstance } from "@duckdb/node-api"
import { expect, it, onTestFinished } from "vitest"
import { duckDbDatabaseName } from "./duckdb-database-name.ts"

it.each([
  "lux.duckdb",
  "a.b.duckdb",
  "main.duckdb",
  "temp.db",
  "system.duckdb",
  "x-y.duckdb",
  ".hidden.duckdb",
  "plain",
])("%s is named as DuckDB names it", async (name) => {
  const folder = mkdtempSync(join(tmpdir(), "lux-name-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const instance = await DuckDBInstance.create(join(folder, name))
  const connection = await instance.connect()
  const reader = await connection.runAndReadAll("select current_database()")
  connection.closeSync()
  instance.closeSync()
  expect(duckDbDatabaseName(join(folder, name))).toBe(reader.getRows()[0]?.[0])
})
