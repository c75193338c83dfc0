import type { IntervalLiteral, Node, StringLiteral } from "../ast.ts"
import { stringLiteral } from "../identifier.ts"
import { type Place, refuse } from "./context.ts"
import { copied, type Out } from "./output.ts"

/** Redshift reads a backslash in a string as an escape, the other engines as a character. */
export function emitString(node: StringLiteral, place: Place): Out {
  const source = place.context.sql.slice(node.start, node.end)
  if (!source.includes("\\") && source.startsWith("'")) return copied(node)
  if (/\\[^\\']/.test(source.replaceAll("\\\\", "")) && !source.startsWith("$"))
    refuse(
      place,
      node,
      "a single backslash in a string",
      "Write \\\\ for a backslash, chr(10) for a line end.",
    )
  return [stringLiteral(node.value)]
}

/** `true`, `false`, `null`, and `default`, which is no value. */
export function emitLiteral(node: Extract<Node, { readonly kind: "literal" }>, place: Place): Out {
  if (node.value === "default") refuse(place, node, '"default"')
  return copied(node)
}

const units = "year|years|month|months|week|weeks|day|days|hour|hours|minute|minutes|second|seconds"

export const intervalText = new RegExp(
  `^\\s*([+-]?\\d+)\\s+(${units})((?:[ ,]+[+-]?\\d+\\s+(?:${units}))*)\\s*$`,
  "i",
)

/** Intervals of whole numbers and named units mean the same in both. */
export function emitInterval(node: IntervalLiteral, place: Place): Out {
  if (node.unit !== undefined && /^\s*[+-]?\d+\s*$/.test(node.value)) return copied(node)
  if (node.unit === undefined && intervalText.test(node.value)) return copied(node)
  refuse(place, node, "this interval", "Write whole numbers with full units, as in interval '1 day 2 hours'.")
  return copied(node)
}

/** What to write instead of the text of a value of these types. */
export const textHint: Readonly<Record<string, string>> = {
  boolean: "Write case when ... then 'true' else 'false' end.",
  timestamptz: "Use to_char with a format.",
  interval: "Use datediff.",
  super: "Cast it to varchar first.",
}
