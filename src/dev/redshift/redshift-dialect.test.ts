/** Kysely through the Data API's real client, against a server that speaks its protocol with a real Postgres behind it. */
import { execFile } from "node:child_process"
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join, resolve } from "node:path"
import { promisify } from "node:util"
import { RedshiftDataClient } from "@aws-sdk/client-redshift-data"
import { transform } from "esbuild"
import { CompiledQuery, Kysely, sql } from "kysely"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import type { DataApiConfig } from "../../warehouse/redshift/data-api/data-api-config.ts"
import { RedshiftDataApiDialect } from "../../warehouse/redshift/data-api/redshift-data-api-dialect.ts"
import { type RedshiftServer, startRedshiftServer } from "./redshift-server.ts"

interface Tables {
  "books.shelf": {
    id: number
    title: string | null
    price: string
    at: string | Date
    read: boolean
    weight: number
  }
}

const root = resolve(import.meta.dirname, "../../..")
let server: RedshiftServer
let db: Kysely<Tables>

beforeAll(async () => {
  server = await startRedshiftServer({ pageRows: 7 })
  db = open({})
})

afterAll(async () => {
  await db.destroy()
  await server.stop()
})

beforeEach(async () => {
  server.faults.set([])
  await sql`drop schema if exists books cascade`.execute(db)
  await db.schema.createSchema("books").execute()
  await db.schema
    .createTable("books.shelf")
    .addColumn("id", "bigint", (column) => column.primaryKey())
    .addColumn("title", "varchar(100)")
    .addColumn("price", "numeric(10, 2)")
    .addColumn("at", "timestamp")
    .addColumn("read", "boolean", (column) => column.notNull().defaultTo(false))
    .addColumn("weight", "double precision")
    .execute()
})

function open(config: Partial<DataApiConfig>): Kysely<Tables> {
  const client = () =>
    new RedshiftDataClient({
      endpoint: server.endpoint,
      region: "eu-west-1",
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
      maxAttempts: 2,
    })
  const dialect = new RedshiftDataApiDialect({ workgroupName: "w", database: "dev", client, ...config })
  return new Kysely<Tables>({ dialect })
}

const row = { id: 1, title: "it's :p1", price: "12.50", at: "2024-01-15 10:30:45", read: true, weight: 0.1 }

function rows(count: number) {
  return Array.from({ length: count }, (_, index) => ({ ...row, id: index + 1 }))
}

