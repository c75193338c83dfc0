import { describe, expect, it } from "vitest"
import { knowingCompiler } from "../../analysis/knowledge.ts"
import { type Check, compileCheck } from "../../quality/check.ts"
import type { Planner } from "../../quality/plan/check-plan.ts"
import { planForDuckDb } from "../../quality/plan/duckdb-planner.ts"
import { planForRedshift } from "../../quality/plan/redshift-planner.ts"
import { audit } from "../../run/build/audit.ts"
import { openDuckDb } from "../../warehouse/duckdb/duckdb-warehouse.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import { projectReader } from "../read/read-project.ts"
import { type TemporaryProject, temporaryProject } from "./temporary-project.testkit.ts"

const planners: readonly (readonly [string, Planner])[] = [
  ["DuckDB", planForDuckDb],
  ["Redshift", planForRedshift],
]

/** A table with checks of several kinds and scopes. */
function orders(rows: string): TemporaryProject {
  return temporaryProject({
    "models/orders.sql": `{{config materialized="table"}}select * from (values ${rows}) as orders(id, kind, amount)\n`,
    "models/orders.yml": `models:
  - name: orders
    columns:
      - name: id
        data_tests: [unique, not_null, {unique: {name: unique_big, where: amount > 5}}]
      - name: kind
        data_tests: [not_null, {accepted_values: {values: [a, b]}}, {not_null: {name: kind_of_big, where: amount > 5}}]
      - name: amount
        data_tests: [not_null, unique, {not_null: {name: summed, config: {fail_calc: sum(amount)}}}]
`,
    "tests/no_debts.sql": "select * from {{ref 'orders'}} where amount < 0\n",
  })
}

/** All tests of a project, asked on a session that counts what it is called for. */
async function roundTrips(project: TemporaryProject, planner: Planner) {
  await project.execute("run")
  const reading = { projectDir: project.folder, env: {}, cache: false }
  const read = await projectReader(reading).whole()
  const { compiler } = knowingCompiler(read, { id: "one", startedAt: "2023-09-01T00:00:00Z" })
  const checks = [...read.graph.nodes.values()].flatMap(({ resource }): readonly Check[] =>
    resource.type === "test"
      ? [
          compileCheck(resource, read.project, compiler, {
            gates: undefined,
            relation: undefined,
            compiledPath: "",
            isTable: true,
          }),
        ]
      : [],
  )
  const options = { path: project.database, threads: 1, lockTimeoutSeconds: 0, settings: [] }
  const warehouse = await openDuckDb(options)
  try {
    return await warehouse.withSession(async (session) => {
      let calls = 0
      const counted = <In, Out>(call: (given: In) => Promise<Out>) => {
        return (given: In): Promise<Out> => {
          calls++
          return call(given)
        }
      }
      const counting: Session = {
        ...session,
        run: counted(session.run),
        query: counted(session.query),
        queryAll: counted(session.queryAll),
      }
      const results = await audit(counting, checks, planner)
      return { calls, results }
    })
  } finally {
    await warehouse.close()
  }
}

describe.each(planners)("round trips for all checks of a relation, planned for %s", (_, planner) => {
  it("are at most two when all pass", async () => {
    const { calls, results } = await roundTrips(orders("(1, 'a', 10), (2, 'b', 20)"), planner)
    expect(results.map(({ status }) => status)).toEqual(Array.from({ length: 10 }, () => "pass"))
    expect(calls).toBeLessThanOrEqual(2)
  })

  it("are at most three when some fail, their failing rows included", async () => {
    const { calls, results } = await roundTrips(
      orders("(1, 'a', 10), (1, null, -20), (3, 'c', null)"),
      planner,
    )
    const failed = results.filter(({ status }) => status === "fail")
    expect(failed.map(({ name, failures, sample }) => [name, failures, sample.length]).sort()).toEqual([
      ["accepted_values_orders_kind__a__b", 1, 1],
      ["no_debts", 1, 1],
      ["not_null_orders_amount", 1, 1],
      ["not_null_orders_kind", 1, 1],
      ["unique_orders_id", 1, 1],
    ])
    expect(calls).toBeLessThanOrEqual(3)
  })
})

describe("a check of an incremental model that cannot run inside the transaction", () => {
  const model = (rows: string) => ({
    "models/events.sql": `{{config materialized="incremental" unique_key="id"}}select * from (values ${rows}) as events(id, text)\n`,
  })

  it("is an error of its own: those before it answer, and the table stays as it was", async () => {
    const project = temporaryProject({
      ...model("(1, '1')"),
      "models/events.yml":
        "models:\n  - name: events\n    columns:\n      - {name: id, data_tests: [unique]}\n",
      "tests/numbers.sql": "select * from {{ref 'events'}} where text::integer > 100\n",
    })
    expect(await project.statuses("build")).toEqual({ events: "ok" })
    project.write(model("(2, 'two')"))
    const { nodes } = await project.execute("build")
    const checks = nodes[0]?.checks.map(({ name, status }) => [name, status])
    expect(nodes[0]?.status).toBe("rejected")
    expect(checks).toContainEqual(["numbers", "error"])
    expect(checks?.filter(([, status]) => status === "error")).toHaveLength(1)
    expect(await project.query("select id from events")).toEqual([{ id: 1 }])
    project.write(model("(2, '2')"))
    expect(await project.statuses("build")).toEqual({ events: "ok" })
    expect(await project.query("select id from events order by id")).toEqual([{ id: 1 }, { id: 2 }])
  })
})
