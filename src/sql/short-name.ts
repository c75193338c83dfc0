import { createHash } from "node:crypto"

/** Postgres cuts longer ones off without a word; Redshift takes 127. */
const mostBytes = 63

/**
 * `name` and `suffix` together, no longer than any warehouse takes: of a long name the beginning and a digest of all of it
 * stay, so that two of them still differ, also from what they are without the suffix.
 */
export function shortName(name: string, suffix = ""): string {
  if (Buffer.byteLength(name + suffix) <= mostBytes) return name + suffix
  const digest = createHash("sha256").update(name).digest("hex").slice(0, 8)
  const most = mostBytes - 13 - Buffer.byteLength(suffix)
  return `${beginning(name, most)}_${digest}${suffix}`
}

/** As many characters as fit into so many bytes. */
function beginning(text: string, bytes: number): string {
  let short = text.slice(0, bytes)
  while (Buffer.byteLength(short) > bytes) short = short.slice(0, -1)
  return short
}
