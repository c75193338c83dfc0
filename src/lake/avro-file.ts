import { createWriteStream } from "node:fs"
import { Readable } from "node:stream"
import { pipeline } from "node:stream/promises"
import { exactLong } from "./avro-long.ts"

export interface AvroField {
  readonly name: string
  /** Of the values, each of which may be null. A long is a bigint. */
  readonly type: "boolean" | "int" | "long" | "float" | "double" | "string"
}

/** Writes records into an Avro file, of which its blocks are not compressed; returns how many. */
export async function writeAvro(
  file: string,
  fields: readonly AvroField[],
  pages: AsyncIterable<readonly Readonly<Record<string, unknown>>[]>,
): Promise<number> {
  const { default: avro } = await import("avsc")
  const type = avro.Type.forSchema(
    {
      type: "record",
      name: "batch",
      fields: fields.map(({ name, type: valueType }) => ({ name, type: ["null", valueType], default: null })),
    },
    { registry: { long: exactLong(avro) }, wrapUnions: "never" },
  )
  let count = 0
  async function* records() {
    for await (const page of pages) {
      count += page.length
      yield* page
    }
  }
  await pipeline(
    Readable.from(records()),
    new avro.streams.BlockEncoder(type, { codec: "null" }),
    createWriteStream(file),
  )
  return count
}
