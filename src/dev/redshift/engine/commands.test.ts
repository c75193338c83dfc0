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

describe("commands", () => {
  it("commits with truncate", async () => {
    await run("create table s.t (a int)", "insert into s.t values (1)")
    const failing = standIn.db.transaction().execute(async (open) => {
      await open.executeQuery(CompiledQuery.raw("insert into s.t values (2)"))
      await open.executeQuery(CompiledQuery.raw("truncate s.t"))
      throw new Error("rolled back")
    })
    await expect(failing).rejects.toThrow("rolled back")
    expect(await run("select * from s.t")).toEqual([])
  })

  it("takes maintenance, settings, comments and grants", async () => {
    await run(
      "create table s.t (a int)",
      "analyze s.t",
      "analyze s.t (a) predicate columns",
      "vacuum full s.t to 99 percent boost",
      "vacuum",
      "comment on table s.t is 'it''s \\\\ a table'",
      "comment on column s.t.a is 'a column'",
      "drop user if exists reader",
      "drop group if exists readers",
      "create user reader password disable",
      "create group readers",
      "grant usage on schema s to group readers",
      "grant select, insert on s.t to reader, group readers",
      "revoke insert on s.t from reader",
      "set query_group to 'nightly'",
      "set enable_result_cache_for_session to off",
    )
    expect(await run("select remarks from svv_tables where table_schema = 's'")).toEqual([
      { remarks: "it's \\ a table" },
    ])
    expect(await run("select remarks from svv_columns where table_schema = 's'")).toEqual([
      { remarks: "a column" },
    ])
    expect(
      await run(
        "select relation_name, privilege_type, identity_name, identity_type from svv_relation_privileges order by 3, 2",
      ),
    ).toEqual([
      { relation_name: "t", privilege_type: "select", identity_name: "reader", identity_type: "user" },
      { relation_name: "t", privilege_type: "insert", identity_name: "readers", identity_type: "group" },
      { relation_name: "t", privilege_type: "select", identity_name: "readers", identity_type: "group" },
    ])
    expect(await refusal("grant select on s.t to nobody_known")).toContain(
      'user "nobody_known" does not exist',
    )
    const within = standIn.db
      .transaction()
      .execute((open) => open.executeQuery(CompiledQuery.raw("vacuum s.t")))
    await expect(within).rejects.toThrow("VACUUM cannot run inside a transaction block")
  })

  it("keeps a query group for its session", async () => {
    await using one = standIn.open({ maxSessions: 1 })
    const on = (statement: string) => one.executeQuery(CompiledQuery.raw(statement))
    await on("set query_group to 'night'")
    expect((await on("show query_group")).rows).toEqual([{ query_group: "night" }])
    await on("reset query_group")
    expect((await on("show query_group")).rows).toEqual([{ query_group: "" }])
  })

  it("merges by Redshift's rules", async () => {
    await run(
      "create table s.t (id int, x int)",
      "create table s.n (id int, x int)",
      "insert into s.t values (1, 1), (2, 2)",
      "insert into s.n values (2, 20), (3, 30)",
      `merge into s.t using s.n as n on t.id = n.id
       when matched then update set x = n.x
       when not matched then insert (id, x) values (n.id, n.x)`,
    )
    expect(await run("select * from s.t order by id")).toEqual([
      { id: 1, x: 1 },
      { id: 2, x: 20 },
      { id: 3, x: 30 },
    ])
    const merge = "merge into s.t using s.n on t.id = n.id"
    expect(await refusal(`${merge} when matched then delete`)).toContain("syntax error")
    expect(await refusal(`${merge.replace("s.t", "s.t as x")} when matched then delete`)).toContain(
      "no alias",
    )
    expect(
      await refusal(
        `${merge} when matched and n.x > 1 then delete when not matched then insert values (n.id, n.x)`,
      ),
    ).toContain("syntax error")
    await run("insert into s.n values (2, 21)")
    expect(
      await refusal(
        `${merge} when matched then update set x = n.x when not matched then insert values (n.id, n.x)`,
      ),
    ).toContain("Found multiple matches to update the same tuple")
  })

  it("has names in lower case, quoted or not", async () => {
    await run('create table s."Mixed" ("Name" int, OTHER int)', 'insert into s."MIXED" ("NAME") values (1)')
    expect(await run('select m."Name" as "Total", \'"Kept"\' as text from s.mixed m')).toEqual([
      { total: 1, text: '"Kept"' },
    ])
  })

  it("compares texts by their bytes", async () => {
    expect(
      await run("select x from (select 'a' as x union all select 'B' union all select 'é') as t order by x"),
    ).toEqual([{ x: "B" }, { x: "a" }, { x: "é" }])
  })
})
