import { createReadStream, createWriteStream } from "node:fs"
import { pipeline } from "node:stream/promises"
import type avro from "avsc"
import { LuxError } from "../errors.ts"
import { exactLong } from "./avro-long.ts"
import { fromSnappy } from "./snappy.ts"

/**
 * Writes the records of an Avro file as JSON, one a line: dates, times and decimals as texts that their types read, bytes as
 * the text that they are. Returns the names of the fields. `path` is what the file is called. Throws LUX-2207 for what is not an Avro.
 */
export async function avroToJson(file: string, json: string, path: string): Promise<readonly string[]> {
  const { default: avro } = await import("avsc")
  const codecs = {
    ...avro.streams.BlockDecoder.defaultCodecs(),
    // A checksum stands behind each block.
    snappy: (packed: Buffer, done: (error: Error | null, unpacked?: Buffer) => void) => {
      try {
        done(null, fromSnappy(packed.subarray(0, -4)))
      } catch (error) {
        done(error instanceof Error ? error : new Error(String(error)))
      }
    },
  }
  const options = {
    registry: { long: exactLong(avro) },
    logicalTypes: logicalTypes(avro),
    wrapUnions: "never",
  } as const
  let names: readonly string[] = []
  const decoder = new avro.streams.BlockDecoder({
    codecs,
    parseHook(schema) {
      const type = avro.Type.forSchema(schema, options)
      if (avro.Type.isType(type, "record") && "fields" in type && Array.isArray(type.fields))
        names = type.fields.map((field: { readonly name: string }) => field.name)
      return type
    },
  })
  try {
    await pipeline(createReadStream(file), decoder, lines, createWriteStream(json))
    return names
  } catch (error) {
    if (!(error instanceof Error)) throw error
    throw new LuxError("LUX-2207", `${path} cannot be read as Avro: ${error.message}`, {
      hint: "It must be an Avro object container, packed by no codec, deflate or snappy.",
      cause: error,
    })
  }
}

async function* lines(records: AsyncIterable<unknown>): AsyncGenerator<string> {
  for await (const record of records) yield `${jsonOf(record)}\n`
}

/** Whole numbers to the last digit, which JSON.stringify refuses. */
function jsonOf(value: unknown): string {
  if (typeof value === "bigint") return String(value)
  if (typeof value === "number" && !Number.isFinite(value)) return JSON.stringify(String(value))
  if (Buffer.isBuffer(value)) return JSON.stringify(value.toString("utf8"))
  if (Array.isArray(value)) return `[${value.map(jsonOf).join(",")}]`
  if (typeof value === "object" && value !== null) {
    const members = Object.entries(value).map(([name, each]) => `${JSON.stringify(name)}:${jsonOf(each)}`)
    return `{${members.join(",")}}`
  }
  return JSON.stringify(value) ?? "null"
}

/** https://avro.apache.org/docs/1.12.0/specification/#logical-types; a type that is not among them is what it is made of. */
function logicalTypes({ types }: typeof avro) {
  const as = (text: (value: bigint) => string) =>
    class extends types.LogicalType {
      protected override _fromValue(value: number | bigint): string {
        return text(BigInt(value))
      }
    }
  class Decimal extends types.LogicalType {
    readonly #scale: number
    constructor(schema: avro.Schema, options?: unknown) {
      super(schema, options)
      const given = typeof schema === "object" && "scale" in schema ? schema.scale : 0
      this.#scale = typeof given === "number" ? given : 0
    }
    protected override _fromValue(value: Buffer): string {
      const unscaled =
        value.length === 0 ? 0n : BigInt.asIntN(value.length * 8, BigInt(`0x${value.toString("hex")}`))
      return withPoint(unscaled, this.#scale)
    }
  }
  return {
    date: as((days) => instant(days * 86_400_000_000n).slice(0, 10)),
    "time-millis": as((value) => instant(value * 1000n).slice(11)),
    "time-micros": as((value) => instant(value).slice(11)),
    "timestamp-millis": as((value) => `${instant(value * 1000n)}+00`),
    "timestamp-micros": as((value) => `${instant(value)}+00`),
    "local-timestamp-millis": as((value) => instant(value * 1000n)),
    "local-timestamp-micros": as((value) => instant(value)),
    decimal: Decimal,
  }
}

/** Microseconds since 1970, UTC, as `2024-02-29 10:00:00.123456`. */
function instant(microseconds: bigint): string {
  const part = ((microseconds % 1_000_000n) + 1_000_000n) % 1_000_000n
  const whole = new Date(Number((microseconds - part) / 1000n)).toISOString()
  return `${whole.slice(0, -5).replace("T", " ")}.${String(part).padStart(6, "0")}`
}

function withPoint(unscaled: bigint, scale: number): string {
  const sign = unscaled < 0n ? "-" : ""
  const digits = String(unscaled < 0n ? -unscaled : unscaled).padStart(scale + 1, "0")
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}
