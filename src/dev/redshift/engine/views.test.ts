import { CompiledQuery } from "kysely"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { type StandIn, startStandIn } from "../stand-in.testkit.ts"

let standIn: StandIn
const run = (...statements: string[]) => standIn.run(...statements)
const refusal = (statement: string) => standIn.refusal(statement)

beforeAll(async () => {
  standIn = await startStandIn()
})
afterAll(async () => standIn[Symbol.asyncDispose]())
beforeEach(async () => {
  await run(
    "drop schema if exists s cascade",
    "create schema s",
    "create table s.t (a int, b varchar(10))",
    "insert into s.t values (1, 'old')",
  )
})

describe("a late-binding view", () => {
  it("reads the table that has the name now, with the columns that it has now", async () => {
    await run("create view s.v as select * from s.t where a > 0 with no schema binding")
    expect(await run("select * from s.v")).toEqual([{ a: 1, b: "old" }])
    await run(
      "create table s.next (a int, c date)",
      "insert into s.next values (2, '2024-01-01')",
      "alter table s.t rename to gone",
      "alter table s.next rename to t",
    )
    expect(await run("select x.c, x.a from s.v x")).toEqual([{ c: "2024-01-01", a: 2 }])
    await run("drop table s.gone", "drop table s.t")
    expect(await refusal("select * from s.v")).toContain('relation "s.t" does not exist')
    await run("create table s.t as select 3 as a")
    expect(await run("select v.a from s.v where v.a = 3")).toEqual([{ a: 3 }])
  })

  it("may be made before its tables, on views like itself, with names of its own for the columns", async () => {
    await run(
      "create view s.v (x, y) as select a, b from s.later with no schema binding",
      "create or replace view s.w as select x from s.v union all select 9 with no schema binding;",
      "create or replace view s.w as select x, y from s.v -- a comment\n with no schema binding",
    )
    expect(await refusal("select * from s.w")).toContain('relation "s.later" does not exist')
    await run("create table s.later as select a, b from s.t")
    expect(await run("select * from s.w")).toEqual([{ x: 1, y: "old" }])
    expect(await run('create table s.copy as select w.* from "s"."w" as w', "select * from s.copy")).toEqual([
      { x: 1, y: "old" },
    ])
    await run("drop view s.v", "drop view s.w")
    expect(await refusal("select * from s.v")).toContain("does not exist")
  })

  it("is in the catalog, and its columns are where Redshift shows them", async () => {
    await run(
      "create view s.v as select a, b from s.t with no schema binding",
      "create view s.broken as select a from s.nowhere with no schema binding",
    )
    expect(
      await run("select table_name, table_type from svv_tables where table_schema = 's' order by 1"),
    ).toEqual([
      { table_name: "broken", table_type: "VIEW" },
      { table_name: "t", table_type: "BASE TABLE" },
      { table_name: "v", table_type: "VIEW" },
    ])
    const columns = [
      { column_name: "a", data_type: "integer" },
      { column_name: "b", data_type: "character varying(10)" },
    ]
    expect(
      await run(
        "select column_name, data_type from svv_redshift_columns where schema_name = 's' and table_name = 'v' order by ordinal_position",
      ),
    ).toEqual(columns)
    expect(
      await run(
        `select col_name as column_name, col_type as data_type
         from pg_get_late_binding_view_cols() cols (view_schema name, view_name name, col_name name, col_type varchar, col_num int)
         where view_schema = 's' order by col_num`,
      ),
    ).toEqual(columns)
    expect(
      await run("select * from information_schema.columns where table_schema = 's' and table_name = 'v'"),
    ).toEqual([])
  })

  it("is read in a transaction as everything else", async () => {
    await run("create view s.v as select a from s.t with no schema binding")
    const seen = await standIn.db.transaction().execute(async (open) => {
      const { rows } = await open.executeQuery(CompiledQuery.raw("select * from s.v"))
      await run("insert into s.t values (2, 'new')")
      const again = await open.executeQuery(CompiledQuery.raw("select * from s.v"))
      const columns = await open.executeQuery(
        CompiledQuery.raw(
          "select count(*) as n from svv_columns where table_schema = 's' and table_name = 'v'",
        ),
      )
      return [rows, again.rows, columns.rows]
    })
    expect(seen).toEqual([[{ a: 1 }], [{ a: 1 }], [{ n: 1 }]])
    expect(await run("select count(*) as n from s.v")).toEqual([{ n: 2 }])
  })
})

describe("a bound view", () => {
  it("holds its table, and follows it by whatever name", async () => {
    await run("create view s.v as select a from s.t")
    expect(await refusal("drop table s.t")).toContain(
      "cannot drop table s.t because other objects depend on it",
    )
    await run("alter table s.t rename to elsewhere", "create table s.t as select 2 as a")
    expect(await run("select * from s.v")).toEqual([{ a: 1 }])
    await run("drop table s.elsewhere cascade")
    expect(await refusal("select * from s.v")).toContain("does not exist")
  })
})

it("a bound view is replaced by one of the same columns alone", async () => {
  await run("create view s.v as select 1 as a, 2 as b")
  for (const other of ["select 1 as a", "select 1 as a, 2 as b, 3 as c"])
    expect(await refusal(`create or replace view s.v as ${other}`)).toContain(
      "cannot change number of columns in view",
    )
  expect(await refusal("create or replace view s.v as select 1 as a, 2 as c")).toContain(
    'cannot change name of view column "b"',
  )
  expect(await refusal("create or replace view s.v as select 1 as a, 'x' as b")).toContain(
    'cannot change data type of view column "b"',
  )
  await run("create or replace view s.v as select 3 as a, 4 as b")
  expect(await run("select * from s.v")).toEqual([{ a: 3, b: 4 }])
})

describe("a materialized view", () => {
  it("shows what was there when it was refreshed", async () => {
    await run(
      "create materialized view s.m backup no diststyle key distkey(a) sortkey(a) auto refresh yes as select a from s.t",
      "insert into s.t values (2, 'new')",
    )
    expect(await run("select * from s.m")).toEqual([{ a: 1 }])
    await run("refresh materialized view s.m")
    expect(await run("select count(*) as n from s.m")).toEqual([{ n: 2 }])
    const info = "select name, autorefresh from svv_mv_info where schema_name = 's'"
    expect(await run(info)).toEqual([{ name: "m", autorefresh: true }])
    await run("alter materialized view s.m auto refresh no")
    expect(await run(info)).toEqual([{ name: "m", autorefresh: false }])
    expect(await refusal("drop table s.t")).toContain("depend on it")
    await run("drop materialized view s.m")
    expect(await run(info)).toEqual([])
  })

  it("is refreshed with those that stand on it", async () => {
    await run(
      "create materialized view s.m as select a from s.t",
      "create materialized view s.n as select a + 1 as b from s.m",
      "insert into s.t values (5, 'x')",
      "refresh materialized view s.m cascade",
    )
    expect(await run("select max(b) as b from s.n")).toEqual([{ b: 6 }])
  })
})
