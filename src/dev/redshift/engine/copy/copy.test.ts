import { gzipSync } from "node:zlib"
import avro from "avsc"
import { CompiledQuery } from "kysely"
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest"
import { type ObjectStore, objectStore } from "../../object-store.ts"
import { type ObjectStoreProcess, startObjectStore } from "../../object-store-process.ts"
import { type StandIn, startStandIn } from "../../stand-in.testkit.ts"
import { parquetFile } from "./write-files.ts"

let store: ObjectStoreProcess
let objects: ObjectStore
let standIn: StandIn
const run = (...statements: string[]) => standIn.run(...statements)
const refusal = (statement: string) => standIn.refusal(statement)
const role = "iam_role 'arn:aws:iam::123456789012:role/lux'"

beforeAll(async () => {
  store = await startObjectStore(["lake"])
  objects = objectStore(store)
  standIn = await startStandIn({ objectStore: store })
})
afterAll(async () => {
  objects.close()
  await standIn[Symbol.asyncDispose]()
  await store.stop()
})
beforeEach(async () => {
  await run(
    "drop schema if exists s cascade",
    "create schema s",
    `create table s.t (id int, name varchar(5), price decimal(6, 2), at timestamp, ok boolean, more super)`,
  )
})

let files = 0
async function file(body: string | Buffer, name = `file-${++files}`): Promise<string> {
  const url = `s3://lake/${name}`
  await objects.put(url, Buffer.from(body))
  return url
}

const rows = [
  { id: 1, name: "é,a", price: "1.99", at: "2024-01-15 10:30:45.123456", ok: true, more: { x: [1] } },
  { id: 2, name: null, price: "-0.50", at: null, ok: false, more: null },
]

