import type avro from "avsc"

/** Avro's long as a bigint: whole numbers beyond 2^53 come and go exactly. */
export function exactLong({ types }: typeof avro): avro.types.LongType {
  return types.LongType.__with({
    fromBuffer: (buffer: Buffer) => buffer.readBigInt64LE(),
    toBuffer: (value: bigint) => {
      const buffer = Buffer.alloc(8)
      buffer.writeBigInt64LE(value)
      return buffer
    },
    fromJSON: (value: unknown) => BigInt(String(value)),
    toJSON: (value: bigint) => Number(value),
    isValid: (value: unknown) => typeof value === "bigint",
    compare: (a: bigint, b: bigint) => (a < b ? -1 : a > b ? 1 : 0),
  })
}