describe("Kysely on the Data API", () => {
  it("writes and reads values of every type, null and the empty string too", async () => {
    const other = {
      ...row,
      id: 2,
      title: null,
      read: false,
      at: new Date("2024-01-15T10:30:45Z"),
      weight: -3,
    }
    await db
      .insertInto("books.shelf")
      .values([row, other, { ...row, id: 3, title: "" }])
      .execute()
    expect(await db.selectFrom("books.shelf").selectAll().orderBy("id").execute()).toEqual([
      row,
      { ...other, at: "2024-01-15 10:30:45" },
      { ...row, id: 3, title: "" },
    ])
  })

  it.each([
    ["'; drop table books.shelf; --"],
    ["\\"],
    [":p2"],
    ["$1"],
    ["a\u0000b".replace("\u0000", "")],
    ["💎 naïve\n"],
  ])("keeps the text %j as it is", async (title) => {
    await db
      .insertInto("books.shelf")
      .values({ ...row, title })
      .execute()
    const found = await db
      .selectFrom("books.shelf")
      .select("title")
      .where("title", "=", title)
      .executeTakeFirst()
    expect(found).toEqual({ title })
  })

  it.each([
    [sql<unknown>`cast(9007199254740991 as bigint)`, 9007199254740991],
    [sql<unknown>`cast(9007199254740993 as bigint)`, "9007199254740993"],
    [sql<unknown>`cast(-9223372036854775807 as bigint)`, "-9223372036854775807"],
    [sql<unknown>`'{"longValue":9007199254740993}'`, '{"longValue":9007199254740993}'],
    [sql<unknown>`cast('1.10' as numeric(5, 2))`, "1.10"],
    [sql<unknown>`cast('nan' as double precision)`, "NaN"],
    [sql<unknown>`date '2024-02-29'`, "2024-02-29"],
    [sql<unknown>`json_parse('{"a": [1, null]}')`, { a: [1, null] }],
    [sql<unknown>`cast(null as integer)`, null],
    [sql<unknown>`${Number.NEGATIVE_INFINITY}`, "-Infinity"],
  ])("reads %# typed", async (expression, expected) => {
    const { rows } = await sql<{ value: unknown }>`select ${expression} as value`.execute(db)
    expect(rows).toEqual([{ value: expected }])
  })

  it("says how many rows were changed", async () => {
    const [inserted] = await db.insertInto("books.shelf").values(rows(3)).execute()
    const [updated] = await db.updateTable("books.shelf").set({ title: null }).where("id", ">", 1).execute()
    const [deleted] = await db.deleteFrom("books.shelf").where("id", "=", 77).execute()
    expect([inserted?.numInsertedOrUpdatedRows, updated?.numUpdatedRows, deleted?.numDeletedRows]).toEqual([
      3n,
      2n,
      0n,
    ])
  })

  it("reads results of many pages whole, and streams them page by page", async () => {
    await db.insertInto("books.shelf").values(rows(20)).execute()
    const query = db.selectFrom("books.shelf").select("id").orderBy("id")
    const streamed: number[] = []
    for await (const { id } of query.stream()) streamed.push(id)
    expect(streamed).toEqual(rows(20).map(({ id }) => id))
    expect(await query.execute()).toEqual(rows(20).map(({ id }) => ({ id })))
  })

  it("commits what ends well and rolls back what does not", async () => {
    await db.transaction().execute((open) => open.insertInto("books.shelf").values(row).execute())
    const twice = db.transaction().execute(async (open) => {
      await open
        .insertInto("books.shelf")
        .values({ ...row, id: 2 })
        .execute()
      await sql`insert into books.shelf (id, read) values (3, null)`.execute(open)
    })
    await expect(twice).rejects.toMatchObject({
      code: "LUX-2010",
      message: expect.stringContaining("Cannot insert a NULL value into column read"),
    })
    expect(await db.selectFrom("books.shelf").select("id").execute()).toEqual([{ id: 1 }])
  })

  it("runs transactions next to each other in sessions of their own", async () => {
    const seen = await Promise.all(
      rows(5).map((each) =>
        db.transaction().execute(async (open) => {
          await open.insertInto("books.shelf").values(each).execute()
          return (await open.selectFrom("books.shelf").select("id").execute()).length
        }),
      ),
    )
    expect(await db.selectFrom("books.shelf").select("id").execute()).toHaveLength(5)
    expect(seen.every((count) => count >= 1)).toBe(true)
  })

  it("knows schemas, tables, views and columns", async () => {
    await sql`create view books.titles as select title from books.shelf`.execute(db)
    const names = (await db.introspection.getSchemas()).map(({ name }) => name)
    const tables = (await db.introspection.getTables()).filter(({ schema }) => schema === "books")
    expect(names).toContain("books")
    expect(tables.map(({ name, isView }) => [name, isView])).toEqual([
      ["shelf", false],
      ["titles", true],
    ])
    expect(tables[0]?.columns[4]).toEqual({
      name: "read",
      dataType: "boolean",
      isNullable: false,
      isAutoIncrementing: false,
      hasDefaultValue: true,
    })
  })

  it("uses its sessions again", async () => {
    await using own = open({ maxSessions: 1 })
    const pid = () => sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(own)
    const first = await pid()
    expect((await pid()).rows).toEqual(first.rows)
  })

  it("takes a new session where the service has closed the old one, but never within a transaction", async () => {
    await using own = open({ maxSessions: 1 })
    await sql`select 1`.execute(own)
    await server.expireSessions()
    expect((await sql<{ x: number }>`select 2 as x`.execute(own)).rows).toEqual([{ x: 2 }])
    const lost = own.transaction().execute(async (open) => {
      await open.insertInto("books.shelf").values(row).execute()
      await server.expireSessions()
      await open
        .insertInto("books.shelf")
        .values({ ...row, id: 2 })
        .execute()
    })
    await expect(lost).rejects.toMatchObject({ code: "LUX-2604" })
    expect(await db.selectFrom("books.shelf").select("id").execute()).toEqual([])
  })

  it("asks for the status itself where the service does not wait", async () => {
    await using own = open({ serviceWaits: false })
    const { rows } = await sql<{ x: number }>`select 1 as x from pg_sleep(0.1)`.execute(own)
    expect(rows).toEqual([{ x: 1 }])
    await expect(sql`select * from nowhere`.execute(own)).rejects.toMatchObject({ code: "LUX-2010" })
  })

  it("refuses a statement that is larger than the service takes", async () => {
    const large = CompiledQuery.raw(`select '${"x".repeat(100_000)}'`)
    await expect(db.executeQuery(large)).rejects.toMatchObject({ code: "LUX-2601" })
  })
})

it("runs the guide's example as printed", async () => {
  const page = readFileSync(join(root, "docs/reference/redshift-data-api.md"), "utf8")
  const [, code = "", printed] = /^```ts\n([\s\S]*?)^```\n\nprints\n\n```\n([\s\S]*?)^```$/m.exec(page) ?? []
  const folder = mkdtempSync(join(tmpdir(), "lux-redshift-example-"))
  const file = join(folder, "example.mjs")
  const module = code
    .replace('"lux-sql/redshift"', JSON.stringify(join(root, "dist/redshift.js")))
    .replace('"kysely"', JSON.stringify(join(root, "node_modules/kysely/dist/esm/index.js")))
  writeFileSync(file, (await transform(module, { loader: "ts" })).code)
  const env = {
    PATH: process.env["PATH"],
    AWS_ENDPOINT_URL_REDSHIFT_DATA: server.endpoint,
    AWS_REGION: "eu-west-1",
    AWS_ACCESS_KEY_ID: "test",
    AWS_SECRET_ACCESS_KEY: "test",
  }
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [file], { env })
  rmSync(folder, { recursive: true })
  expect({ stdout, stderr }).toEqual({ stdout: printed, stderr: "" })
})