describe("copy", () => {
  it.each([
    [
      "csv",
      `1,"é,a",1.999,2024-01-15 10:30:45.123456,true,"{""x"": [1]}"\n2,\\N,-0.5,,f,\n`,
      "format as csv",
    ],
    [
      "csv with options",
      `id;name;price;at;ok;more\n1;'é,a';1.99;2024-01-15T10:30:45.123456;1;{"x": [1]}\n\n2;;-0.5;;0;\n`,
      `csv quote as '\\'' delimiter ';' ignoreheader 1 emptyasnull timeformat 'auto' ignoreblanklines`,
    ],
    [
      "text",
      `1|é,a|1.99|2024-01-15 10:30:45.123456|t|{"x": [1]}\n2|\\N|-.5||f|\n`,
      "compupdate off statupdate on",
    ],
    [
      "text with quotes",
      `1\t"é,a"\t1.99\t2024-01-15 10:30:45.123456\ty\t{\\"x\\": [1]}\n2\tnone\t-0.5\t\tn\t\n`,
      "delimiter as '\\t' removequotes escape null as 'none'",
    ],
    [
      "json",
      `{"id": 1, "name": "é,a", "price": 1.99, "at": "2024-01-15 10:30:45.123456", "ok": true, "more": {"x": [1]}, "extra": 1}
       {"id": 2, "price": -0.5, "at": null, "ok": false}`,
      "format json 'auto'",
    ],
    [
      "json in any case",
      `{"ID": 1, "Name": "é,a", "price": "1.99", "at": "2024-01-15 10:30:45.123456", "ok": "true", "More": {"x": [1]}}{"Id": 2, "price": -0.5, "ok": "false"}`,
      "json as 'auto ignorecase'",
    ],
  ])("loads %s", async (_, body, options) => {
    const from = await file(body)
    await run(`copy s.t from '${from}' ${role} ${options}`)
    expect(await run("select * from s.t order by id")).toEqual(rows)
  })

  it("loads Avro by names", async () => {
    const schema: avro.Schema = {
      type: "record",
      name: "row",
      fields: [
        { name: "name", type: ["null", "string"] },
        { name: "id", type: "long" },
        { name: "at", type: ["null", "long"] },
        { name: "price", type: ["null", "string"] },
        { name: "ok", type: "boolean" },
        { name: "other", type: "double" },
        {
          name: "more",
          type: [
            "null",
            { type: "record", name: "more", fields: [{ name: "x", type: { type: "array", items: "int" } }] },
          ],
        },
      ],
    }
    const records = [
      {
        name: "é,a",
        id: 1,
        at: 1705314645123,
        price: "1.99",
        ok: true,
        other: 0.5,
        more: { x: [1] },
      },
      { name: null, id: 2, at: null, price: "-0.50", ok: false, other: 0.5, more: null },
    ]
    const from = await file(await avroFile(schema, records))
    await run(`copy s.t from '${from}' ${role} format as avro 'auto' timeformat 'epochmillisecs'`)
    expect(await run("select * from s.t order by id")).toEqual([
      { ...rows[0], at: "2024-01-15 10:30:45.123" },
      rows[1],
    ])
  })

  it("loads Parquet by places, where the types fit", async () => {
    const columns = [
      { name: "a", type: "int4", precision: 0, scale: 0 },
      { name: "b", type: "varchar", precision: 0, scale: 0 },
      { name: "c", type: "numeric", precision: 6, scale: 2 },
      { name: "d", type: "timestamp", precision: 0, scale: 0 },
      { name: "e", type: "bool", precision: 0, scale: 0 },
      { name: "f", type: "varchar", precision: 0, scale: 0 },
    ]
    const body = await parquetFile(columns, [
      ["1", "é,a", "1.99", "2024-01-15 10:30:45.123456", "t", '{"x": [1]}'],
      ["2", null, "-0.5", null, "f", null],
    ])
    const from = await file(body)
    await run(`copy s.t from '${from}' ${role} format as parquet serializetojson`)
    expect(await run("select * from s.t order by id")).toEqual(rows)
    expect(await refusal(`copy s.t (id, name) from '${from}' ${role} parquet`)).toContain(
      "Table columns: 2, Data columns: 6",
    )
    await run(
      "create table s.u (a bigint, b varchar(9), c decimal(6, 2), d timestamp, e boolean, f varchar(99))",
    )
    expect(await refusal(`copy s.u from '${from}' ${role} parquet`)).toContain(
      "has an incompatible Parquet schema for column 'a'",
    )
    expect(await refusal(`copy s.u from '${from}' ${role} parquet maxerror 0 bestguess`)).toContain(
      "COPY's option bestguess is not known",
    )
  })

  it("loads what a manifest names, and nothing else", async () => {
    const one = await file(gzipSync("1|a\n"), "batch/one.gz")
    await file(gzipSync("9|z\n"), "batch/other.gz")
    const entries = [
      { url: one, mandatory: true, meta: { content_length: 4 } },
      { url: "s3://lake/batch/optional.gz", mandatory: false },
    ]
    const manifest = await file(JSON.stringify({ entries }), "manifests/good")
    await run(`copy s.t (id, name) from '${manifest}' ${role} manifest gzip`)
    expect(await run("select id, name from s.t")).toEqual([{ id: 1, name: "a" }])
    const missing = await file(
      JSON.stringify({ entries: [...entries, { url: "s3://lake/batch/gone.gz", mandatory: true }] }),
      "manifests/bad",
    )
    expect(await refusal(`copy s.t (id, name) from '${missing}' ${role} manifest gzip`)).toContain(
      "s3://lake/batch/gone.gz",
    )
    expect(await run("select count(*) as n from s.t")).toEqual([{ n: 1 }])
    const unsized = await file(JSON.stringify({ entries: [{ url: one }] }), "manifests/unsized")
    expect(await refusal(`copy s.t from '${unsized}' ${role} manifest parquet`)).toContain("content_length")
  })

  it("loads every file of a prefix", async () => {
    await file("1|a\n", "many/1")
    await file("2|b\n", "many/2")
    await run(`copy s.t (id, name) from 's3://lake/many/' ${role}`)
    expect(await run("select id from s.t order by id")).toEqual([{ id: 1 }, { id: 2 }])
    expect(await refusal(`copy s.t from 's3://lake/none/' ${role}`)).toContain(
      "prefix 'none/' does not exist",
    )
  })

  it("follows a file of JSON paths", async () => {
    const paths = await file(JSON.stringify({ jsonpaths: ["$.id", "$['who'].names[1]"] }))
    const from = await file(`{"id": 7, "who": {"names": ["x", "y"]}}`)
    await run(`copy s.t (id, name) from '${from}' ${role} json '${paths}'`)
    expect(await run("select id, name from s.t")).toEqual([{ id: 7, name: "y" }])
  })

  it.each([
    ["x|a", "id", 1207, "Invalid digit, Value 'x', Pos 0, Type: Integer"],
    ["3000000000|a", "id", 1204, "Overflow for type Integer, Value '3000000000'"],
    ["1|éééé", "name", 1204, "String length exceeds DDL length"],
    ["1", "name", 1214, "Delimiter not found"],
    ["1|a|b|c", "", 1202, "Extra column(s) found"],
    ["1|a|2024-02-30 00:00:00", "at", 1206, "Invalid timestamp format or value"],
  ])("keeps why the line %s was refused", async (line, column, code, message) => {
    const columns = line.includes("2024") || line.endsWith("|c") ? "id, name, at" : "id, name"
    const from = await file(`0|ok${columns.includes("at") ? "|" : ""}\n${line}\n`)
    const refused = await refusal(`copy s.t (${columns}) from '${from}' ${role}`)
    expect(refused).toContain("Load into table 't' failed.  Check 'sys_load_error_detail'")
    expect(await run("select count(*) as n from s.t")).toEqual([{ n: 0 }])
    expect(
      await run(
        `select trim(file_name) as file_name, line_number, trim(column_name) as column_name, error_code,
           trim(error_message) as message
         from sys_load_error_detail order by query_id desc limit 1`,
      ),
    ).toEqual([
      {
        file_name: from,
        line_number: 2,
        column_name: column,
        error_code: code,
        message: expect.stringContaining(message),
      },
    ])
    expect(await run("select err_code, raw_line from stl_load_errors order by query desc limit 1")).toEqual([
      { err_code: code, raw_line: expect.stringContaining(line) },
    ])
    expect(await refusal("select raw_line from sys_load_error_detail")).toContain("does not exist")
  })

  it("leaves out as many lines as it may, and counts the rest", async () => {
    const from = await file("1|a\nx|b\n3|c\n")
    await using one = standIn.open({ maxSessions: 1 })
    await one.executeQuery(CompiledQuery.raw(`copy s.t (id, name) from '${from}' ${role} maxerror 2`))
    const counted = await one.executeQuery(CompiledQuery.raw("select pg_last_copy_count() as n"))
    expect(counted.rows).toEqual([{ n: 2 }])
    expect(
      await run(
        "select table_name, loaded_rows, error_count, source_file_count from sys_load_history where query_id = (select max(query_id) from sys_load_history)",
      ),
    ).toEqual([{ table_name: "t", loaded_rows: 2, error_count: 1, source_file_count: 1 }])
    expect(await refusal(`copy s.t (id, name) from '${from}' ${role} maxerror 1`)).toContain(
      "Load into table",
    )
  })

  it("is undone with its transaction", async () => {
    const from = await file("1|a\n")
    const undone = standIn.db.transaction().execute(async (open) => {
      await open.executeQuery(CompiledQuery.raw(`copy s.t (id, name) from '${from}' ${role}`))
      const { rows: inside } = await open.executeQuery(CompiledQuery.raw("select id from s.t"))
      expect(inside).toEqual([{ id: 1 }])
      throw new Error("undone")
    })
    await expect(undone).rejects.toThrow("undone")
    expect(await run("select id from s.t")).toEqual([])
  })

  it("gives identities and defaults to what the file does not name", async () => {
    await run("create table s.u (id bigint identity(1, 1), x int default 7, y int not null)")
    const from = await file(`{"y": 1}{"y": 2}`)
    await run(`copy s.u (y) from '${from}' ${role} json 'auto'`)
    expect(await run("select * from s.u order by id")).toEqual([
      { id: 1, x: 7, y: 1 },
      { id: 2, x: 7, y: 2 },
    ])
    const empty = await file(`{"x": 1}`)
    expect(await refusal(`copy s.u (y) from '${empty}' ${role} json 'auto'`)).toContain("Load into table")
  })

  it.each([
    ["copy s.t from 's3://lake/x'", "needs IAM_ROLE"],
    ["copy s.t from 's3://lake/x' iam_role 'me'", "Invalid IAM role"],
    ["copy s.t from 'dynamodb://x' iam_role default", "s3:// alone"],
    ["copy s.nowhere from 's3://lake/x' iam_role default", 'relation "s.nowhere" does not exist'],
    ["copy s.t (nothing) from 's3://lake/x' iam_role default", 'column "nothing"'],
  ])("refuses %s", async (statement, expected) => {
    expect(await refusal(statement)).toContain(expected)
  })
})

