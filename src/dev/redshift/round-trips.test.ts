/** How many calls to the Data API a model takes: round trips cost more there than what they ask for. */
import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest"
import { type Network, networkProject, startNetwork } from "./network-project.testkit.ts"

let network: Network

beforeAll(async () => {
  network = await startNetwork()
})

afterAll(() => network.stop())

it.each([
  // A batch, and how many rows it wrote; after a swap the old table is dropped while that is asked.
  ['materialized="table"', 2, 2],
  ['materialized="table" publish="swap"', 2, 3],
  ['materialized="view"', 1, 1],
])("%s: %i calls for a new one, %i for another version", async (config, first, again) => {
  const schema = `trips_${config.replace(/\W+/g, "_")}`
  const names = Array.from({ length: 5 }, (_, index) => `models/m${index}.sql`)
  const project = networkProject(
    `dialect: redshift\ntargets: {prod: ${network.target("redshift", `schema: ${schema}, threads: 1`)}}\n`,
    Object.fromEntries(names.map((name) => [name, `{{config ${config}}}\nselect 1 as id`])),
  )
  onTestFinished(() => project.remove())
  const calls = async (select: string[]): Promise<number> => {
    const before = [...network.server.requests.values()].reduce((sum, each) => sum + each, 0)
    expect((await project.execute("run", { select })).success).toBe(true)
    return [...network.server.requests.values()].reduce((sum, each) => sum + each, 0) - before
  }
  await calls(["m0"])
  const one = await calls(["m1"])
  expect(await calls(["m2", "m3", "m4"])).toBe(one + 2 * first)
  const another = await calls(["m1"])
  expect(await calls(["m2", "m3", "m4"])).toBe(another + 2 * again)
})

it.each([
  ["append", ""],
  ["merge", 'unique_key="id"'],
  ["delete+insert", 'unique_key="id"'],
])(
  "%s takes no call more where values have to fit another type, or a column widens",
  async (strategy, key) => {
    const model = (column: string) =>
      `{{config materialized="incremental" incremental_strategy="${strategy}" ${key}}}\nselect 1 as id, ${column} as n`
    const project = networkProject(
      `dialect: redshift\ntargets: {prod: ${network.target("redshift", `schema: trips_${strategy.replace("+", "_")}, threads: 1`)}}\n`,
      { "models/m.sql": model("cast(5 as numeric(10,2))") },
    )
    onTestFinished(() => project.remove())
    const calls = async (column: string): Promise<number> => {
      project.write({ "models/m.sql": model(column) })
      const before = network.server.calls().length
      expect(await project.statuses("run")).toEqual({ m: "ok" })
      return network.server.calls().length - before
    }
    await calls("cast(5 as numeric(10,2))")
    const same = await calls("cast(6 as numeric(10,2))")
    expect(await calls("cast(7.5 as double precision)")).toBe(same)
    expect(await calls("cast(8.125 as numeric(10,3))")).toBe(same)
  },
)

it("leases cost a run two calls at its start, two at its end, and two for every further twenty nodes", async () => {
  const names = Array.from({ length: 45 }, (_, index) => `models/m${index}.sql`)
  const project = networkProject(
    `dialect: redshift\ntargets: {prod: ${network.target("redshift", "schema: trips_leases, threads: 2")}}\n`,
    Object.fromEntries(
      names.map((name, index) => [
        name,
        index % 9 === 0 ? "select 1 as id" : `select * from {{ref 'm${index - 1}'}}`,
      ]),
    ),
  )
  onTestFinished(() => project.remove())
  await project.execute("run", { select: ["m0"] })
  const leasing = async (select: string[]): Promise<readonly number[]> => {
    const before = network.server.calls().length
    expect((await project.execute("run", { select })).success).toBe(true)
    const sent = network.server.calls().slice(before)
    return ["lock table _lux.lease", "update _lux.lease"].map(
      (start) => sent.filter(({ sql }) => sql.includes(start)).length,
    )
  }
  expect(await leasing(["m0"])).toEqual([1, 1])
  const [taken = 0] = await leasing([])
  expect(taken).toBeLessThanOrEqual(5)
})
