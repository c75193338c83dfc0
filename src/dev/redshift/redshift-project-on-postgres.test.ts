import { afterAll, beforeAll, expect, it, onTestFinished } from "vitest"
import { type Network, networkProject, startNetwork } from "./network-project.testkit.ts"

let network: Network
beforeAll(async () => {
  network = await startNetwork()
}, 60_000)
afterAll(() => network?.stop())

function projectOf(files: Readonly<Record<string, string>>) {
  const project = networkProject(
    `dialect: redshift\ntargets: {ci: ${network.target("postgres", "schema: shop, threads: 2")}}\n`,
    files,
  )
  onTestFinished(() => project.remove())
  return project
}

const files = {
  "seeds/orders.csv":
    "id,customer,amount,at,note\n1,10,100.50,2024-01-15 10:30:45,\n2,10,50.25,2024-02-29 23:59:59,late\n3,20,75.00,2024-03-31 00:00:00,gift\n",
  "seeds/orders.yml": `seeds:
  - name: orders
    config: {column_types: {id: integer, customer: integer, amount: "decimal(10,2)", at: timestamp, note: varchar(20)}}
`,
  "models/last_orders.sql": `{{config materialized="table"}}
select customer, id, nvl(note, 'none') as note, dateadd(month, 1, at) as due, amount as paid, paid * 2 as twice, json_parse('{"late": true}') as said
from {{ref "orders"}}
qualify row_number() over (partition by customer order by at desc) = 1`,
  "models/customers.sql": `{{config materialized="view"}}
select customer, count(*) as orders, listagg(id, '+') within group (order by id) as ids,
  decode(customer, 10, 'ten', 'other') as called, split_to_array(listagg(id, ',') within group (order by id)) as list
from {{ref "orders"}} group by customer`,
  "models/customers.yml": `models:
  - name: customers
    columns:
      - name: ids
        data_tests: [{expression_is_true: {expression: "> ''"}}, not_null]
  - name: last_orders
    config: {contract: {enforced: true}}
    columns:
      - {name: customer, data_type: integer}
      - {name: id, data_type: integer}
      - {name: note, data_type: varchar(20)}
      - {name: due, data_type: timestamp}
      - {name: paid, data_type: "decimal(10,2)"}
      - {name: twice, data_type: "decimal(12,2)"}
      - {name: said, data_type: super}
`,
}

it("a project in Redshift's SQL is built on Postgres", async () => {
  const project = projectOf(files)
  const { nodes } = await project.execute("build")
  expect(
    nodes
      .filter(({ status }) => status !== "ok")
      .map(({ label, status, message }) => [label, status, message]),
  ).toEqual([])
  const shown = async (inline: string) => (await project.lux().show({ inline, limit: -1 })).rows
  expect(await shown('select * from {{ref "last_orders"}} order by customer')).toEqual([
    {
      customer: 10,
      id: 2,
      note: "late",
      due: "2024-03-29 23:59:59",
      paid: "50.25",
      twice: "100.50",
      said: '{"late": true}',
    },
    {
      customer: 20,
      id: 3,
      note: "gift",
      due: "2024-04-30 00:00:00",
      paid: "75.00",
      twice: "150.00",
      said: '{"late": true}',
    },
  ])
  expect(
    await shown(
      'select customer, orders, ids, called, list[1]::int as second from {{ref "customers"}} order by 1',
    ),
  ).toEqual([
    { customer: 10, orders: 2, ids: "1+2", called: "ten", second: 2 },
    { customer: 20, orders: 1, ids: "3", called: "other", second: null },
  ])
})

it("an alias of a select list is one where no relation has a column of its name", async () => {
  const project = projectOf({
    "seeds/scores.csv": "id,x\n1,10\n2,20\n",
    "models/scored.sql": "select id, x, x + 1 as more, more * 2 as most from {{ref 'scores'}}",
    "models/column_first.sql": "select 5 as x, x + 1 as y from {{ref 'scored'}} where id = 1",
    "models/alias_first.sql": "select 5 as z, z + 1 as y from {{ref 'scored'}} where id = 1",
    "models/all_but.sql":
      "select * exclude (id, x) from {{ref 'scored'}} qualify rank() over (order by id desc) = 1",
  })
  const { nodes } = await project.execute("build")
  expect(nodes.filter(({ status }) => status !== "ok").map(({ message }) => message)).toEqual([])
  const shown = async (inline: string) => (await project.lux().show({ inline, limit: -1 })).rows
  expect(await shown('select x, y from {{ref "column_first"}}')).toEqual([{ x: 5, y: 11 }])
  expect(await shown('select z, y from {{ref "alias_first"}}')).toEqual([{ z: 5, y: 6 }])
  expect(await shown('select * from {{ref "all_but"}}')).toEqual([{ more: 21, most: 42 }])
})

it("what is not verified is refused at its place", async () => {
  const project = projectOf({ "models/hashed.sql": "select 1 as n,\n  bpcharcmp('a', 'b') as c\n" })
  await expect(project.execute("build")).rejects.toMatchObject({
    code: "LUX-1301",
    place: { file: "models/hashed.sql", line: 2, column: 3 },
  })
})

it("lux debug tells how texts compare", async () => {
  const checks = await projectOf(files).lux().debug()
  expect(checks.find(({ name }) => name === "text order")).toEqual({
    name: "text order",
    ok: true,
    detail: "by bytes, as on Redshift",
  })
  const server = await network.open("postgres")
  try {
    await server.withSession((session) =>
      session.run("create database ruled template template0 locale_provider icu icu_locale 'en'"),
    )
  } finally {
    await server.close()
  }
  const ruled = networkProject(
    `dialect: redshift\ntargets: {ci: ${network.target("postgres", "schema: shop, threads: 2").replace("database: postgres", "database: ruled")}}\n`,
    {},
  )
  onTestFinished(() => ruled.remove())
  expect((await ruled.lux().debug()).find(({ name }) => name === "text order")).toMatchObject({ ok: false })
})