describe("unload", () => {
  beforeEach(async () => {
    const from = await file(`1,"é,a",1.99,2024-01-15 10:30:45.123456,true,"{""x"": [1]}"\n2,\\N,-0.5,,f,\n`)
    await run(`copy s.t from '${from}' ${role} csv`)
  })

  it.each([
    ["csv", "format csv null as '\\\\N'", "csv"],
    ["text", "delimiter '|' null as '\\\\N'", "delimiter '|'"],
    ["json", "format json", "json 'auto'"],
    ["compressed", "csv gzip null as '\\\\N'", "csv gzip"],
    ["parquet", "format as parquet", "parquet serializetojson"],
  ])("writes %s that copy reads", async (name, unload, copy) => {
    const prefix = `s3://lake/out-${name}/`
    await run(
      `unload ('select * from s.t') to '${prefix}' ${role} ${unload} manifest`,
      "create table s.again (like s.t)",
      `copy s.again from '${prefix}manifest' ${role} manifest ${copy}`,
    )
    expect(await run("select * from s.again order by id")).toEqual(rows)
    expect(await refusal(`unload ('select 1') to '${prefix}' ${role}`)).toContain("is not empty")
    await run(`unload ('select 1 as x') to '${prefix}' ${role} csv header cleanpath parallel off`)
    expect(await objects.list(prefix)).toEqual([{ url: `${prefix}000`, bytes: 4 }])
  })

  it("writes a file for each partition", async () => {
    await run(
      `unload ('select id, ok from s.t where id = 1 or ok = false') to 's3://lake/parts/' ${role} partition by (ok) format csv`,
    )
    expect((await objects.list("s3://lake/parts/")).map(({ url }) => url)).toEqual([
      "s3://lake/parts/ok=f/0000_part_00",
      "s3://lake/parts/ok=t/0000_part_00",
    ])
    expect(
      await run(
        "select unloaded_rows, unloaded_files_count from sys_unload_history order by query_id desc limit 1",
      ),
    ).toEqual([{ unloaded_rows: 2, unloaded_files_count: 2 }])
  })
})

async function avroFile(schema: avro.Schema, records: readonly unknown[]): Promise<Buffer> {
  const encoder = new avro.streams.BlockEncoder(avro.Type.forSchema(schema), { codec: "deflate" })
  const chunks: Buffer[] = []
  encoder.on("data", (chunk: Buffer) => chunks.push(chunk))
  const done = new Promise((resolve) => encoder.on("end", resolve))
  for (const record of records) encoder.write(record)
  encoder.end()
  await done
  return Buffer.concat(chunks)
}
