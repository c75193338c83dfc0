/** What somebody else makes while a run goes on is neither dropped nor replaced, on every warehouse. */
import { expect, it } from "vitest"
import { everyWarehouse, projectOn, sharedNetwork } from "./every-warehouse.testkit.ts"

const network = sharedNetwork()

const model = (v: number, config = ""): Record<string, string> => ({
  "models/a.sql": `{{config materialized='table' ${config}}}\nselect 1 as id, ${v} as v`,
})
// Of an incremental model a check of the whole table is asked inside the transaction, and its rows are stored after that.
const twoRows = (v: number, config: string): Record<string, string> => ({
  "models/a.sql": `{{config materialized='incremental' unique_key='id' ${config}}}\nselect 1 as id, ${v} as v union all select 2, ${v}`,
})
const tested = (test: string): Record<string, string> => ({
  "models/p.yml": `models: [{name: a, columns: [{name: v, data_tests: [${test}]}]}]\n`,
})
const isOne = (config: string) =>
  tested(`{accepted_values: {name: kept, values: [1], quote: false, config: {${config}}}}`)
const isUnique = (config: string) => tested(`{unique: {name: kept, config: {${config}}}}`)

it.each(
  everyWarehouse.flatMap((type) => [
    { type, kind: "table", of: "rows", files: model, check: isOne },
    { type, kind: "view", of: "rows", files: model, check: isOne },
    { type, kind: "table", of: "a table", files: twoRows, check: isUnique },
  ]),
)("on $type a $kind instead of failing rows of $of stays", async ({ type, kind, files, check }) => {
  const project = projectOn(type, network(), files(2, ""))
  const kept = `${project.schema}.kept`
  project.write(check(`store_failures: true, severity: warn, schema: ${project.schema}`))
  expect(await project.statuses("build")).toEqual({ a: "warn" })
  const hook = `pre_hook=(list "drop table ${kept}" "create ${kind} ${kept} as select 7 as mine")`
  project.write(files(3, hook))
  const { nodes } = await project.execute("build")
  expect(nodes.map(({ error }) => error)).toEqual([
    expect.objectContaining({
      code: "LUX-2140",
      message: `${kept} is in the way: test "kept" keeps its failing rows there, and no record says that lux made it`,
      place: expect.objectContaining({ file: "models/p.yml", line: 1 }),
    }),
  ])
  expect(await project.values(`select mine from ${kept}`)).toEqual([[7]])
  await expect(project.execute("build")).rejects.toMatchObject({ code: "LUX-2140" })
})

it.each(everyWarehouse.flatMap((type) => ["table", "view"].map((kind) => [type, kind] as const)))(
  "on %s a %s where no failing rows were kept before stays",
  async (type, kind) => {
    const project = projectOn(type, network(), {})
    const kept = `${project.schema}.kept`
    project.write({
      ...model(2, `pre_hook="create ${kind} ${kept} as select 7 as mine"`),
      ...isOne(`store_failures: true, severity: warn, schema: ${project.schema}`),
    })
    expect(await project.outcome("build", "a")).toMatch(/^error LUX-2140: \S+\.kept is in the way/)
    expect(await project.values(`select mine from ${kept}`)).toEqual([[7]])
  },
)

it.each(everyWarehouse.flatMap((type) => [true, false].map((isGood) => [type, isGood] as const)))(
  "on %s what takes the place of a rejected version stays: the new one is good %s",
  async (type, isGood) => {
    const project = projectOn(type, network(), { ...model(2), ...isOne("severity: error") })
    const rejected = `${project.schema}.a__rejected`
    expect(await project.outcome("build", "a")).toBe("rejected")
    const hook = `pre_hook=(list "drop table ${rejected}" "create table ${rejected} as select 7 as mine")`
    project.write(model(isGood ? 1 : 3, hook))
    const { nodes } = await project.execute("build")
    expect(nodes.map(({ status, message }) => [status, message])).toEqual([
      isGood
        ? ["ok", "1 row"]
        : [
            "rejected",
            `1 of 1 checks failed; the new version could not be kept as ${rejected}: ${rejected} is in the way: no record says that lux made it`,
          ],
    ])
    expect(await project.values(`select mine from ${rejected}`)).toEqual([[7]])
  },
)

it.each(everyWarehouse)("on %s what lux rejected before is replaced, and goes", async (type) => {
  const project = projectOn(type, network(), isOne("severity: error"))
  const rejected = `${project.schema}.a__rejected`
  for (const v of [2, 3]) {
    project.write(model(v))
    expect(await project.outcome("build", "a")).toBe("rejected")
    expect((await project.values(`select v from ${rejected}`)).flat().map(Number)).toEqual([v])
  }
  project.write(model(1))
  expect(await project.outcome("build", "a")).toBe("ok")
  await expect(project.values(`select v from ${rejected}`)).rejects.toThrow()
})
