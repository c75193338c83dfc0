import { DuckDBInstance } from "@duckdb/node-api"
import { Kysely } from "kysely"
import { beforeEach, describe, expect, it } from "vitest"
import { WarehouseError } from "../errors.ts"
import { DuckDbDialect } from "./duckdb-dialect.ts"
import { InterruptibleConnection } from "./duckdb-interruptible.ts"

interface Tables {
  "books.shelf": {
    id: number
    title: string | null
    at: string | Date
    read: boolean
  }
}

let db: Kysely<Tables>

beforeEach(async () => {
  const instance = await DuckDBInstance.create(":memory:")
  const connection = new InterruptibleConnection(await instance.connect())
  db = new Kysely<Tables>({ dialect: new DuckDbDialect({ connection: async () => connection }) })
  await db.schema.createSchema("books").execute()
  await db.schema
    .createTable("books.shelf")
    .addColumn("id", "bigint", (column) => column.primaryKey())
    .addColumn("title", "text")
    .addColumn("at", "timestamp", (column) => column.notNull())
    .addColumn("read", "boolean", (column) => column.notNull().defaultTo(false))
    .execute()
})

const row = { id: 1, title: "it's", at: "2024-01-15 10:30:45", read: true }

describe("Kysely on DuckDB", () => {
  it("writes and reads values, times given as dates too", async () => {
    const at = new Date("2024-01-15T10:30:45Z")
    await db
      .insertInto("books.shelf")
      .values([row, { id: 2, title: null, at, read: false }])
      .execute()
    expect(await db.selectFrom("books.shelf").selectAll().orderBy("id").execute()).toEqual([
      row,
      { id: 2, title: null, at: "2024-01-15 10:30:45", read: false },
    ])
  })

  it("says how many rows were changed, and returns them", async () => {
    await db.insertInto("books.shelf").values(row).execute()
    const [updated] = await db.updateTable("books.shelf").set({ title: "other" }).execute()
    const returned = await db.deleteFrom("books.shelf").returning(["id", "title"]).execute()
    const [deleted] = await db.deleteFrom("books.shelf").execute()
    expect(updated?.numUpdatedRows).toBe(1n)
    expect(returned).toEqual([{ id: 1, title: "other" }])
    expect(deleted?.numDeletedRows).toBe(0n)
  })

  it("commits what ends well and rolls back what does not", async () => {
    await db.transaction().execute((open) => open.insertInto("books.shelf").values(row).execute())
    const twice = db.transaction().execute(async (open) => {
      await open
        .insertInto("books.shelf")
        .values({ ...row, id: 2 })
        .execute()
      await open.insertInto("books.shelf").values(row).execute()
    })
    await expect(twice).rejects.toThrowError(WarehouseError)
    expect(await db.selectFrom("books.shelf").select("id").execute()).toEqual([{ id: 1 }])
  })

  it("describes tables and views", async () => {
    await db.schema.createView("seen").as(db.selectFrom("books.shelf").select("title")).execute()
    const tables = await db.introspection.getTables()
    expect(tables.map((table) => [table.schema, table.name, table.isView])).toEqual([
      ["books", "shelf", false],
      ["main", "seen", true],
    ])
    expect(tables[0]?.columns.map((column) => [column.name, column.dataType, column.isNullable])).toEqual([
      ["id", "BIGINT", false],
      ["title", "VARCHAR", true],
      ["at", "TIMESTAMP", false],
      ["read", "BOOLEAN", false],
    ])
    expect(tables[0]?.columns.at(-1)?.hasDefaultValue).toBe(true)
    expect((await db.introspection.getSchemas()).map((schema) => schema.name)).toContain("books")
  })
})
