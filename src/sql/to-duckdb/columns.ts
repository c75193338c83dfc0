import type { ColumnRef, Identifier, PathStep } from "../ast.ts"
import { stringLiteral } from "../identifier.ts"
import { emitAlias, refuseDoubtfulName } from "../translation/aliases.ts"
import { type Place, refuse } from "../translation/context.ts"
import { joined, type Out, out } from "../translation/output.ts"
import { resolveColumn } from "../translation/scope.ts"
import { emitName } from "../translation/walk.ts"

/**
 * A column, or a path into a SUPER column. As a `value` it stays SUPER (JSON in DuckDB); as `text` it is the text of
 * a scalar, and null for what is missing and for a JSON null.
 */
export function emitColumn(node: ColumnRef, place: Place, as: "value" | "text"): Out {
  const { base, path, type, alias, merged } = resolveColumn(node, place.scope)
  const { unreadable } = place.scope
  if (alias !== undefined && unreadable.has(node.parts[0]?.name ?? "")) return emitAlias(node, alias, place)
  refuseDoubtfulName(node, unreadable, place)
  const column =
    merged ??
    joined(
      base.map((part) => emitName(part, place)),
      ".",
    )
  if (path.length === 0 && (as === "value" || type.kind !== "super")) return column
  const operator = as === "text" ? "->>" : "->"
  return out`(${column} ${operator} ${stringLiteral(jsonPath(path, place))})`
}

/** `$.a[0]`. Attribute names are in lower case: that is what Redshift looks up unless told otherwise. */
export function jsonPath(path: readonly (Identifier | PathStep)[], place: Place): string {
  let text = "$"
  for (const step of path) {
    const field = step.kind === "identifier" ? step : step.field
    if (field !== undefined) text += `.${jsonKey(field.name)}`
    else if (step.kind === "step" && step.index?.kind === "number" && /^\d+$/.test(step.index.text))
      text += `[${step.index.text}]`
    else if (step.kind === "step" && step.index?.kind === "string") text += `.${jsonKey(step.index.value)}`
    else refuse(place, step, "a computed index into a SUPER value", "Write the index as a number.")
  }
  return text
}

export function jsonKey(name: string): string {
  return /^[a-z_][a-z0-9_]*$/i.test(name) ? name : `"${name.replaceAll('"', '\\"')}"`
}
