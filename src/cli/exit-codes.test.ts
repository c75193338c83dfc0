/** Which exit code tells a scheduler to try again. */
import pg from "pg"
import { describe, expect, it } from "vitest"
import { temporaryProject } from "../api/tests/temporary-project.testkit.ts"
import { warmLux } from "../dev/lux-process.testkit.ts"
import { LuxError, LuxErrors } from "../errors.ts"
import type { NodeResult, NodeStatus } from "../run/results.ts"
import { asLuxError } from "../warehouse/errors.ts"
import { postgresError } from "../warehouse/postgres/postgres-error.ts"
import { serviceError } from "../warehouse/redshift/data-api/service-errors.ts"
import { StatementFailed } from "../warehouse/redshift/data-api/statement-faults.ts"
import { exitCodeOf, exitCodeOfError } from "./exit-codes.ts"

const place = { file: "models/a.sql", line: 1, column: 1 }
const named = (name: string, message = ""): Error => Object.assign(new Error(message), { name })
const fromServer = (code: string): Error =>
  postgresError(Object.assign(new pg.DatabaseError("said", 4, "error"), { code }), "select 1", false)
const [passing, staying] = [
  new StatementFailed("ERROR: 1023", ""),
  new StatementFailed("ERROR: no such column", ""),
]

const errors: readonly (readonly [string, Error, number])[] = [
  ["the Data API throttles", serviceError(named("ThrottlingException")), 75],
  ["too many statements", serviceError(named("ActiveStatementsExceededException")), 75],
  [
    "the connection to AWS is lost",
    serviceError(Object.assign(new Error("reset"), { code: "ECONNRESET" })),
    75,
  ],
  ["a paused cluster", serviceError(named("ValidationException", "Cluster c1 is paused")), 75],
  [
    "a cluster that is not available",
    serviceError(named("ValidationException", "c1 is not currently available")),
    75,
  ],
  [
    "a cluster that does not exist",
    serviceError(named("ValidationException", "Cluster c1 does not exist")),
    2,
  ],
  ["credentials", serviceError(named("ExpiredTokenException")), 2],
  ["another transaction", passing, 75],
  ["a statement that is refused", staying, 1],
  ["a connection that ended", postgresError(new Error("Connection terminated"), "select 1", false), 75],
  ["a server that shuts down", fromServer("57P01"), 75],
  ["too many connections", fromServer("53300"), 75],
  ["a deadlock", fromServer("40P01"), 75],
  ["a syntax error", fromServer("42601"), 1],
  ["a disk that is full", fromServer("53100"), 1],
  ["a lost lease", new LuxError("LUX-2661", "", { transient: true }), 75],
  ["such an error at its place", asLuxError(passing, place), 75],
  ["an error of the project", new LuxError("LUX-1002", ""), 2],
  ["both kinds", new LuxErrors([passing, staying]), 1],
]

describe("the exit code of an error", () => {
  it.each(errors)("%s", (_, error, code) => {
    if (!(error instanceof LuxError || error instanceof LuxErrors)) throw error
    expect(exitCodeOfError(error)).toBe(code)
  })
})

describe("the exit code of a run", () => {
  const at = new Date(0)
  const node = (status: NodeStatus, error?: LuxError): NodeResult => ({
    ...{ uniqueId: "model.p.a", label: "a", kind: "table", status, error, message: "", rows: undefined },
    ...{ grants: {}, startedAt: at, finishedAt: at, checks: [], compiledPath: undefined },
  })
  it.each<readonly [string, readonly NodeResult[], boolean, number]>([
    ["all well", [node("ok"), node("warn")], false, 0],
    [
      "lost on its way, and what was behind it",
      [node("ok"), node("error", passing), node("skipped")],
      false,
      75,
    ],
    ["one that stays as well", [node("error", passing), node("error", staying)], false, 1],
    ["rejected", [node("rejected")], false, 1],
    ["a failed test", [node("error", passing), node("fail")], false, 1],
    ["a warning that is an error", [node("error", passing)], true, 1],
  ])("%s", (_, nodes, erred, code) => {
    const success = nodes.every(({ status }) => ["ok", "warn"].includes(status))
    const about = {
      invocationId: "i",
      command: "build",
      startedAt: at,
      finishedAt: at,
      project: "p",
      target: "t",
      warehouse: "w",
    }
    expect(exitCodeOf({ ...about, nodes, success, cancelled: false }, erred)).toBe(code)
  })
})

it("the command exits with 75 where there is no connection, and not where a host is unknown", async () => {
  const run = async (host: string): Promise<number | null> => {
    const target = `{type: postgres, host: ${host}, port: 1, dbname: d, user: u, password: p, connect_timeout: 5}`
    const project = temporaryProject(
      { "models/a.sql": "select 1 as id" },
      `dialect: postgres\ntargets: {dev: ${target}}\n`,
    )
    return (await warmLux(["build"], { cwd: project.folder })).code
  }
  expect(await run("127.0.0.1")).toBe(75)
  expect(await run("unknown.invalid")).toBe(2)
})
