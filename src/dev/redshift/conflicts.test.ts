/** Builds go on where other transactions are in the way, and end in a clear error where they stay. */
import { afterAll, beforeAll, beforeEach, expect, it, onTestFinished } from "vitest"
import { type Network, type NetworkProject, networkProject, startNetwork } from "./network-project.testkit.ts"

let network: Network
let schemas = 0

beforeAll(async () => {
  network = await startNetwork()
})

afterAll(() => network.stop())

beforeEach(() => network.server.faults.set([]))

function projectOf(
  files: Readonly<Record<string, string>>,
): NetworkProject & { n(table: string): Promise<unknown> } {
  const project = networkProject(
    `dialect: redshift\ntargets: {prod: ${network.target("redshift", `schema: met${++schemas}, threads: 1`)}}\n`,
    files,
  )
  onTestFinished(() => project.remove())
  return {
    ...project,
    n: async (table) =>
      (await project.lux().show({ inline: `select count(*) as n from {{ref "${table}"}}` })).rows,
  }
}

const model = (config: string) => `{{config ${config}}}\nselect 1 as id`
const checked =
  "models:\n  - name: t\n    columns:\n      - name: id\n        data_tests: [unique, not_null]\n"
const described = "models:\n  - name: t\n    description: d\n    config: {persist_docs: {relation: true}}\n"

it.each([
  ["a table", 'materialized="table"', "models: []\n", 1],
  ["a checked table", 'materialized="table"', checked, 1],
  ["a view", 'materialized="view"', "models: []\n", 1],
  ["an appended table", 'materialized="incremental" incremental_strategy="append"', "models: []\n", 2],
  ["a table with a description", 'materialized="table"', described, 1],
] as const)(
  "%s is built although transactions meet others, and nothing twice",
  async (_, config, properties, n) => {
    const project = projectOf({ "models/t.sql": model(config), "models/schema.yml": properties })
    expect(await project.statuses("build")).toEqual({ t: "ok" })
    network.server.faults.set([
      { kind: "conflict", operation: "BatchExecuteStatement", times: 2 },
      { kind: "dropped-relation", operation: "ExecuteStatement", times: 2, probability: 0.3 },
    ])
    expect(await project.statuses("build")).toEqual({ t: "ok" })
    network.server.faults.set([])
    expect(await project.n("t")).toEqual([{ n }])
  },
)

it("ends in a clear error, with the old table whole, where they stay in the way", async () => {
  const project = projectOf({ "models/t.sql": model('materialized="table"') })
  await project.statuses("build")
  expect(await project.n("t")).toEqual([{ n: 1 }])
  project.write({ "models/t.sql": '{{config materialized="table"}}\nselect 1 as id union all select 2' })
  const { nodes } = await project.execute("build", {
    onEvent: ({ type }) => {
      if (type === "node-started")
        network.server.faults.set([{ kind: "conflict", operation: "BatchExecuteStatement" }])
      if (type === "node-finished") network.server.faults.set([])
    },
  })
  expect(nodes.map(({ status, error }) => [status, error?.code])).toEqual([["error", "LUX-2605"]])
  expect(await project.n("t")).toEqual([{ n: 1 }])
}, 60_000)
