/** Runs that begin at once, on warehouses with many writers: what they make together, each finds whole. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest"
import { type Network, networkProject, startNetwork } from "./network-project.testkit.ts"

let network: Network

beforeAll(async () => {
  network = await startNetwork()
})

afterAll(() => network.stop())

describe.each(["redshift", "postgres"] as const)("runs at once on %s", (type) => {
  it("make the schemas and the history together, and lose no result", async () => {
    const projects = Array.from({ length: 4 }, (_, index) => {
      const target = network.target(type, `schema: at_once_${index}, threads: 2`)
      const project = networkProject(
        `dialect: ${type}\ntargets: {prod: ${target}}\nquality: {schema: at_once_history}\n`,
        {
          "models/numbers.sql": `{{config materialized="table" schema="at_once_shared" alias="numbers_${index}"}}\nselect ${index} as id`,
          "models/numbers.yml":
            "models:\n  - name: numbers\n    columns:\n      - {name: id, data_tests: [unique, not_null]}\n",
        },
      )
      onTestFinished(() => project.remove())
      return project
    })
    for (let round = 0; round < 3; round++) {
      const told: string[] = []
      const onEvent = (event: { type: string; error?: { message: string } }) =>
        event.type === "warning" && told.push(event.error?.message ?? "")
      const results = await Promise.all(projects.map((project) => project.execute("build", { onEvent })))
      expect(told).toEqual([])
      expect(results.map(({ nodes }) => nodes.map(({ status, message }) => [status, message]))).toEqual(
        projects.map(() => [["ok", expect.anything()]]),
      )
    }
    const [first] = projects
    const { rows } = (await first?.lux().show({
      inline:
        "select count(*) as runs, (select count(*) from at_once_history.check_result) as checks from at_once_history.invocation",
    })) ?? { rows: [] }
    expect(rows.map((row) => [Number(row["runs"]), Number(row["checks"])])).toEqual([[12, 24]])
  }, 60_000)
})
