/** A column of which an ephemeral model, a CTE or a subquery has two is refused at its place: DuckDB would read the first. */
import { expect, it } from "vitest"
import { everyWarehouse, projectOn, sharedNetwork } from "./every-warehouse.testkit.ts"

const network = sharedNetwork()

const seeds = { "seeds/a.csv": "id,x\n1,2\n", "seeds/b.csv": "id,y\n1,3\n" }

it.each(
  everyWarehouse.flatMap((type) =>
    Object.entries({
      with: "with c as (\n  select 1 as id, 2 as id\n)\nselect id from c",
      subquery: "select\n  -- which?\n  1 as one from (select 1 as id, 2 as id) as c\nwhere c.id > 0",
      union: "with c as (select 1 as id, 2 as id union all select 3, 4)\n\n\nselect id as n from c",
      using:
        "with c as (select 1 as id, 2 as id), d as (select 1 as id)\n\n\nselect 1 as one from c join d using (id)",
    }).map(([name, sql]) => ({ type, name, sql })),
  ),
)("on $type a column of $name", async ({ type, sql }) => {
  for (const materialized of ["view", "table"]) {
    const project = projectOn(type, network(), {
      "models/m.sql": `{{config materialized='${materialized}'}}${sql}`,
    })
    const { nodes } = await project.execute("run")
    expect(nodes.map(({ error }) => error)).toEqual([
      expect.objectContaining({
        code: "LUX-1319",
        message: '"c" has several columns "id"',
        place: expect.objectContaining({ file: "models/m.sql", line: 4 }),
      }),
    ])
  }
})

it.each(everyWarehouse)("on %s an ephemeral model, also where nothing reads the column", async (type) => {
  const project = projectOn(type, network(), {
    "models/e.sql": "{{config materialized='ephemeral'}}\nselect 1 as id,\n  2 as id",
    "models/f.sql": "{{config materialized='ephemeral'}}\nselect count(*) as n from {{ref 'e'}}",
    "models/m.sql": "select n from {{ref 'f'}}",
  })
  await expect(project.execute("run")).rejects.toMatchObject({
    code: "LUX-1319",
    place: { file: "models/e.sql", line: 3, column: 3 },
  })
})

it.each(everyWarehouse)("on %s a late-binding or bound view that names both", async (type) => {
  const project = projectOn(type, network(), {
    "models/m.sql": "{{config materialized='view'}}\nselect 1 as id,\n  2 as id",
  })
  const { nodes } = await project.execute("run")
  expect(nodes.map(({ error }) => error)).toMatchObject([
    { code: "LUX-1319", place: { file: "models/m.sql", line: 3, column: 3 } },
  ])
})

it("on duckdb an ephemeral model with a star over a join", async () => {
  const project = projectOn("duckdb", network(), {
    ...seeds,
    "models/e.sql":
      "{{config materialized='ephemeral'}}\nselect * from {{ref 'a'}} as a join {{ref 'b'}} as b on a.id = b.id",
    "models/f.sql": "{{config materialized='ephemeral'}}select *, 1 as one from {{ref 'e'}}",
    "models/m.sql": "select id from {{ref 'f'}}",
  })
  await project.execute("seed")
  const { nodes } = await project.execute("run")
  expect(nodes.map(({ error }) => error)).toMatchObject([
    { code: "LUX-1319", message: 'two columns are named "id"', place: { file: "models/e.sql", line: 2 } },
  ])
})

it.each(["postgres", "redshift"] as const)("on %s a star over a join, as it says itself", async (type) => {
  const project = projectOn(type, network(), {
    ...seeds,
    "models/m.sql":
      "{{config materialized='table'}}\nselect * from {{ref 'a'}} as a join {{ref 'b'}} as b on a.id = b.id",
  })
  await project.execute("seed")
  const { nodes } = await project.execute("run")
  expect(nodes.map(({ error }) => error)).toMatchObject([
    { code: "LUX-1319", message: 'two columns are named "id"', place: { file: "models/m.sql", line: 2 } },
  ])
})

it.each(everyWarehouse)("on %s names of a CTE that nothing reads may be equal", async (type) => {
  const project = projectOn(type, network(), {
    ...seeds,
    "models/m.sql":
      "with c as (select a.*, b.* from {{ref 'a'}} as a join {{ref 'b'}} as b on a.id = b.id)\nselect x, y from c",
  })
  expect((await project.execute("build")).success).toBe(true)
})

it.each(everyWarehouse)("on %s what fails behind an ephemeral model has its own place", async (type) => {
  const project = projectOn(type, network(), {
    "models/e.sql": "{{config materialized='ephemeral'}}\nselect\n  1 as id",
    "models/m.sql": "{{config materialized='table'}}\nselect\n  id,\n  wrong\nfrom {{ref 'e'}}",
    "models/f.sql": "{{config materialized='ephemeral'}}\nselect\n  1 as id,\n  missing",
    "models/n.sql": "{{config materialized='table'}}select id from {{ref 'f'}}",
  })
  const { nodes } = await project.execute("run")
  const places = Object.fromEntries(
    nodes.map(({ uniqueId, error }) => [uniqueId.split(".").at(-1), error?.place]),
  )
  expect(places).toMatchObject({
    m: { file: "models/m.sql", line: 4, column: 3 },
    n: { file: "models/f.sql", line: 4, column: 3 },
  })
})
