/** Sessions of the warehouses behind a network, each against the real thing: the Data API's stand-in, and its Postgres. */

import { afterAll, beforeAll, describe, expect, it } from "vitest"
import { Interrupted } from "../../errors.ts"
import { Relation } from "../../sql/relation.ts"
import { WarehouseError } from "../../warehouse/errors.ts"
import type { Warehouse } from "../../warehouse/warehouse.ts"
import { type Network, startNetwork, type WarehouseName } from "./network-project.testkit.ts"

let network: Network
const names = ["redshift", "redshift over postgres", "postgres"] as const
const opened = new Map<WarehouseName, Warehouse>()

beforeAll(async () => {
  network = await startNetwork()
  for (const name of names) opened.set(name, await network.open(name))
})

afterAll(async () => {
  for (const warehouse of opened.values()) await warehouse.close()
  await network.stop()
})

function warehouseOf(name: WarehouseName): Warehouse {
  const warehouse = opened.get(name)
  if (warehouse === undefined) throw new Error(`no ${name}`)
  return warehouse
}

interface Tables {
  "kept.note": { id: number; text: string | null }
}

describe.each(names)("a session of %s", (name) => {
  it("reads values as JavaScript has them, and types as the catalog names them", async () => {
    const { columns, rows } = await warehouseOf(name).withSession((session) =>
      session.query(
        "select 1 as one, cast(2 as bigint) as two, cast('1.50' as numeric(10, 2)) as price, cast('x' as varchar(5)) as word, true as yes, cast(null as integer) as nothing, timestamp '2024-02-29 10:00:00' as at",
      ),
    )
    expect(rows).toEqual([
      { one: 1, two: 2, price: "1.50", word: "x", yes: true, nothing: null, at: "2024-02-29 10:00:00" },
    ])
    expect(columns.slice(0, 3)).toEqual([
      { name: "one", type: "integer" },
      { name: "two", type: "bigint" },
      { name: "price", type: "numeric(10,2)" },
    ])
  })

  it("runs several queries, in their order", async () => {
    const results = await warehouseOf(name).withSession((session) =>
      session.queryAll(["select 1 as a", "select 2 as b where false", "select 3 as c"]),
    )
    expect(results.map(({ columns, rows }) => [columns[0]?.name, rows.length])).toEqual([
      ["a", 1],
      ["b", 0],
      ["c", 1],
    ])
  })

  it("makes all of several statements, or nothing", async () => {
    const schema = "all_or_nothing"
    await warehouseOf(name).withSession(async (session) => {
      await session.run(`drop schema if exists ${schema} cascade`)
      const made = [
        `create schema ${schema}`,
        `create table ${schema}.t (id integer)`,
        `insert into ${schema}.t values (1), (2)`,
      ]
      expect((await session.runAll(made)).rows).toBe(2)
      const failing = [`delete from ${schema}.t`, `insert into ${schema}.t values ('x')`]
      await expect(session.runAll(failing)).rejects.toThrow(WarehouseError)
      const throwing = session.transaction(async () => {
        await session.runAll([`delete from ${schema}.t`, `insert into ${schema}.t values (9)`])
        throw new Error("changed my mind")
      })
      await expect(throwing).rejects.toThrow("changed my mind")
      const { rows } = await session.query(`select count(*) as n from ${schema}.t`)
      expect(rows).toEqual([{ n: 2 }])
    })
  })

  it("gives Kysely its own connection, within its transaction too", async () => {
    await warehouseOf(name).withSession(async (session) => {
      await session.run("drop schema if exists kept cascade")
      const db = session.kysely<Tables>()
      await db.schema.createSchema("kept").execute()
      await db.schema.createTable("kept.note").addColumn("id", "integer").addColumn("text", "text").execute()
      await session.transaction(async () => {
        await db
          .insertInto("kept.note")
          .values([
            { id: 1, text: "x".repeat(1000) },
            { id: 2, text: null },
          ])
          .execute()
        expect((await session.query("select count(*) as n from kept.note")).rows).toEqual([{ n: 2 }])
      })
      expect(await db.selectFrom("kept.note").select("id").orderBy("id").execute()).toEqual([
        { id: 1 },
        { id: 2 },
      ])
    })
  })

  it("reads the catalog and the comments in one query each", async () => {
    const warehouse = warehouseOf(name)
    await warehouse.withSession((session) =>
      session.runAll([
        "drop schema if exists seen cascade",
        "create schema seen",
        "create table seen.t (id integer, word varchar(20))",
        "create view seen.v as select id from seen.t",
        "comment on table seen.t is 'what was seen'",
        "comment on column seen.t.word is 'how'",
      ]),
    )
    const catalog = await warehouse.readCatalog(["seen", "nowhere"])
    expect([...catalog.schemas]).toEqual(["seen"])
    expect(catalog.get(new Relation("seen", "T"))).toEqual({
      schema: "seen",
      name: "t",
      kind: "table",
      columns: [
        { name: "id", type: "integer" },
        { name: "word", type: "character varying(20)" },
      ],
    })
    expect(catalog.get(new Relation("seen", "v"))?.kind).toBe("view")
    expect(await warehouse.readComments?.(["seen"])).toEqual(
      expect.arrayContaining([
        { schema: "seen", name: "t", column: undefined, comment: "what was seen" },
        { schema: "seen", name: "t", column: "word", comment: "how" },
      ]),
    )
  })

  it("tells what the engine refuses, and where", async () => {
    const refused = warehouseOf(name).withSession((session) => session.query("select nothing"))
    await expect(refused).rejects.toMatchObject({
      code: "LUX-2010",
      message: 'column "nothing" does not exist',
      position: 7,
      sql: "select nothing",
    })
  })

  it("is interrupted while a statement runs, and can be used again", async () => {
    const warehouse = warehouseOf(name)
    await warehouse.withSession(async (session) => {
      await session.run("begin")
      const slow = session.query("select pg_sleep(600)")
      const [row] = (await watch(warehouse)) ?? []
      expect(row).toBeDefined()
      warehouse.cancel()
      await expect(slow).rejects.toThrow(Interrupted)
      await session.run("rollback")
      expect((await session.query("select 1 as one")).rows).toEqual([{ one: 1 }])
    })
  })
})

it.each([
  ["41 statements", Array.from({ length: 41 }, (_, index) => `insert into split.t values ('${index}')`)],
  ["more than 100 KB", ["a", "b"].map((letter) => `insert into split.t values ('${letter.repeat(60_000)}')`)],
])("%s are one transaction all the same", async (_, inserts) => {
  await warehouseOf("redshift").withSession(async (session) => {
    await session.runAll(["drop schema if exists split cascade", "create schema split"])
    await session.run("create table split.t (word varchar(65535))")
    const failing = session.runAll([...inserts, "insert into split.nowhere values (1)"])
    await expect(failing).rejects.toThrow("does not exist")
    expect((await session.query("select count(*) as n from split.t")).rows).toEqual([{ n: 0 }])
    await session.runAll(inserts)
    expect((await session.query("select count(*) as n from split.t")).rows).toEqual([{ n: inserts.length }])
    const batches = network.server.calls().filter(({ batch, sql }) => batch && sql.includes("split.t "))
    expect(batches).toEqual([])
  })
})

/** Waits until the statement is seen to run. */
async function watch(warehouse: Warehouse): Promise<readonly unknown[] | undefined> {
  for (;;) {
    const { rows } = await warehouse.withSession((session) =>
      session.query(
        "select pid from pg_stat_activity where query like 'select pg_sleep(600)%' and state = 'active'",
      ),
    )
    if (rows.length > 0) return rows
  }
}
