/** For tests: the project at the repository's root over the recorded hours, built once for a file of tests. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DuckDBInstance } from "@duckdb/node-api"
import { afterAll, beforeAll, expect } from "vitest"
import { createLux } from "../api/index.ts"
import type { Lux } from "../api/types.ts"
import { repositoryRoot } from "../dev/lux-process.testkit.ts"
import { sharedFile } from "../dev/needing.testkit.ts"

interface RecordedHours {
  /** Where everything is that the tests make. */
  readonly folder: string
  readonly target: string
  lux(): Lux
  /** Queries of the built warehouse, past lux. */
  querying<T>(work: (query: Query) => Promise<T>): Promise<T>
}

type Query = (sql: string) => Promise<readonly Readonly<Record<string, unknown>>[]>

export function recordedHours(prefix: string): RecordedHours {
  const folder = mkdtempSync(join(tmpdir(), prefix))
  const target = join(folder, "target")
  const database = join(folder, "lux.duckdb")
  const lux = () =>
    createLux({
      projectDir: repositoryRoot,
      targetPath: target,
      env: { LUX_LAKE: sharedFile("data/lake"), LUX_DATABASE: database },
    })
  beforeAll(async () => {
    expect((await lux().run()).success).toBe(true)
  }, 180_000)
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  return {
    folder,
    target,
    lux,
    async querying(work) {
      const instance = await DuckDBInstance.create(database, { access_mode: "READ_ONLY" })
      const connection = await instance.connect()
      try {
        return await work(async (sql) => (await connection.runAndReadAll(sql)).getRowObjectsJson())
      } finally {
        connection.closeSync()
        instance.closeSync()
      }
    },
  }
}
