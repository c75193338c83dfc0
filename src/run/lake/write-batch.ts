import { rm } from "node:fs/promises"
import { LuxError, type Place } from "../../errors.ts"
import { type AvroField, writeAvro } from "../../lake/avro-file.ts"
import type { BatchFormat } from "../../project/types.ts"
import { fileLiteral, identifier, stringLiteral } from "../../sql/identifier.ts"
import type { BatchColumn } from "../../warehouse/batch-columns.ts"
import type { TypeRules } from "../../warehouse/exact-cast.ts"
import type { StatementsWithFiles } from "../../warehouse/statements.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import { pagesOf } from "../commands/pages-of.ts"

/** Writes a query's rows into one file of this machine, as COPY reads it; returns how many. */
export async function writeBatch(
  engine: Session,
  { embedded, types }: StatementsWithFiles,
  batch: {
    readonly sql: string
    readonly columns: readonly BatchColumn[]
    readonly file: string
    readonly format: BatchFormat
    /** What the rows are of. */
    readonly of: { readonly name: string; readonly place: Place }
  },
): Promise<number> {
  const { columns, file, format, of } = batch
  const write = async (
    as: (column: BatchColumn, types: TypeRules) => string,
    to: string,
    format: "parquet" | "json" | "csv",
  ) => {
    const list = columns.map((column) => `  ${as(column, types)} as ${identifier(column.name)}`)
    const query = `select\n${list.join(",\n")}\nfrom (\n${batch.sql}\n) as batch`
    return (await engine.run(embedded.copyTo(query, to, format, { gzip: true, nullAs }))).rows ?? 0
  }
  switch (format) {
    case "csv":
      return write(csvValue, file, format)
    case "avro": {
      const document = columns.find(({ isDocument }) => isDocument)
      if (document !== undefined)
        throw new LuxError(
          "LUX-2652",
          `column "${document.name}" of "${of.name}" has parts, which a batch of Avro does not carry`,
          {
            place: of.place,
            hint: "Set batch_format to parquet, or cast the column to a text.",
          },
        )
      const rows = `${file}.rows`
      try {
        await write(value, rows, "parquet")
        const from = `read_parquet(${fileLiteral(rows)})`
        return await writeAvro(file, columns.map(avroField), avroPages(engine, columns, from))
      } finally {
        await rm(rows, { force: true })
      }
    }
    default:
      return write(value, file, format)
  }
}

/** What null is in CSV, where COPY knows no other difference between null and an empty text. */
const nullAs = "\\N"

function value({ name, given, written }: BatchColumn, { exactly }: TypeRules): string {
  const column = identifier(name)
  return written === undefined ? column : exactly(column, given, written)
}

function csvValue(column: BatchColumn, types: TypeRules): string {
  const written = value(column, types)
  if (column.isDocument) return `cast(to_json(${written}) as varchar)`
  if (!/char|text/.test(column.type)) return written
  const message = `column "${column.name}" holds the text ${nullAs}, which is null in CSV: set batch_format to parquet`
  return `case when ${written} = ${stringLiteral(nullAs)} then error(${stringLiteral(message)}) else ${written} end`
}

/** COPY reads of Avro what is neither a number nor a truth as it reads text. */
function avroField({ name, type }: BatchColumn): AvroField {
  const types = {
    boolean: "boolean",
    smallint: "int",
    integer: "int",
    bigint: "long",
    real: "float",
    "double precision": "double",
  } as const
  return { name, type: Object.entries(types).find(([known]) => known === type)?.[1] ?? "string" }
}

async function* avroPages(engine: Session, columns: readonly BatchColumn[], from: string) {
  const fields = columns.map(avroField)
  const list = fields.map(({ name, type }) =>
    type === "string" ? `cast(${identifier(name)} as varchar) as ${identifier(name)}` : identifier(name),
  )
  const longs = fields.filter(({ type }) => type === "long").map(({ name }) => name)
  for await (const rows of pagesOf(engine, `select ${list.join(", ")} from ${from}`))
    yield rows.map((row) => ({
      ...row,
      ...Object.fromEntries(longs.map((name) => [name, asLong(row[name])])),
    }))
}

function asLong(value: unknown): bigint | null {
  return value === null || value === undefined ? null : BigInt(String(value))
}
