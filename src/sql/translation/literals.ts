import type { IntervalLiteral, Node, StringLiteral } from "../ast.ts"
import { stringLiteral } from "../identifier.ts"
import { type Place, refuse } from "./context.ts"
import { intervalIn } from "./interval-text.ts"
import { copied, type Out } from "./output.ts"

/** Redshift reads a backslash in a string as an escape, the other engines as a character. */
export function emitString(node: StringLiteral, place: Place): Out {
  const source = place.context.sql.slice(node.start, node.end)
  const text = place.context.engine.literal(node.value)
  if (source === text) return copied(node)
  if (/\\[^\\']/.test(source.replaceAll("\\\\", "")) && !source.startsWith("$"))
    refuse(
      place,
      node,
      "a single backslash in a string",
      "Write \\\\ for a backslash, chr(10) for a line end.",
    )
  return [text]
}

/** `true`, `false`, `null`, and `default`, which is no value. */
export function emitLiteral(node: Extract<Node, { readonly kind: "literal" }>, place: Place): Out {
  if (node.value === "default") refuse(place, node, '"default"')
  return copied(node)
}

/** An interval, in units that the engines read alike. */
export function emitInterval(node: IntervalLiteral, place: Place): Out {
  const text = intervalIn(node.value, node.unit)
  if (text !== undefined) return [`interval ${stringLiteral(text)}`]
  refuse(place, node, "this interval", "Write numbers with full units, as in interval '1 day 2 hours'.")
  return copied(node)
}

/** What to write instead of the text of a value of these types. */
export const textHint: Readonly<Record<string, string>> = {
  boolean: "Write case when ... then 'true' else 'false' end.",
  timestamptz: "Use to_char with a format.",
  interval: "Use datediff.",
  super: "Cast it to varchar first.",
}
