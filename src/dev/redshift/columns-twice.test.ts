/** Two columns of one name are refused: DuckDB would call one of them otherwise. */
import { expect, it } from "vitest"
import { everyWarehouse, projectOn, sharedNetwork } from "./every-warehouse.testkit.ts"

const network = sharedNetwork()

const seeds = { "seeds/a.csv": "id,x\n1,2\n", "seeds/b.csv": "id,y\n1,3\n" }
const queries = {
  named: "select 1 as id, 2 as id",
  starred: "select * from {{ref 'a'}} as a join {{ref 'b'}} as b on a.id = b.id",
  inside: "select * from (select 1 as id, 2 as id) as pair",
  added: "select a.*, 1 as x from {{ref 'a'}} as a",
}
const configs = {
  view: "materialized='view'",
  table: "materialized='table'",
  incremental: "materialized='incremental'",
  merge: "materialized='incremental' incremental_strategy='merge' unique_key='id'",
}

it.each(
  everyWarehouse.flatMap((type) =>
    Object.entries(configs)
      // A late-binding view that does not name both is refused when it is read.
      .filter(([name]) => type !== "redshift" || name !== "view")
      .map(([name, config]) => [type, name, config] as const),
  ),
)("on %s a %s", async (type, _, config) => {
  const models = Object.entries(queries).map(
    ([name, query]) => [`models/${name}.sql`, `{{config ${config}}}\n${query}`] as const,
  )
  const project = projectOn(type, network(), { ...seeds, ...Object.fromEntries(models) })
  await project.execute("seed")
  const { nodes } = await project.execute("run")
  for (const { label, status, error } of nodes) {
    expect([label, status]).toEqual([label, "error"])
    expect(error?.message).toMatch(/two columns are named "(id|x)"/)
    expect(error?.code).toBe("LUX-1319")
    expect(error?.place?.line).toBe(2)
  }
  expect(nodes).toHaveLength(Object.keys(queries).length)
})

it("shows the second of the columns", async () => {
  const project = projectOn("duckdb", network(), { "models/m.sql": 'select\n  1 as d,\n  2 as "D"\n' })
  const { nodes } = await project.execute("run")
  expect(nodes.map(({ error }) => error?.place)).toMatchObject([{ file: "models/m.sql", line: 3, column: 3 }])
})

it("with names of their own is built, also where they are not written", async () => {
  const project = projectOn("duckdb", network(), {
    ...seeds,
    "models/m.sql": "select * from {{ref 'a'}} join {{ref 'b'}} using (id)",
    "models/n.sql":
      "{{config materialized='table'}} select count(*), sum(x), x + 1 from {{ref 'a'}} group by x",
  })
  await project.execute("seed")
  expect(await project.statuses("run")).toEqual({ m: "ok", n: "ok" })
})

it("in a unit test are refused too", async () => {
  const project = projectOn("duckdb", network(), {
    "seeds/a.csv": "id,x\n1,2\n",
    "models/twice.sql": "select id, x as id from {{ref 'a'}}",
    "models/p.yml":
      "unit_tests: [{name: u, model: twice, given: [{input: ref('a'), rows: [{id: 1, x: 2}]}], expect: {rows: [{id: 1}]}}]\n",
  })
  await project.execute("seed")
  const { nodes } = await project.execute("test")
  const told = nodes.flatMap(({ error, checks }) => [
    error?.code,
    ...checks.map((check) => check.error?.code),
  ])
  expect(told.filter((code) => code !== undefined)).toContain("LUX-1319")
})
