/** Sources of Avro files, as another program leaves them in a lake. */
import { mkdirSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { finished } from "node:stream/promises"
import avro, { type Schema } from "avsc"
import { describe, expect, it } from "vitest"
import { type TemporaryProject, temporaryProject } from "./temporary-project.testkit.ts"

const schema: Schema = {
  type: "record",
  name: "sale",
  fields: [
    { name: "id", type: "long" },
    { name: "shop", type: ["null", "string"], default: null },
    {
      name: "amount",
      type: ["null", { type: "bytes", logicalType: "decimal", precision: 12, scale: 2 }],
    },
    { name: "day", type: { type: "int", logicalType: "date" } },
    { name: "sold_at", type: ["null", { type: "long", logicalType: "timestamp-micros" }] },
    { name: "local_at", type: { type: "long", logicalType: "local-timestamp-millis" } },
    { name: "tags", type: { type: "array", items: "string" } },
    { name: "place", type: { type: "record", name: "place", fields: [{ name: "city", type: "string" }] } },
    { name: "rate", type: "double" },
    { name: "kind", type: { type: "enum", name: "kind", symbols: ["NEW", "OLD"] } },
    { name: "raw", type: "bytes" },
    { name: "unread", type: "int" },
  ],
}
const sale = {
  id: 1,
  shop: "Köln",
  amount: Buffer.from([0xfb, 0x2e]),
  day: 19782,
  sold_at: 1709200800123456,
  local_at: -1,
  tags: ["a", 'b"'],
  place: { city: "Rome" },
  rate: 0.1,
  kind: "OLD",
  raw: Buffer.from("ß"),
  unread: 7,
}
const other = { ...sale, id: 2, shop: null, amount: null, sold_at: null, tags: [], rate: Number.NaN }

const columns = [
  "id bigint",
  "shop varchar",
  "amount decimal(12, 2)",
  "day date",
  "sold_at timestamp",
  "local_at timestamp",
  "tags varchar[]",
  "place struct(city varchar)",
  "rate double",
  "kind varchar",
  "raw varchar",
  "missing integer",
].map((each) => {
  const [, name, type] = /^(\w+) (.*)$/.exec(each) ?? []
  return `{name: ${name}, data_type: '${type}'}`
})

function project(): TemporaryProject {
  const made = temporaryProject({
    "models/sources.yml": `sources:
  - name: lake
    external: {root: lake}
    tables:
      - name: sales
        external: {format: avro, path: "sales_*.avro", collected_at: sales_%Y-%m-%d_%H%M%S.avro}
        columns: [${columns.join(", ")}]
`,
    "models/stage_sales.sql": `{{config materialized="stage"}}\nselect * from {{source "lake" "sales"}}`,
    "models/sales.sql": `{{config materialized="incremental"}}\nselect * from {{ref "stage_sales"}}`,
  })
  mkdirSync(join(made.folder, "lake"))
  return made
}

async function put({ folder }: TemporaryProject, hour: string, records: readonly unknown[], codec: string) {
  const encoder = avro.createFileEncoder(join(folder, `lake/sales_2024-01-01_${hour}0000.avro`), schema, {
    codec,
    // A block that is packed by nothing but a literal, and its checksum, of which nobody asks.
    codecs: {
      ...avro.streams.BlockEncoder.defaultCodecs(),
      snappy: (block: Buffer, done: (error: Error | null, packed: Buffer) => void) => {
        const size = Buffer.from([(block.length & 0x7f) | 0x80, block.length >> 7])
        const literal = Buffer.from([61 << 2, (block.length - 1) & 0xff, (block.length - 1) >> 8])
        done(null, Buffer.concat([size, literal, block, Buffer.alloc(4)]))
      },
    },
  })
  const done = finished(encoder)
  for (const record of records) encoder.write(record)
  encoder.end()
  await done
}

describe("a source of Avro files", () => {
  it.each(["null", "deflate", "snappy"])("is staged from files packed by %s", async (codec) => {
    const made = project()
    expect(await made.statuses("build")).toEqual({ stage_sales: "ok", sales: "ok" })
    await put(made, "00", [sale], codec)
    expect(await made.statuses("build")).toEqual({ stage_sales: "ok", sales: "ok" })
    await put(made, "01", [other], codec)
    await put(made, "02", [], codec)
    expect(await made.statuses("build")).toEqual({ stage_sales: "ok", sales: "ok" })
    const known = {
      day: "2024-02-29",
      local_at: "1969-12-31 23:59:59.999",
      place: { city: "Rome" },
      kind: "OLD",
      raw: "ß",
      missing: null,
    }
    const file = (hour: string) => join(made.folder, `lake/sales_2024-01-01_${hour}0000.avro`)
    expect(await made.query("select * from sales order by id")).toEqual([
      {
        ...known,
        id: "1",
        shop: "Köln",
        amount: "-12.34",
        sold_at: "2024-02-29 10:00:00.123456",
        tags: ["a", 'b"'],
        rate: 0.1,
        _file: file("00"),
        _collected_at: "2024-01-01 00:00:00",
      },
      {
        ...known,
        id: "2",
        shop: null,
        amount: null,
        sold_at: null,
        tags: [],
        rate: "NaN",
        _file: file("01"),
        _collected_at: "2024-01-01 01:00:00",
      },
    ])
  })

  it("says which file is none", async () => {
    const made = project()
    writeFileSync(join(made.folder, "lake/sales_2024-01-01_000000.avro"), "id,shop\n1,Rome\n")
    const { nodes } = await made.execute("build")
    expect(nodes[0]?.error).toMatchObject({
      code: "LUX-2207",
      message: expect.stringContaining("sales_2024-01-01_000000.avro cannot be read as Avro"),
    })
  })
})
