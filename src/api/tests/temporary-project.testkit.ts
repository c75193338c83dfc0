/** For tests: a small project in a temporary folder, run through the programmatic interface on a real database file. */
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { DuckDBInstance, type DuckDBResultReader } from "@duckdb/node-api"
import { onTestFinished } from "vitest"
import type { NodeResult, RunResult } from "../../run/results.ts"
import { createLux } from "../create-lux.ts"
import type { Lux, RunCommand, RunOptions } from "../types.ts"

export interface TemporaryProject {
  readonly folder: string
  readonly database: string
  /** Writes files over those that are there. */
  write(files: Readonly<Record<string, string>>): void
  remove(path: string): void
  /** A fresh look at the project, as a new command has it. */
  lux(): Lux
  execute(command: RunCommand, options?: RunOptions): Promise<RunResult>
  /** Runs a command and gives `name -> status` of its nodes. */
  statuses(command: RunCommand, options?: RunOptions): Promise<Record<string, string>>
  /** Rows of a query on the database file; values as JSON has them. */
  query(sql: string): Promise<Record<string, unknown>[]>
  /** Runs a statement on the database file, as another program would. */
  change(sql: string): Promise<void>
}

/** Makes the project; the folder is removed when the test has finished. */
export function temporaryProject(
  files: Readonly<Record<string, string>>,
  settings = "dialect: duckdb\ntargets: {dev: {type: duckdb, path: test.duckdb}}\n",
): TemporaryProject {
  const folder = mkdtempSync(join(tmpdir(), "lux-project-"))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  const database = join(folder, "test.duckdb")
  const project: TemporaryProject = {
    folder,
    database,
    write(more) {
      for (const [path, text] of Object.entries(more)) {
        mkdirSync(dirname(join(folder, path)), { recursive: true })
        writeFileSync(join(folder, path), text)
      }
    },
    remove: (path) => rmSync(join(folder, path), { recursive: true }),
    lux: () => createLux({ projectDir: folder, env: {} }),
    execute: (command, options = {}) => project.lux().execute(command, options),
    async statuses(command, options) {
      const { nodes } = await project.execute(command, options)
      return Object.fromEntries(nodes.map((node) => [shortName(node), node.status]))
    },
    query: (sql) => onDatabase("READ_ONLY", async (run) => (await run(sql)).getRowObjectsJson()),
    change: (sql) => onDatabase("READ_WRITE", async (run) => void (await run(sql))),
  }
  project.write({ "lux_project.yml": `name: p\n${settings}`, ...files })
  return project

  async function onDatabase<T>(
    access: "READ_ONLY" | "READ_WRITE",
    work: (run: (sql: string) => Promise<DuckDBResultReader>) => Promise<T>,
  ): Promise<T> {
    if (!existsSync(database)) throw new Error("nothing was built")
    const instance = await DuckDBInstance.create(database, { access_mode: access })
    const connection = await instance.connect()
    try {
      return await work((sql) => connection.runAndReadAll(sql))
    } finally {
      connection.closeSync()
      instance.closeSync()
    }
  }
}

/** `model.p.orders` -> `orders`; a generic test's digest is left out. */
function shortName(node: NodeResult): string {
  return node.uniqueId.split(".")[2] ?? node.uniqueId
}
