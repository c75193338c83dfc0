import type { ColumnRef, Identifier, PathStep } from "../ast.ts"
import { stringLiteral } from "../identifier.ts"
import { emitAlias, refuseDoubtfulName } from "../translation/aliases.ts"
import { type Place, refuse } from "../translation/context.ts"
import { joined, type Out, out } from "../translation/output.ts"
import { resolveColumn } from "../translation/scope.ts"
import { emitName } from "../translation/walk.ts"

/**
 * A column, an alias of the select list that stands for its expression, or a path into a SUPER column. As a `value` a
 * path stays SUPER (jsonb in Postgres); as `text` it is the text of a scalar, and null for what is missing and for a
 * JSON null.
 */
export function emitColumn(node: ColumnRef, place: Place, as: "value" | "text"): Out {
  const { base, path, type, alias, merged } = resolveColumn(node, place.scope)
  if (alias !== undefined) return emitAlias(node, alias, place)
  refuseDoubtfulName(node, place.scope.aliases, place)
  const column =
    merged ??
    joined(
      base.map((part) => emitName(part, place)),
      ".",
    )
  if (path.length > 0) return superPath(column, path, place, as)
  return as === "text" && type.kind === "super" ? out`(${column} #>> '{}')` : column
}

/** The value or text at a path inside a SUPER value. */
export function superPath(
  column: Out,
  path: readonly (Identifier | PathStep)[],
  place: Place,
  as: "value" | "text",
): Out {
  const steps = path.map((step, index) => {
    const operator = as === "text" && index === path.length - 1 ? " ->> " : " -> "
    return [operator, stepText(step, place)]
  })
  return out`(${column}${steps.flat()})`
}

/** Attribute names are in lower case: that is what Redshift looks up unless told otherwise. */
function stepText(step: Identifier | PathStep, place: Place): string {
  const field = step.kind === "identifier" ? step : step.field
  if (field !== undefined) return stringLiteral(field.name)
  const index = step.kind === "step" ? step.index : undefined
  if (index?.kind === "number" && /^\d+$/.test(index.text)) return index.text
  if (index?.kind === "string") return stringLiteral(index.value)
  refuse(place, step, "a computed index into a SUPER value", "Write the index as a number.")
  return "0"
}
