import { mkdirSync, readdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { describe, expect, it } from "vitest"
import { type TemporaryProject, temporaryProject } from "./temporary-project.testkit.ts"

const seeds = { "seeds/orders.csv": "id,amount\n1,10\n2,20\n" }

async function count(project: TemporaryProject, relation: string): Promise<number> {
  const [row] = await project.query(`select count(*) as n from ${relation}`)
  return Number(row?.["n"])
}

describe("with empty, what is read has its columns and no rows", () => {
  it.each(["duckdb", "redshift"])("however it is named (%s)", async (dialect) => {
    const queries = {
      bare: 'select orders.id, amount from {{ref "orders"}}',
      aliased: 'select o.id from {{ref "orders"}} o',
      with_as: 'select o.id from {{ref "orders"}} as o where o.id > 0',
      quoted: 'select "O".id from {{ref "orders"}} "O"',
      joined: 'select a.id from {{ref "orders"}} as a join {{ref "orders"}} b on a.id = b.id',
      before_a_join: 'select orders.id from {{ref "orders"}} left join {{ref "bare"}} on bare.id = orders.id',
      commented: 'select o.id from {{ref "orders"}} -- all of them\n as o',
      in_cte: 'with orders as (select * from {{ref "orders"}}) select id from orders group by id',
      nested: 'select id from (select id from {{ref "orders"}}) as inner_one order by id',
      united: 'select id from {{ref "orders"}} union all select id from {{ref "bare"}}',
      through_ephemeral: 'select id from {{ref "passing"}} as p',
      through_macro: "{{all_ids (ref 'orders')}}",
    }
    const models = Object.entries(queries).map(([name, sql]) => [
      `models/${name}.sql`,
      `{{config materialized="table"}}\n${sql}\n`,
    ])
    const project = temporaryProject(
      {
        ...seeds,
        ...Object.fromEntries(models),
        "models/passing.sql": '{{config materialized="ephemeral"}}\nselect id from {{ref "orders"}} as o\n',
        "macros/ids.sql": '{{#macro "all_ids" "relation"}}select t.id from {{relation}} t{{/macro}}\n',
      },
      `dialect: ${dialect}\ntargets: {dev: {type: duckdb, path: test.duckdb}}\n`,
    )
    await project.execute("seed")
    const { nodes } = await project.execute("run", { empty: true })
    expect(
      nodes.flatMap(({ label, error }) => (error === undefined ? [] : [`${label}: ${error.message}`])),
    ).toEqual([])
    const counts = await Promise.all(Object.keys(queries).map((name) => count(project, name)))
    expect(counts).toEqual(counts.map(() => 0))
    expect(await count(project, "orders")).toBe(2)
    const full = await project.execute("run")
    expect(full.success).toBe(true)
    const filled = await Promise.all(Object.keys(queries).map((name) => count(project, name)))
    expect(Math.min(...filled)).toBe(2)
  })
})

it("views have no rows either, and an incremental model keeps those that it has", async () => {
  const project = temporaryProject({
    ...seeds,
    "models/seen.sql": 'select * from {{ref "orders"}}\n',
    "models/kept.sql":
      '{{config materialized="incremental" unique_key="id"}}\nselect * from {{ref "orders"}}\n',
  })
  await project.execute("build")
  expect(await project.statuses("run", { empty: true })).toEqual({ seen: "ok", kept: "ok" })
  expect([await count(project, "seen"), await count(project, "kept")]).toEqual([0, 2])
})

it("build runs the checks, and what they say counts", async () => {
  const project = temporaryProject({
    ...seeds,
    "models/paid.sql": '{{config materialized="table"}}\nselect * from {{ref "orders"}}\n',
    "models/paid.yml": "models: [{name: paid, columns: [{name: amount, data_tests: [not_null]}]}]\n",
    "tests/is_not_empty.sql": 'select 1 as missing where not exists (select 1 from {{ref "paid"}})\n',
  })
  const { nodes } = await project.execute("build", { empty: true })
  const paid = nodes.find(({ label }) => label === "main.paid")
  expect([paid?.status, paid?.checks.map(({ name, status }) => [name, status])]).toEqual([
    "rejected",
    [
      ["is_not_empty", "fail"],
      ["not_null_paid_amount", "pass"],
    ],
  ])
})

it("snapshots are made without rows, and lose none", async () => {
  const project = temporaryProject({
    ...seeds,
    "snapshots/history.yml":
      "snapshots: [{name: history, relation: ref('orders'), config: {strategy: check, check_cols: all, unique_key: id, hard_deletes: new_record}}]\n",
  })
  await project.execute("build", { empty: true })
  expect(await count(project, "history")).toBe(0)
  await project.execute("build")
  const before = await project.query("from history order by id")
  expect(before.map(({ dbt_valid_to, dbt_is_deleted }) => [dbt_valid_to, dbt_is_deleted])).toEqual([
    [null, "False"],
    [null, "False"],
  ])
  expect(await project.statuses("snapshot", { empty: true })).toEqual({ history: "ok" })
  expect(await project.query("from history order by id")).toEqual(before)
})

it("nothing of the lake is staged or taken in, and the next build has all of it", async () => {
  const project = temporaryProject({
    "models/sources.yml": `sources:
  - name: lake
    external: {root: lake}
    tables:
      - name: media
        external: {path: '*.json', collected_at: media_%Y-%m-%d.json}
        columns: [{name: id, data_type: int}]
`,
    "models/stage_media.sql":
      '{{config materialized="stage"}}\nselect id from {{source "lake" "media"}} as m\n',
    "models/media.sql":
      '{{config materialized="incremental" unique_key="id"}}\nselect id from {{ref "stage_media"}} as s\n',
    "models/direct.sql": '{{config materialized="table"}}\nselect id, _file from {{source "lake" "media"}}\n',
  })
  mkdirSync(join(project.folder, "lake"))
  const collect = (day: number): void =>
    writeFileSync(join(project.folder, `lake/media_2024-01-0${day}.json`), JSON.stringify([{ id: day }]))
  const ledger = async (): Promise<number[]> => [
    await count(project, "_lux.raw_file"),
    await count(project, "_lux.batch"),
    await count(project, "_lux.batch_load"),
  ]
  collect(1)
  expect(await project.statuses("build", { empty: true })).toEqual({ media: "ok", direct: "ok" })
  expect([await count(project, "media"), await count(project, "direct")]).toEqual([0, 0])
  expect(await ledger()).toEqual([0, 0, 0])
  expect(readdirSync(project.folder)).not.toContain("test.batches")

  await project.execute("build")
  expect([await count(project, "media"), await count(project, "direct"), await ledger()]).toEqual([
    1,
    1,
    [1, 1, 1],
  ])
  collect(2)
  await project.execute("build", { empty: true })
  expect([await count(project, "media"), await ledger()]).toEqual([1, [1, 1, 1]])

  // From nothing: the table is empty, and the ledger does not say that it has what it has not.
  await project.execute("build", { empty: true, fullRefresh: true })
  expect([await count(project, "media"), await ledger()]).toEqual([0, [1, 1, 0]])
  await project.execute("build")
  expect([await count(project, "media"), await ledger()]).toEqual([2, [2, 2, 2]])
})
