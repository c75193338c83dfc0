import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { expect, it, onTestFinished } from "vitest"
import { loadProject } from "../project/load-project.ts"
import type { NodeStatus } from "./results.ts"
import { RunJournal } from "./run-journal.ts"

const startedAt = new Date(0)

async function journalOf(signal?: AbortSignal) {
  const folder = mkdtempSync(join(tmpdir(), "lux-journal-"))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  writeFileSync(
    join(folder, "lux_project.yml"),
    "name: p\ndialect: duckdb\ntargets: {dev: {type: duckdb, path: p.duckdb}}\n",
  )
  const project = await loadProject({ projectDir: folder, env: {}, builtInTests: new Map() })
  const warned: string[] = []
  const left: (readonly string[])[] = []
  const journal = new RunJournal(
    { invocationId: "i", command: "build", startedAt, project },
    {
      signal,
      warn: ({ code }) => warned.push(code),
      onDone: async (_, __, executed) => {
        left.push([...executed])
        return []
      },
    },
  )
  return { folder, journal, warned, left }
}

function result(uniqueId: string, status: NodeStatus) {
  const times = { startedAt, finishedAt: startedAt }
  const about = { label: uniqueId, kind: "table", message: "", rows: undefined, grants: {}, checks: [] }
  return { uniqueId, status, ...times, ...about, error: undefined, compiledPath: undefined }
}

it.each<[statuses: readonly NodeStatus[], success: boolean, well: readonly string[]]>([
  [[], true, []],
  [["ok", "warn"], true, ["0", "1"]],
  [["ok", "skipped"], true, ["0"]],
  [["ok", "rejected"], false, ["0"]],
  [["fail"], false, []],
  [["error", "skipped"], false, []],
  [["cancelled"], false, []],
])("of nodes that are %j succeeds: %s", async (statuses, success, well) => {
  const { journal } = await journalOf()
  for (const [index, status] of statuses.entries()) journal.results.push(result(String(index), status))
  expect(journal.finish()).toMatchObject({ success, cancelled: false, target: "dev", command: "build" })
  expect([...journal.well()]).toEqual(well)
})

it("of an interrupted run does not succeed", async () => {
  const { journal } = await journalOf(AbortSignal.abort())
  expect(journal.finish()).toMatchObject({ success: false, cancelled: true })
})

it("leaves the files that were sent, and tells of those that could not be written once", async () => {
  const { folder, journal, warned, left } = await journalOf()
  writeFileSync(join(folder, "target"), "a file instead of the folder")
  journal.write([{ path: "target/compiled/a.sql", sql: "select 1" }])
  journal.writeSent([{ path: "target/run/b.sql", sql: "select 2" }])
  expect(warned).toEqual([])
  await journal.leave(journal.finish())
  expect(warned).toEqual(["LUX-2330"])
  expect(left).toEqual([["target/run/b.sql"]])
})

it("writes SQL at once", async () => {
  const { folder, journal, warned } = await journalOf()
  journal.write([{ path: "target/compiled/a.sql", sql: "select 1" }])
  expect(readFileSync(join(folder, "target/compiled/a.sql"), "utf8")).toBe("select 1\n")
  await journal.leave(journal.finish())
  expect(warned).toEqual([])
})
