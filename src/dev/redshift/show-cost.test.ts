/** What a run cost, by the system tables. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest"
import { temporaryProject } from "../../api/tests/temporary-project.testkit.ts"
import { type Network, type NetworkProject, networkProject, startNetwork } from "./network-project.testkit.ts"

let network: Network

beforeAll(async () => {
  network = await startNetwork()
})

afterAll(() => network.stop())

const models = {
  "models/a.sql": "{{config materialized='table'}}\nselect 1 as id union all select 2\n",
  "models/b.sql": "{{config materialized='table'}}\nselect * from {{ref 'a'}}\n",
  "models/broken.sql": "{{config materialized='table'}}\nselect nothing from {{ref 'a'}}\n",
  "models/behind.sql": "select * from {{ref 'broken'}}\n",
  "models/s.yml": "models:\n  - {name: a, columns: [{name: id, data_tests: [unique]}]}\n",
  "seeds/c.csv": "id\n1\n2\n3\n",
}

function projectOf(settings: string, target = ""): NetworkProject {
  const project = networkProject(
    `dialect: redshift\ntargets: {prod: ${network.target("redshift", `threads: 2${target}`)}}\n${settings}`,
    models,
  )
  onTestFinished(() => project.remove())
  return project
}

it.each([
  ["by the query group", "", ""],
  ["by the comment where the query group is the target's", "", ", query_group: shared"],
  [
    "by a comment behind the statement",
    "query-comment: {comment: '{{node}} {{invocation_id}}', append: true}\n",
    "",
  ],
])("tells what each node took, %s", async (_, settings, target) => {
  const project = projectOf(settings, target)
  const events: string[] = []
  // Another run under the same name of a query group.
  await project.execute("run", { select: ["a"] })
  const result = await project.execute("build", {
    showCost: true,
    onEvent: ({ type }) => void events.push(type),
  })
  const costs = Object.fromEntries(
    (result.costs ?? []).map(({ uniqueId = "run", ...cost }) => [uniqueId, cost]),
  )
  // What was skipped cost nothing.
  expect(Object.keys(costs).sort()).toEqual(["model.p.a", "model.p.b", "model.p.broken", "run", "seed.p.c"])
  for (const cost of Object.values(costs))
    expect([
      cost.statements > 0,
      cost.queuedMs >= 0,
      cost.compiledMs >= 0,
      cost.executedMs > 0,
      cost.spilledBytes,
    ]).toEqual([true, true, true, true, 0])
  expect(costs["model.p.b"]?.scannedBytes).toBeGreaterThan(0)
  expect(costs["seed.p.c"]?.rows).toBeGreaterThanOrEqual(3)
  expect(events.slice(-2)).toEqual(["run-cost", "run-finished"])
  const { results } = JSON.parse(readFileSync(join(project.folder, "target/run_results.json"), "utf8"))
  const b = results.find((each: { unique_id: string }) => each.unique_id === "model.p.b")
  expect(b.adapter_response).toMatchObject({
    rows_affected: 2,
    executed_ms: costs["model.p.b"]?.executedMs,
    bytes_scanned: costs["model.p.b"]?.scannedBytes,
  })
})

it("tells of the run as a whole where the comment tells no nodes apart", async () => {
  const { costs } = await projectOf("query-comment: null\n").execute("run", { select: ["a"], showCost: true })
  expect(costs?.map(({ uniqueId, statements }) => [uniqueId, statements > 3])).toEqual([[undefined, true]])
})

it("says why it tells nothing where runs cannot be told apart", async () => {
  const told: string[] = []
  const { success, costs } = await projectOf("query-comment: null\n", ", query_group: shared").execute(
    "run",
    {
      select: ["a"],
      showCost: true,
      onEvent: (event) => event.type === "warning" && told.push(event.error.message),
    },
  )
  expect([success, costs]).toEqual([true, undefined])
  expect(told).toEqual([
    'what the run cost cannot be read: other runs have the query group "shared" too, and the query comment does not say which run it is',
  ])
})

it("asks nothing where nobody asks for it", async () => {
  const project = projectOf("", ", schema: unasked")
  await project.execute("run", { select: ["a"] })
  const calls = async (showCost: boolean): Promise<number> => {
    const count = (): number => [...network.server.requests.values()].reduce((sum, each) => sum + each, 0)
    const before = count()
    await project.execute("run", { select: ["a"], showCost })
    return count() - before
  }
  const without = await calls(false)
  expect(await calls(true)).toBe(without + 2)
  expect(await calls(false)).toBe(without)
})

it("says that other warehouses keep no account, and runs", async () => {
  const project = temporaryProject({ "models/a.sql": "select 1 as id\n" })
  const told: string[] = []
  const { success } = await project.execute("run", {
    showCost: true,
    onEvent: (event) => event.type === "warning" && told.push(`${event.error.code} ${event.error.message}`),
  })
  expect([success, told]).toEqual([
    true,
    ['LUX-2660 what a run cost is told by Redshift alone: "dev" is a duckdb target'],
  ])
})
