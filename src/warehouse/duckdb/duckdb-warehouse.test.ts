import { spawn } from "node:child_process"
import { mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, describe, expect, it } from "vitest"
import { Relation } from "../../sql/relation.ts"
import { Interrupted, WarehouseError } from "../errors.ts"
import type { Session, Warehouse } from "../warehouse.ts"
import { openDuckDb } from "./duckdb-warehouse.ts"

const folder = mkdtempSync(join(tmpdir(), "lux-duckdb-"))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
let files = 0

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
  ])("reads %s", async (sql, expected) => {
    const { rows } = await withSession((session) => session.query(`select ${sql} as value`))
    expect(rows).toEqual([{ value: expected }])
  })
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

  it("tells where in the statement the engine stumbled, in one line", async () => {
    const error = await withSession((session) =>
      session.query("select\n  missing\nfrom range(3) as t(i)").catch((caught: unknown) => caught),
    )
    expect(error).toMatchObject({ code: "LUX-2010", position: 9 })
    expect(String(error)).not.toContain("\n")
  })

  it("interrupts what runs and goes on afterwards", async () => {
    await withWarehouse(async (warehouse) => {
      const long = warehouse.withSession((session) => {
        const running = session.query(
          "select sum(a.range * b.range) from range(10000000) as a, range(100000) as b",
        )
        setImmediate(() => warehouse.cancel())
        return running
      })
      await expect(long).rejects.toThrowError(Interrupted)
      expect((await warehouse.withSession((session) => session.query("select 1 as one"))).rows).toEqual([
        { one: 1 },
      ])
    })
  })

  it("hands out no more sessions than it may, and lets the others wait", async () => {
    let most = 0
    await withWarehouse(async (warehouse) => {
      let out = 0
      const use = () =>
        warehouse.withSession(async (session) => {
          most = Math.max(most, ++out)
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

describe("the lock on the file", () => {
  it("names the process that holds it", async () => {
    const path = join(folder, "held.duckdb")
    const script = `import("@duckdb/node-api").then(async ({ DuckDBInstance }) => { globalThis.kept = await DuckDBInstance.create(${JSON.stringify(path)}); console.log("open"); setInterval(() => {}, 1000) })`
    const holder = spawn(process.execPath, ["-e", script], { stdio: ["ignore", "pipe", "inherit"] })
    try {
      await new Promise((resolve) => holder.stdout.once("data", resolve))
      const opening = openDuckDb({ path, threads: 1, lockTimeoutSeconds: 0.2, settings: [] })
      await expect(opening).rejects.toMatchObject({
        code: "LUX-2001",
        message: expect.stringContaining(`process ${holder.pid}`),
        hint: expect.stringContaining("--lock-timeout"),
      })
    } finally {
      holder.kill()
      await new Promise((resolve) => holder.once("exit", resolve))
    }
  })

  it("says so when the file is no database", async () => {
    const path = join(folder, "text.duckdb")
    writeFileSync(path, "this is no database, it is a text of some length".repeat(100))
    const opening = openDuckDb({ path, threads: 1, lockTimeoutSeconds: 0, settings: [] })
    await expect(opening).rejects.toMatchObject({
      code: "LUX-2002",
      message: expect.stringContaining("text.duckdb"),
    })
  })
})
