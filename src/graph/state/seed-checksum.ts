import { createHash } from "node:crypto"
import type { Seed } from "../../project/types.ts"

/** SHA-256 of a seed's file in hexadecimal digits, the same for both kinds of line ends. */
export function seedChecksum({ file }: Pick<Seed, "file">): string {
  return createHash("sha256").update(file.text.replaceAll("\r\n", "\n").trim()).digest("hex")
}
