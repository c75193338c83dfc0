/** `gate_upstream` on the warehouses behind a network: nothing that a view reads is published before its checks pass. */
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest"
import { type Network, type NetworkProject, networkProject, startNetwork } from "./network-project.testkit.ts"

let network: Network

beforeAll(async () => {
  network = await startNetwork()
})

afterAll(() => network.stop())

const amounts = (n: number, more = "") => ({
  "seeds/amounts.csv": `id,amount\n1,${n}\n`,
  "models/facts.sql": `select id, amount${more} from {{ref "amounts"}}`,
})

const files = {
  ...amounts(1),
  "models/light.sql": '{{config materialized="ephemeral"}}\nselect amount from {{ref "facts"}}',
  "models/lines.sql": '{{config materialized="view"}}\nselect amount from {{ref "light"}}',
  "models/shown.sql":
    '{{config materialized="view"}}\nselect l.amount, a.amount as seed from {{ref "lines"}} as l cross join {{ref "amounts"}} as a',
  "models/outside.sql": '{{config materialized="view"}}\nselect amount from {{ref "shown"}}',
  "models/all.yml":
    "models: [{name: shown, columns: [{name: amount, data_tests: [{accepted_range: {arguments: {max_value: 5}}}]}]}]\n",
}

function shop(type: "redshift" | "postgres", schema: string, publish: string, gate = true): NetworkProject {
  const project = networkProject(
    `dialect: ${type}
targets: {prod: ${network.target(type, `schema: ${schema}, threads: 4`)}}
models: {p: {+materialized: table, +publish: ${publish}, shown: {+gate_upstream: ${gate}}}}
seeds: {p: {+publish: ${publish}}}
`,
    files,
  )
  onTestFinished(() => project.remove())
  return project
}

describe.each(["redshift", "postgres"] as const)("on %s", (type) => {
  it.each(["replace", "swap"])(
    "published by %s",
    async (publish) => {
      const schema = `gate_${type}_${publish}`
      const project = shop(type, schema, publish)
      const rows = async (sql: string) => (await project.lux().show({ inline: sql, limit: -1 })).rows
      const live = async () => {
        const [row] = await rows(
          `select s.amount as shown, s.seed as seed, f.amount as fact, o.amount as outside
from {{ref "shown"}} as s, {{ref "facts"}} as f, {{ref "outside"}} as o`,
        )
        return ["shown", "seed", "fact", "outside"].map((name) => Number(row?.[name]))
      }
      const relations = async () =>
        (
          await rows(
            `select c.relname as name from pg_class as c join pg_namespace as n on n.oid = c.relnamespace where n.nspname = '${schema}' and c.relkind in ('r', 'v') order by 1`,
          )
        ).map(({ name }) => name)
      const all = ["amounts", "facts", "lines", "outside", "shown"]
      const allWell = Object.fromEntries(all.map((name) => [name, "ok"]))
      for (const [n, more] of [
        [1, ""],
        [2, ""],
        [3, ", 7 as other"],
        [4, ""],
      ] as const) {
        project.write(amounts(n, more))
        expect(await project.statuses("build")).toEqual(allWell)
        expect(await live()).toEqual([n, n, n, n])
        expect(await relations()).toEqual(all)
      }
      project.write(amounts(9))
      const { shown = "", ...others } = await project.statuses("build")
      expect(shown).toMatch(/^rejected/)
      expect(others).toEqual({ amounts: "skipped", facts: "skipped", lines: "skipped", outside: "skipped" })
      expect(await live()).toEqual([4, 4, 4, 4])
      expect(await relations()).toEqual([...all, "shown__rejected"])
      project.write(amounts(5))
      expect(await project.statuses("build")).toEqual(allWell)
      expect(await live()).toEqual([5, 5, 5, 5])
      expect(await relations()).toEqual(all)
    },
    180_000,
  )

  it("what is not built is one error with the command that works", async () => {
    const project = shop(type, `unbuilt_${type}`, "replace")
    const failure = await project.execute("run", { select: ["shown"] }).catch((error: unknown) => error)
    expect(failure).toMatchObject({
      code: "LUX-2304",
      hint: expect.stringContaining("lux build --select +shown "),
    })
    expect((await project.execute("build", { select: ["+shown"] })).success).toBe(true)
    expect((await project.execute("run", { select: ["shown"] })).remaining).toMatchObject([
      { what: "unchecked", count: 1, command: expect.stringContaining("lux test --select shown ") },
    ])
  })
})

it("costs Redshift some seven calls for each relation that waits, and nothing where it is off", async () => {
  const calls = async (gate: boolean): Promise<number> => {
    const project = shop("redshift", `cost_${gate}`, "replace", gate)
    await project.execute("build")
    project.write(amounts(2))
    const before = asked()
    expect((await project.execute("build", { threads: 1 })).success).toBe(true)
    return asked() - before
  }
  const without = await calls(false)
  // Two tables and two views.
  expect((await calls(true)) - without).toBeLessThanOrEqual(25)
}, 120_000)

/** Calls until now. How often a statement's state is asked depends on the machine's pace. */
function asked(): number {
  return [...network.server.requests].reduce(
    (sum, [call, times]) => (call === "DescribeStatement" ? sum : sum + times),
    0,
  )
}
