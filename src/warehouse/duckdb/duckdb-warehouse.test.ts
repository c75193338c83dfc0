import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { sql } from "kysely"
import { afterAll, describe, expect, it } from "vitest"
import { Interrupted } from "../../errors.ts"
import { Relation } from "../../sql/relation.ts"
import { WarehouseError } from "../errors.ts"
import type { Session, Warehouse } from "../warehouse.ts"
import { openDuckDb } from "./duckdb-warehouse.ts"

const folder = mkdtempSync(join(tmpdir(), "lux-duckdb-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let files = 0
const endless = "select sum(a.range * b.range) from range(10000000) as a, range(100000) as b"

async function withWarehouse<T>(work: (warehouse: Warehouse) => Promise<T>, threads = 2): Promise<T> {
  const path = join(folder, `${files++}.duckdb`)
  const warehouse = await openDuckDb({ path, threads, lockTimeoutSeconds: 0, settings: [] })
  try {
    return await work(warehouse)
  } finally {
    await warehouse.close()
  }
}

const withSession = <T>(work: (session: Session) => Promise<T>): Promise<T> =>
  withWarehouse((warehouse) => warehouse.withSession(work))

describe("values", () => {
  it.each([
    ["42::integer", 42],
    ["9007199254740991::bigint", 9007199254740991],
    ["9007199254740993::bigint", "9007199254740993"],
    ["1.50::decimal(10, 2)", "1.50"],
    ["1.5::double", 1.5],
    ["'nan'::double", Number.NaN],
    ["'-infinity'::double", Number.NEGATIVE_INFINITY],
    ["true", true],
    ["null::integer", null],
    ["date '2024-02-29'", "2024-02-29"],
    ["timestamp '2024-01-15 10:30:45'", "2024-01-15 10:30:45"],
    ["[1, 2]", [1, 2]],
    ["{'a': 'x'}", { a: "x" }],
    ["'日本 🎉'", "日本 🎉"],
    ["timestamp '2024-01-15 10:30:45.120'", "2024-01-15 10:30:45.12"],
    ["timestamptz '2024-01-15 10:30:45+02'", "2024-01-15 08:30:45+00"],
    ["[9007199254740993, 5]", ["9007199254740993", 5]],
    ["{'n': 5::bigint, 'l': [{'d': 1.50::decimal(5, 2)}]}", { n: 5, l: [{ d: "1.50" }] }],
    [
      "map {'a': 1::bigint, '__proto__': 2}",
      Object.fromEntries([
        ["a", 1],
        ["__proto__", 2],
      ]),
    ],
    ["union_value(num := 2)", 2],
    ["'\\x41\\xDE'::blob", "41de"],
    ["interval '1 month 2 days 03:04:05'", "1 month 2 days 03:04:05"],
  ])("reads %s", async (sql, expected) => {
    const { rows } = await withSession((session) => session.query(`select ${sql} as value`))
    expect(rows).toEqual([{ value: expected }])
  })
})

it("keeps two columns of one name apart", async () => {
  const { columns, rows } = await withSession((session) => session.query("select 1 as a, 2 as a"))
  expect(columns.map((column) => column.name)).toEqual(["a", "a:1"])
  expect(rows).toEqual([{ a: 1, "a:1": 2 }])
})

describe("sessions", () => {
  it("says how many rows a statement changed, where it changes rows", async () => {
    const rows = await withSession(async (session) => [
      (await session.run("create table t as select * from range(7)")).rows,
      (await session.run("insert into t select * from range(3)")).rows,
      (await session.run("create view v as select 1 as one")).rows,
    ])
    expect(rows).toEqual([7, 3, undefined])
  })

  it("rolls back what fails and throws the same error on", async () => {
    const left = await withSession(async (session) => {
      await session.run("create table t (a integer)")
      const failing = session.transaction(async () => {
        await session.run("insert into t values (1)")
        await session.run("select * from nowhere")
      })
      await expect(failing).rejects.toThrowError(WarehouseError)
      return session.query("select count(*) as n from t")
    })
    expect(left.rows).toEqual([{ n: 0 }])
  })

  it("changes nothing where a transaction's first statement cannot be read and the next one can", async () => {
    const left = await withSession(async (session) => {
      await session.run("create table t (a integer)")
      const failing = session.transaction(async () => {
        await expect(session.run("selec 1")).rejects.toThrowError(WarehouseError)
        await session.run("insert into t values (1)")
        throw new Error("so it is undone")
      })
      await expect(failing).rejects.toThrowError("so it is undone")
      // Of a transaction without statements nothing is left open.
      await session.transaction(async () => undefined)
      await session.transaction(async () => void (await session.run("insert into t values (2)")))
      return session.query("select a from t")
    })
    expect(left.rows).toEqual([{ a: 2 }])
  })

  it("undoes all of what is sent together, whichever statement fails", async () => {
    const left = await withSession(async (session) => {
      await session.run("create table t as select 1 as a; create table kept as select 1 as a")
      for (const sqls of [
        ["insert into t values (2)", "alter table missing rename to u"],
        ["insert into missing values (2)", "alter table t rename to u"],
        ["insert into t values (2)", "comment on table t is 'x';\nalter table t rename to kept"],
        ["comment on table t is 'x';\nalter table t rename to kept"],
      ])
        await expect(session.runAll(sqls)).rejects.toMatchObject({
          sql: sqls.find((sql) => /missing|kept/.test(sql)),
        })
      const { rows } = await session.query("select comment from duckdb_tables() where table_name = 't'")
      return { comment: rows, t: (await session.query("select a from t")).rows }
    })
    expect(left).toEqual({ comment: [{ comment: null }], t: [{ a: 1 }] })
  })

  it("says how many rows a statement of a transaction changed, and where another stumbled", async () => {
    await withSession(async (session) => {
      const made = "create table t as select * from range(7)"
      expect(await session.runAll([made, "comment on table t is 'x'"])).toEqual({ rows: 7 })
      const wrong = session.runAll(["select '日本', missing from t", "comment on table t is null"])
      await expect(wrong).rejects.toMatchObject({ position: 13 })
      const later = session.runAll(["comment on table t is null", "select '日本', missing from t"])
      await expect(later).rejects.toMatchObject({ position: 13 })
    })
  })

  it("tells where in the statement the engine stumbled, in one line", async () => {
    const error = await withSession((session) =>
      session.query("select\n  missing\nfrom range(3) as t(i)").catch((caught: unknown) => caught),
    )
    expect(error).toMatchObject({ code: "LUX-2010", position: 9 })
    expect(String(error)).not.toContain("\n")
  })

  it("counts that place in characters, whatever stands before it", async () => {
    const sql = "select '日本 🎉' as a, missing"
    const error = await withSession((session) => session.query(sql).catch((caught: unknown) => caught))
    expect(error).toMatchObject({ code: "LUX-2010", position: sql.indexOf("missing") })
  })

  // A statement is taken up by a worker some time after it was sent, so there is no moment at which it surely runs.
  it.each([
    ["at once", (cancel: () => void) => cancel()],
    ["in the next turn", (cancel: () => void) => void setImmediate(cancel)],
    ["a little later", (cancel: () => void) => void setTimeout(cancel, 2)],
  ])("interrupts what runs %s, and goes on afterwards", async (_, when) => {
    await withWarehouse(async (warehouse) => {
      const long = warehouse.withSession((session) => {
        const running = session.query(endless)
        when(() => warehouse.cancel())
        return running
      })
      await expect(long).rejects.toThrowError(Interrupted)
      expect((await warehouse.withSession((session) => session.query("select 1 as one"))).rows).toEqual([
        { one: 1 },
      ])
    })
  })

  it("interrupts work between two statements, once, and rolls its transaction back", async () => {
    const said = await withWarehouse((warehouse) =>
      warehouse.withSession(async (session) => {
        await session.run("create table t (a integer)")
        const work = session.transaction(async () => {
          await session.run("insert into t values (1)")
          warehouse.cancel()
        })
        await expect(work).rejects.toThrowError(Interrupted)
        return session.query("select count(*) as n from t")
      }),
    )
    expect(said.rows).toEqual([{ n: 0 }])
  })

  it("interrupts what goes through Kysely", async () => {
    await withWarehouse(async (warehouse) => {
      const work = warehouse.withSession((session) => {
        const running = sql.raw(endless).execute(session.kysely())
        warehouse.cancel()
        return running
      })
      await expect(work).rejects.toThrowError(Interrupted)
    })
  })

  it("leaves the next user of a session alone", async () => {
    await withWarehouse(async (warehouse) => {
      await warehouse.withSession(async () => warehouse.cancel())
      const { rows } = await warehouse.withSession((session) => session.query("select 1 as one"))
      expect(rows).toEqual([{ one: 1 }])
    }, 1)
  })

  it("closes after what runs and what waits for a session, and hands out none afterwards", async () => {
    const path = join(folder, "closing.duckdb")
    const warehouse = await openDuckDb({ path, threads: 1, lockTimeoutSeconds: 0, settings: [] })
    const use = () => warehouse.withSession((session) => session.query("select 1 as one"))
    const both = Promise.all([use(), use()])
    await warehouse.close()
    expect((await both).map((result) => result.rows)).toEqual([[{ one: 1 }], [{ one: 1 }]])
    await expect(use()).rejects.toThrowError("closed")
  })

  it("lets nobody wait for a session that could not be opened", async () => {
    const path = join(folder, "settings.duckdb")
    const settings = ["set no_such_setting = 1"]
    const warehouse = await openDuckDb({ path, threads: 1, lockTimeoutSeconds: 0, settings })
    const use = () => warehouse.withSession(async () => "used")
    const all = await Promise.allSettled([use(), use(), use()])
    expect(all.map((each) => each.status)).toEqual(["rejected", "rejected", "rejected"])
    await warehouse.close()
  })

  it("hands out no more sessions than it may, and lets the others wait", async () => {
    let most = 0
    await withWarehouse(async (warehouse) => {
      let out = 0
      let areOut = (): void => undefined
      const both = new Promise<void>((done) => {
        areOut = done
      })
      const use = () =>
        warehouse.withSession(async (session) => {
          most = Math.max(most, ++out)
          if (out === 2) areOut()
          // Nobody gives a session back before a second one was handed out.
          await both
          await session.query("select 1")
          out--
        })
      await Promise.all([use(), use(), use(), use(), use()])
    })
    expect(most).toBe(2)
  })
})

describe("readCatalog", () => {
  it("knows tables, views and columns of the named schemas alone", async () => {
    const catalog = await withWarehouse(async (warehouse) => {
      await warehouse.withSession((session) =>
        session.run(
          'create schema "My Schema"; create table "My Schema"."a b" (id integer, "x y" varchar); create view v as select 1 as one; create schema other; create table other.t (i integer)',
        ),
      )
      return warehouse.readCatalog(["main", "My Schema", "absent"])
    })
    expect([...catalog.schemas].sort()).toEqual(["My Schema", "main"])
    expect(
      [...catalog.entries()].map((entry) => `${entry.schema}.${entry.name} ${entry.kind}`).sort(),
    ).toEqual(["My Schema.a b table", "main.v view"])
    expect(catalog.get(new Relation("my schema", "A B"))?.columns).toEqual([
      { name: "id", type: "INTEGER" },
      { name: "x y", type: "VARCHAR" },
    ])
  })
})

describe("readCatalog of a file that was closed", () => {
  it("knows a view whose table is gone", async () => {
    const path = join(folder, "broken.duckdb")
    const options = { path, threads: 1, lockTimeoutSeconds: 0, settings: [] }
    const before = await openDuckDb(options)
    await before.withSession((session) =>
      session.run("create table t as select 1 as a; create view v as select a from t; drop table t"),
    )
    await before.close()
    const warehouse = await openDuckDb(options)
    const entry = (await warehouse.readCatalog(["main"])).get(new Relation("main", "v"))
    await warehouse.close()
    expect(entry?.kind).toBe("view")
  })

  it("is empty for no schemas", async () => {
    const catalog = await withWarehouse((warehouse) => warehouse.readCatalog([]))
    expect([...catalog.entries()]).toEqual([])
  })
})
