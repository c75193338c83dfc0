import { crc32 } from "node:zlib"

/** A line break and the checksum as eight hexadecimal digits. */
const sealLength = 9

/**
 * What stands behind the parts of a file that lux alone reads: a checksum, so that a byte that the disk lost, or somebody
 * changed, is found before it means anything.
 */
export function sealOf(parts: readonly (Uint8Array | string)[]): Buffer {
  let sum = 0
  for (const part of parts) sum = crc32(part, sum)
  return Buffer.from(`\n${sum.toString(16).padStart(sealLength - 1, "0")}`)
}

/** The content of a sealed file. Throws where it is damaged. */
export function unsealed(bytes: Buffer): Buffer {
  const content = bytes.subarray(0, Math.max(0, bytes.length - sealLength))
  if (!bytes.subarray(content.length).equals(sealOf([content]))) throw new Error("the checksum is another")
  return content
}
