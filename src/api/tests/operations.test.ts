import { readFileSync } from "node:fs"
import { describe, expect, it } from "vitest"
import { type TemporaryProject, temporaryProject } from "./temporary-project.testkit.ts"

const page = readFileSync(new URL("../../../docs/reference/commands.md", import.meta.url), "utf8")
const [, forgetOrders = ""] = /```handlebars title=macros\/forget_orders.sql\n([\s\S]*?)```/.exec(page) ?? []

async function shop(
  more: Readonly<Record<string, string>> = {},
  dialect = "duckdb",
): Promise<TemporaryProject> {
  const project = temporaryProject(
    {
      "seeds/orders.csv": "id,ordered_at\n1,2022-05-01\n2,2023-05-01\n3,2024-05-01\n",
      "macros/forget_orders.sql": forgetOrders,
      ...more,
    },
    `dialect: ${dialect}\ntargets: {dev: {type: duckdb, path: test.duckdb}}\n`,
  )
  await project.execute("seed")
  return project
}

const ids = async (project: TemporaryProject): Promise<unknown[]> =>
  (await project.query("select id from orders order by id")).map(({ id }) => Number(id))

describe("an operation", () => {
  it.each(["duckdb", "redshift"])("runs what its macro prints (%s)", async (dialect) => {
    const project = await shop({}, dialect)
    const told: unknown[] = []
    const result = await project.lux().runOperation({
      macro: "forget_orders",
      args: "{before: 2023-01-01}",
      onStatement: ({ index, total, rows }) => told.push([index, total, rows]),
    })
    expect(told).toEqual([
      [1, 2, 1],
      [2, 2, 1],
    ])
    expect(result).toMatchObject({
      name: "forget_orders",
      transaction: true,
      result: { rows: [{ orders_left: 2 }] },
    })
    expect(await ids(project)).toEqual([2, 3])
  })

  it("takes arguments as values, and SQL instead of a macro", async () => {
    const project = await shop()
    await project
      .lux()
      .runOperation({ macro: "forget_orders", args: { before: "2024-01-01", table: "orders" } })
    const { result, name } = await project.lux().runOperation({ sql: 'select id from {{ref "orders"}}; ;' })
    expect([name, result?.rows]).toEqual(["--sql", [{ id: 3 }]])
  })

  it("takes JavaScript macros", async () => {
    const project = await shop({
      "macros/tools.js":
        'export const touch = ({ ref }, { id }) => `delete from ${ref("orders")} where id = ${id}`\n',
    })
    const { result } = await project.lux().runOperation({ macro: "touch", args: { id: 2 } })
    expect(result).toBeUndefined()
    expect(await ids(project)).toEqual([1, 3])
  })

  it("leaves nothing of itself when a statement fails, and tells where that stands", async () => {
    const project = await shop({
      "macros/broken.sql": `{{#macro "broken"}}\ndelete from orders;\nselect nothing from orders\n{{/macro}}\n`,
    })
    const run = (transaction: boolean) => project.lux().runOperation({ macro: "broken", transaction })
    await expect(run(true)).rejects.toMatchObject({
      code: "LUX-2010",
      place: { file: "macros/broken.sql", line: 3, column: 8 },
    })
    expect(await ids(project)).toEqual([1, 2, 3])
    await expect(run(false)).rejects.toMatchObject({ code: "LUX-2010" })
    expect(await ids(project)).toEqual([])
  })

  it("leaves transactions to SQL that says where they end", async () => {
    const project = await shop()
    const sql =
      "begin; delete from orders where id = 1; commit; delete from orders where id = 2; select nothing"
    await expect(project.lux().runOperation({ sql })).rejects.toMatchObject({ code: "LUX-2010" })
    expect(await ids(project)).toEqual([3])
  })

  it("reads ephemeral models where they are read, and files of the lake", async () => {
    const project = await shop({
      "models/late.sql": '{{config materialized="ephemeral"}}\nselect * from {{ref "orders"}} where id > 1\n',
    })
    const sql = 'delete from {{ref "orders"}} where id = 2; select count(*) as n from {{ref "late"}}'
    expect((await project.lux().runOperation({ sql })).result?.rows).toEqual([{ n: 1 }])
  })

  it.each<[string, object, string, string]>([
    [
      "a macro that is not there",
      { macro: "forget_order" },
      "LUX-2340",
      'there is no macro "forget_order" to run | Did you mean "forget_orders"?',
    ],
    [
      "a missing argument",
      { macro: "forget_orders" },
      "LUX-1107",
      `macro "forget_orders" needs the argument "before" | Write --args '{before: ..., table: ...}'.`,
    ],
    [
      "an argument that it does not have",
      { macro: "forget_orders", args: "{befor: x}" },
      "LUX-1107",
      'macro "forget_orders" has no argument "befor" | Did you mean "before"?',
    ],
    [
      "arguments that are not map",
      { macro: "forget_orders", args: "[1]" },
      "LUX-2341",
      "--args is not a map | Write YAML or JSON: --args '{days: 30}'.",
    ],
    [
      "no SQL",
      { sql: " -- nothing" },
      "LUX-2342",
      '"--sql" prints no SQL to run | An operation runs what its macro prints.',
    ],
    [
      "a ref that is not there",
      { sql: 'select * from {{ref "order"}}' },
      "LUX-1201",
      'model "order" does not exist | Did you mean "orders"?',
    ],
  ])("refuses %s", async (_, options, code, text) => {
    const project = temporaryProject({
      "seeds/orders.csv": "id\n1\n",
      "macros/forget_orders.sql": forgetOrders,
    })
    const [message, hint] = text.split(" | ")
    await expect(project.lux().runOperation(options)).rejects.toMatchObject({ code, message, hint })
    await expect(project.query("select 1")).rejects.toThrow("nothing was built")
  })
})
