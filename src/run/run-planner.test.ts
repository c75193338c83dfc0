import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { expect, it, onTestFinished } from "vitest"
import { createCompiler } from "../compile/compiler.ts"
import { buildGraph } from "../graph/build-graph.ts"
import { loadProject } from "../project/load-project.ts"
import { builtInTests } from "../quality/built-in-tests.ts"
import { catalogOf } from "../warehouse/catalog.ts"
import { implementationOf } from "../warehouse/warehouses.ts"
import { RunPlanner } from "./run-planner.ts"
import type { RunCommand } from "./scope.ts"

const files = {
  "lux_project.yml": "name: p\ndialect: duckdb\ntargets: {dev: {type: duckdb, path: p.duckdb}}\n",
  "models/orders.sql": "{{config materialized='table'}}\nselect 1 as id\n",
  "models/revenue.sql": "{{config materialized='table'}}\nselect * from {{ref 'orders'}}\n",
  "models/models.yml": [
    "models: [{name: orders, columns: [{name: id, data_tests: [unique]}]}]",
    "unit_tests: [{name: one, model: revenue, given: [{input: ref('orders'), rows: [{id: 1}]}], expect: {rows: [{id: 1}]}}]",
  ].join("\n"),
}

async function plannerOf(command: RunCommand, ids: (order: readonly string[]) => readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), "lux-planner-"))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const project = await loadProject({ projectDir: folder, env: {}, builtInTests: builtInTests() })
  const compiler = createCompiler(project, { id: "i", startedAt: "2024-01-01T00:00:00Z" })
  const graph = buildGraph(project, compiler.findByRendering)
  const { statements } = await implementationOf(project.target)
  const planner = new RunPlanner({ project, graph }, command, {
    selected: { ids: ids(graph.order), warnings: [] },
    defer: undefined,
    fullRefresh: false,
    empty: false,
    auditFirst: true,
    compiler,
    deferred: new Map(),
    warn: () => undefined,
  })
  return { planner, nothing: catalogOf([], []), statements }
}

const everything = (order: readonly string[]): readonly string[] => order

it.each<[command: RunCommand, planned: readonly string[]]>([
  ["build", ["unit_test.p.revenue.one", "model.p.orders", "model.p.revenue"]],
  ["run", ["model.p.orders", "model.p.revenue"]],
  ["seed", []],
])("plans of everything what %s does", async (command, planned) => {
  const { planner, nothing, statements } = await plannerOf(command, everything)
  const works = planner.plan(nothing, statements).map(({ work }) => work)
  expect(works.map(({ id }) => id)).toEqual(planned)
})

it("gates a candidate by its checks in a build", async () => {
  const { planner, nothing, statements } = await plannerOf("build", everything)
  const [orders] = planner
    .plan(nothing, statements)
    .flatMap(({ work }) => (work.id === "model.p.orders" && work.kind === "relation" ? [work] : []))
  expect(orders?.besideChecks.map(({ test }) => test.name.split("_")[0])).toEqual(["unique"])
})

it.each<[command: RunCommand, kinds: RegExp, only: boolean]>([
  ["build", /^unit_test/, true],
  ["test", /^(unit_test|model)/, true],
  ["build", /^(unit_test|model)/, false],
  ["test", /./, false],
  ["build", /^nothing/, false],
])("%s of %s is of unit tests alone: %s", async (command, kinds, only) => {
  const { planner } = await plannerOf(command, (order) => order.filter((id) => kinds.test(id)))
  expect(planner.isUnitTestsOnly).toBe(only)
})

it("plans one node again", async () => {
  const { planner, nothing, statements } = await plannerOf("build", everything)
  const again = (id: string) => planner.planAgain(id, nothing, statements, () => true)
  expect(again("model.p.orders")).toMatchObject({ kind: "relation", id: "model.p.orders" })
  expect(again("model.p.gone")).toBeUndefined()
})
