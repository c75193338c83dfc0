import type { ColumnRef, Identifier, PathStep } from "../ast.ts"
import { type Place, refuse } from "../translation/context.ts"
import { joined, type Out, out } from "../translation/output.ts"
import { resolveColumn } from "../translation/scope.ts"
import { emit, emitName } from "../translation/walk.ts"
import { sparkLiteral } from "./literal.ts"

/**
 * A column, an alias of the select list that stands for its expression, or a path into a SUPER column. A SUPER value is
 * JSON text in Spark, which has no function that gives a part of it as JSON: of a path only the text of a scalar is
 * verified.
 *
 * Spark converts silently between types: where a type is not known, it is asked for.
 */
export function emitColumn(node: ColumnRef, place: Place, as: "value" | "text"): Out {
  const { base, path, type, alias, merged } = resolveColumn(node, place.scope)
  if (alias !== undefined) return out`(${emit(alias, place)})`
  if (type.kind === "unknown" && type.noText !== true)
    refuse(
      place,
      node,
      `"${base.at(-1)?.name ?? ""}", a column whose type is not known`,
      "Declare the columns of what is read here.",
    )
  const column =
    merged ??
    joined(
      base.map((part) => emitName(part, place)),
      ".",
    )
  if (path.length === 0 && (as === "value" || type.kind !== "super")) return column
  if (as === "value")
    refuse(place, node, "a path into a SUPER value without a cast", "Cast it, as in payload.a::int.")
  return out`get_json_object(${column}, ${sparkLiteral(jsonPath(path, place))})`
}

/** `$['a'][0]`. Attribute names are in lower case: that is what Redshift looks up unless told otherwise. */
function jsonPath(path: readonly (Identifier | PathStep)[], place: Place): string {
  let text = "$"
  for (const step of path) {
    const index = step.kind === "step" ? step.index : undefined
    const name = step.kind === "identifier" ? step.name : (step.field?.name ?? textOf(index))
    if (name !== undefined && !/['*[\]]/.test(name)) text += `['${name}']`
    else if (index?.kind === "number" && /^\d+$/.test(index.text)) text += `[${index.text}]`
    else refuse(place, step, "this step into a SUPER value", "Write a name, or an index as a number.")
  }
  return text
}

function textOf(index: PathStep["index"]): string | undefined {
  return index?.kind === "string" ? index.value : undefined
}
