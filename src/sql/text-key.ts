import { dialectFacts } from "../project/warehouses.ts"
import { dataType } from "./data-type.ts"
import type { SqlDialect } from "./types.ts"

/** How values are told apart where the SQL of a project says another thing than the warehouse. */
export interface TextKey {
  /** The helper functions that `of` calls. */
  readonly macros: readonly string[]
  /** The value that is compared: of a text that which its dialect compares. `type`: as it is declared, where it is. */
  of(value: string, type?: string | undefined): string
  /** What of a text is compared. */
  ofText(text: string): string
}

/** Some dialects compare texts without their trailing blanks; a warehouse of another dialect does so only by a key. */
export function textKey(from: SqlDialect, to: SqlDialect): TextKey {
  if (!dialectFacts(from).ignoresTrailingBlanks) return asItIs
  return dialectFacts(to).ignoresTrailingBlanks ? { ...asItIs, ofText: withoutBlanks } : byKey
}

const asItIs: TextKey = { macros: [], of: (value) => value, ofText: (text) => text }

const byKey: TextKey = {
  macros: ["key"],
  of: (value, type = "") =>
    ["varchar", "unknown"].includes(dataType(type).kind) ? `_lux.key(${value})` : value,
  ofText: withoutBlanks,
}

function withoutBlanks(text: string): string {
  return text.replace(/ +$/, "")
}
