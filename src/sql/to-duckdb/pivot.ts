import type { Node, Pivot, Unpivot } from "../ast.ts"
import { areNamed } from "../translation/columns.ts"
import { type Place, refuse } from "../translation/context.ts"
import { type Out, out } from "../translation/output.ts"
import { emitPivot as emitPivotAsGroups, emitUnpivot as emitUnpivotAsRows } from "../translation/pivot.ts"
import { addRelation } from "../translation/relations.ts"
import { innerScope } from "../translation/scope.ts"
import { emit, within } from "../translation/walk.ts"

/** Where the columns are known, as aggregates; else as DuckDB's own, for those that give null where a group has no row. */
export function emitPivot(node: Pivot, place: Place): Out {
  const inside = { context: place.context, scope: innerScope(place.scope) }
  emit(node.source, inside)
  const [relation, second] = inside.scope.relations
  if (second === undefined && relation?.columns !== undefined && areNamed(relation.columns.keys()))
    return emitPivotAsGroups(node, place)
  const source = emit(node.source, { context: place.context, scope: { ...place.scope, relations: [] } })
  const replaced = new Map<Node, Out>([[node.source, source]])
  const [only, more] = node.aggregates
  for (const item of node.aggregates) {
    const { expression } = item
    const plain =
      expression.kind === "call" &&
      ["sum", "min", "max"].includes(expression.name) &&
      expression.args[0]?.kind === "column"
    if (!plain || item.alias !== undefined || more !== undefined)
      refuse(
        place,
        item,
        "this aggregate in pivot",
        "Verified is one sum, min or max of a column, without an alias.",
      )
    else if (item === only)
      replaced.set(item, out`${expression.name}(${emit(expression.args[0] ?? expression, place)})`)
  }
  for (const value of node.values) {
    if (value.expression.kind !== "string" && value.expression.kind !== "number")
      refuse(place, value, "a computed value in pivot", "Write literals.")
  }
  addRelation(place, node, undefined)
  return within(node, place, replaced)
}

export function emitUnpivot(node: Unpivot, place: Place): Out {
  const inside = { context: place.context, scope: innerScope(place.scope) }
  emit(node.source, inside)
  const [relation, second] = inside.scope.relations
  const isKnown = relation?.columns !== undefined && areNamed(relation.columns.keys())
  if (second === undefined && isKnown && node.columns.some(({ alias }) => alias !== undefined))
    return emitUnpivotAsRows(node, place)
  const source = emit(node.source, { context: place.context, scope: { ...place.scope, relations: [] } })
  for (const { expression, alias } of node.columns)
    if (expression.kind !== "column" || alias !== undefined)
      refuse(place, expression, "an unpivoted column with an alias")
  addRelation(place, node, undefined)
  return within(node, place, new Map<Node, Out>([[node.source, source]]))
}
