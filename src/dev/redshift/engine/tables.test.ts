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
  await run("drop schema if exists s cascade", "create schema s")
})

describe("create table", () => {
  it("keeps what Redshift alone knows of a table", async () => {
    await run(
      `create table s.t (
        id bigint identity(10, 5),
        "name" varchar(20) not null encode zstd,
        at timestamp default '2024-01-01 00:00:00' encode az64,
        amount decimal(10, 2) distkey,
        payload super,
        primary key (id), unique ("name"), foreign key (amount) references s.nowhere (amount)
      ) backup no diststyle key compound sortkey (at, "name")`,
      `insert into s.t (name, amount, payload) values ('a', 1.5, '{"x": 1}')`,
      "insert into s.t (name, amount) values ('a', 2)",
    )
    expect(await run("select id, name, at, amount, payload from s.t order by id")).toEqual([
      { id: 10, name: "a", at: "2024-01-01 00:00:00", amount: "1.50", payload: { x: 1 } },
      { id: 15, name: "a", at: "2024-01-01 00:00:00", amount: "2.00", payload: null },
    ])
    expect(
      await run(
        `select "column", type, encoding, distkey, sortkey, "notnull" from pg_table_def
         where schemaname = 's' and tablename = 't'`,
      ),
    ).toEqual([])
    await run("set search_path to s, public")
    expect(
      await run(
        `select column_name, data_type, encoding, distkey, sortkey, is_nullable from svv_redshift_columns
         where schema_name = 's' and table_name = 't' order by ordinal_position`,
      ),
    ).toEqual([
      {
        column_name: "id",
        data_type: "bigint",
        encoding: null,
        distkey: false,
        sortkey: 0,
        is_nullable: "NO",
      },
      {
        column_name: "name",
        data_type: "character varying(20)",
        encoding: "zstd",
        distkey: false,
        sortkey: 2,
        is_nullable: "NO",
      },
      {
        column_name: "at",
        data_type: "timestamp without time zone",
        encoding: "az64",
        distkey: false,
        sortkey: 1,
        is_nullable: "YES",
      },
      {
        column_name: "amount",
        data_type: "numeric(10,2)",
        encoding: null,
        distkey: true,
        sortkey: 0,
        is_nullable: "YES",
      },
      {
        column_name: "payload",
        data_type: "super",
        encoding: null,
        distkey: false,
        sortkey: 0,
        is_nullable: "YES",
      },
    ])
    expect(
      await run(
        `select "table", diststyle, sortkey1, sortkey_num, tbl_rows from svv_table_info where schema = 's'`,
      ),
    ).toEqual([{ table: "t", diststyle: "KEY(amount)", sortkey1: "at", sortkey_num: 2, tbl_rows: "2" }])
  })

  it.each([
    ["create table s.t (x varchar(65536))", "length for type varchar cannot exceed 65535"],
    ["create table s.t (x int) diststyle key", "DISTSTYLE KEY requires a DISTKEY column"],
    ["create table s.t (x int) distkey(y)", 'column "y" named in key does not exist'],
    ["create table s.t (x int encode best)", "invalid encoding"],
    ["create table s.t (x uuid)", 'type "uuid" does not exist'],
    ["create table s.t (x int, check (x > 1))", "syntax error"],
    ["create table s.t (x int) sort by (x)", "syntax error"],
    ["create table s.t (x numeric(39, 0))", "precision"],
  ])("refuses %s", async (statement, expected) => {
    expect(await refusal(statement)).toContain(expected)
    expect(await run("select table_name from svv_tables where table_schema = 's'")).toEqual([])
  })

  it("counts bytes in texts", async () => {
    await run("create table s.t (x varchar(4), y varchar, z text)", "insert into s.t values ('éé', 'y', 'z')")
    expect(await refusal("insert into s.t (x) values ('ééé')")).toContain(
      "Value too long for type character varying(4)",
    )
    expect(await refusal("insert into s.t (x) values ('abcde')")).toContain(
      "Value too long for type character varying(4)",
    )
    expect(await refusal(`insert into s.t (y) values ('${"é".repeat(129)}')`)).toContain("varying(256)")
    expect(
      await run(
        "select column_name, character_maximum_length as n from svv_columns where table_schema = 's' order by 1",
      ),
    ).toEqual([
      { column_name: "x", n: 4 },
      { column_name: "y", n: 256 },
      { column_name: "z", n: 256 },
    ])
  })

  it("enforces not null, and no key", async () => {
    await run(
      "create table s.t (id int primary key, x int not null unique)",
      "insert into s.t values (1, 2), (1, 2)",
    )
    expect(await refusal("insert into s.t (id) values (1)")).toContain(
      "Cannot insert a NULL value into column x",
    )
    expect(await refusal("insert into s.t (x) values (1)")).toContain(
      "Cannot insert a NULL value into column id",
    )
  })

  it("makes a table of a query, with its layout", async () => {
    await run(
      "create table s.a (id int, name varchar(4))",
      "insert into s.a values (1, 'éé')",
      "create table s.t diststyle key distkey(id) interleaved sortkey(name) as select id, name, name || 'x' as more from s.a",
    )
    expect(await run("select * from s.t")).toEqual([{ id: 1, name: "éé", more: "ééx" }])
    expect(await refusal("insert into s.t values (1, 'ééé', '')")).toContain("varying(4)")
    expect(
      await run(`select diststyle, sortkey1 from svv_table_info where schema = 's' and "table" = 't'`),
    ).toEqual([{ diststyle: "KEY(id)", sortkey1: "INTERLEAVED" }])
    await run("create table s.renamed (a, b) as (select 1, 2)")
    expect(await run("select * from s.renamed")).toEqual([{ a: 1, b: 2 }])
  })

  it("makes a table like another", async () => {
    await run(
      "create table s.a (id int not null default 7, name varchar(4)) diststyle all sortkey(id)",
      "create table s.b (like s.a)",
      "create table if not exists s.c (like s.a including defaults)",
      "create table if not exists s.c (x int)",
      "insert into s.c (name) values ('éé')",
    )
    expect(await run("select * from s.c")).toEqual([{ id: 7, name: "éé" }])
    expect(await refusal("insert into s.b (id, name) values (1, 'ééé')")).toContain("varying(4)")
    expect(await refusal("insert into s.b (name) values ('')")).toContain("NULL value into column id")
    await run("insert into s.b values (1, '')")
    expect(
      await run(`select "table", diststyle, sortkey1 from svv_table_info where schema = 's' order by 1`),
    ).toEqual([
      { table: "b", diststyle: "ALL", sortkey1: "id" },
      { table: "c", diststyle: "ALL", sortkey1: "id" },
    ])
  })

  it("keeps a temporary table in its session", async () => {
    await using one = standIn.open({ maxSessions: 1 })
    const on = (statement: string) => one.executeQuery(CompiledQuery.raw(statement))
    await on("create temp table mine (x varchar(2))")
    await on("create table #other as select 1 as y")
    expect((await on("select * from mine, other")).rows).toEqual([])
    expect(await refusal("select * from mine")).toContain("does not exist")
  })
})

