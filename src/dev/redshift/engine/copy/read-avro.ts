import { Readable } from "node:stream"
import avro from "avsc"
import { exactLong } from "../../../../lake/avro-long.ts"
import { EngineError } from "../connection.ts"
import type { LoadColumn } from "./convert.ts"
import type { CopyOptions } from "./copy-options.ts"
import type { FileRow } from "./read-rows.ts"

/**
 * Records by the names of their fields. A date or a time is the number that the file holds: logical types are not read.
 * https://docs.aws.amazon.com/redshift/latest/dg/copy-usage_notes-copy-from-avro.html
 */
export async function* avroRows(
  body: Buffer,
  columns: readonly LoadColumn[],
  { paths }: CopyOptions,
): AsyncIterable<FileRow> {
  const mode = paths.toLowerCase()
  if (mode !== "auto" && mode !== "auto ignorecase")
    throw new EngineError("this server reads Avro by 'auto' or 'auto ignorecase' alone")
  const ignoreCase = mode === "auto ignorecase"
  let line = 0
  for await (const record of decoded(body)) {
    line++
    if (typeof record !== "object" || record === null)
      throw new EngineError("Invalid Avro file: its values are not records")
    const fields = new Map(
      Object.entries(record).map(([name, value]) => [ignoreCase ? name.toLowerCase() : name, value]),
    )
    yield {
      line,
      raw: JSON.stringify(record, replacer),
      values: columns.map((column) => textOf(fields.get(column.name), column)),
    }
  }
}

async function* decoded(body: Buffer): AsyncIterable<unknown> {
  // Whole numbers beyond 2^53 come as text, exactly.
  const long = exactLong(avro)
  const decoder = new avro.streams.BlockDecoder({
    parseHook: (schema) => avro.Type.forSchema(schema, { registry: { long }, wrapUnions: "never" }),
  })
  Readable.from([body]).pipe(decoder)
  try {
    for await (const record of decoder) yield record
  } catch (error) {
    throw new EngineError("Invalid Avro file", error instanceof Error ? error.message : String(error))
  }
}

function textOf(value: unknown, { type }: LoadColumn): string | null {
  if (value === null || value === undefined) return null
  if (type === "jsonb") return json(value)
  if (typeof value === "string") return value
  if (Buffer.isBuffer(value)) return value.toString("utf8")
  return typeof value === "object" ? json(value) : String(value)
}

/** Whole numbers as they are, which JSON.stringify refuses. */
function json(value: unknown): string {
  if (typeof value === "bigint") return String(value)
  if (Buffer.isBuffer(value)) return JSON.stringify(value.toString("utf8"))
  if (Array.isArray(value)) return `[${value.map(json).join(",")}]`
  if (typeof value === "object" && value !== null)
    return `{${Object.entries(value)
      .map(([name, each]) => `${JSON.stringify(name)}:${json(each)}`)
      .join(",")}}`
  return JSON.stringify(value) ?? "null"
}

function replacer(_: string, value: unknown): unknown {
  return typeof value === "bigint" ? String(value) : value
}