describe("alter table", () => {
  it("renames, adds and drops columns", async () => {
    await run(
      "create table s.t (a int, b int)",
      "insert into s.t values (1, 2)",
      "alter table s.t rename column a to c",
      "alter table s.t add column d varchar(3) default 'x' encode zstd",
      "alter table s.t drop column b",
      "alter table s.t rename to u",
      "alter table s.u owner to somebody",
    )
    expect(await run("select * from s.u")).toEqual([{ c: 1, d: "x" }])
    expect(await refusal("alter table s.u add column e int not null")).toContain("non-null default")
  })

  it("changes the size of a text beneath a view, and outside of a transaction alone", async () => {
    await run(
      "create table s.t (a int, b varchar(2))",
      "create view s.v as select b from s.t",
      "alter table s.t alter column b type varchar(5)",
      "insert into s.t values (1, 'abcde')",
    )
    expect(await run("select * from s.v")).toEqual([{ b: "abcde" }])
    expect(await refusal("insert into s.t values (1, 'abcdef')")).toContain("varying(5)")
    expect(await refusal("alter table s.t alter column b type varchar(3)")).not.toBe("")
    expect(await refusal("alter table s.t alter column a type varchar(3)")).toContain("not VARCHAR")
    expect(await refusal("alter table s.t alter column b type int")).toContain("not VARCHAR")
    const within = standIn.db
      .transaction()
      .execute((open) =>
        open.executeQuery(CompiledQuery.raw("alter table s.t alter column b type varchar(9)")),
      )
    await expect(within).rejects.toThrow("cannot run inside a transaction block")
  })

  it("changes the layout", async () => {
    await run(
      "create table s.t (a int, b int) diststyle all",
      "insert into s.t values (1, 2)",
      "alter table s.t alter diststyle key distkey b",
      "alter table s.t alter compound sortkey (b, a)",
    )
    const info = `select diststyle, sortkey1, sortkey_num from svv_table_info where schema = 's'`
    expect(await run(info)).toEqual([{ diststyle: "KEY(b)", sortkey1: "b", sortkey_num: 2 }])
    expect(await refusal("alter table s.t drop column b")).toContain("cannot drop distkey column")
    await run("alter table s.t alter sortkey auto", "alter table s.t alter diststyle auto")
    expect(await run(info)).toEqual([{ diststyle: "AUTO(ALL)", sortkey1: "AUTO(SORTKEY)", sortkey_num: 0 }])
  })

  it("takes what is automatic where Redshift does", async () => {
    await run("create table s.t (a int) diststyle auto sortkey auto encode auto")
    await run("create table s.u diststyle auto as select 1 as a")
    const refused = [
      "create table s.v sortkey auto as select 1 as a",
      "create table s.v encode auto as select 1 as a",
      "create table s.v (a int) sortkey none",
      "create materialized view s.v sortkey auto as select a from s.t",
      "create materialized view s.v diststyle auto as select a from s.t",
    ]
    for (const sql of refused) expect(await refusal(sql)).toContain("syntax error")
  })

  it("moves rows by append", async () => {
    await run(
      "create table s.t (a int, b int)",
      "create table s.u (a int)",
      "insert into s.u values (1), (2)",
      "alter table s.t append from s.u filltarget",
    )
    expect(await run("select a, b from s.t order by a")).toEqual([
      { a: 1, b: null },
      { a: 2, b: null },
    ])
    expect(await run("select * from s.u")).toEqual([])
    expect(await refusal("alter table s.u append from s.t")).toContain('column "b"')
  })
})
