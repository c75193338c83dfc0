import type { Expression, Node, Select } from "../ast.ts"
import { impliedName } from "../column-name.ts"
import { identifier } from "../identifier.ts"
import { starColumns } from "../translation/columns.ts"
import { type EmittedSelect, type Place, refuse } from "../translation/context.ts"
import { typeOf } from "../translation/infer.ts"
import { type Out, out } from "../translation/output.ts"
import { innerScope } from "../translation/scope.ts"
import type { SqlType } from "../translation/sql-type.ts"
import { emitName, within } from "../translation/walk.ts"
import { emitFrom } from "./from.ts"

export function emitSelect(node: Select, outer: Place): EmittedSelect {
  const scope = innerScope(outer.scope)
  const place = { context: outer.context, scope }
  const replaced = new Map<Node, Out>()
  for (const item of node.from) replaced.set(item, emitFrom(item, place))
  if (node.top !== undefined) replaced.set(node.top, [])
  emitExclude(node, place, replaced)
  const columns = new Map<string, SqlType>()
  let known = true
  for (const item of node.items) {
    const { expression, alias } = item
    if (typeOf(expression, place).kind === "interval")
      refuse(place, item, "an interval as a column", "Its text differs: add it to a date, or use datediff.")
    const implied = alias === undefined && !isNamedAlike(expression) ? impliedName(expression) : undefined
    const text = within(item, place)
    replaced.set(
      item,
      implied === undefined || columns.has(implied) ? text : out`${text} as ${identifier(implied)}`,
    )
    if (expression.kind === "star")
      known = starColumns(expression.qualifier[0]?.name, scope, columns) && known
    const name = alias?.name ?? impliedName(expression)
    if (name !== undefined) columns.set(name, typeOf(expression, place))
    if (alias !== undefined) scope.aliases.set(alias.name, expression)
  }
  for (const { name } of node.exclude ?? []) columns.delete(name)
  return { out: within(node, place, replaced), columns: known ? columns : undefined, scope }
}

/** In Redshift it holds for the whole list, in DuckDB for its star, and there it needs parentheses. */
function emitExclude({ items, exclude }: Select, place: Place, replaced: Map<Node, Out>): void {
  const [first, last] = [exclude?.[0], exclude?.at(-1)]
  const [star, more] = items
  if (first === undefined || last === undefined || star === undefined) return
  if (star.expression.kind !== "star" || more !== undefined)
    refuse(
      place,
      { start: first.start, end: last.end },
      '"exclude" over more than one star',
      "Select the list in a subquery, and a star alone around it.",
    )
  if (place.context.sql.slice(star.end, first.start).includes("(")) return
  const [opened, closed] = [out`(${emitName(first, place)}`, out`${emitName(last, place)})`]
  replaced.set(last, closed)
  replaced.set(first, first === last ? out`${opened})` : opened)
}

/** Whether DuckDB names the column as Redshift does, so that it needs no alias. */
function isNamedAlike(node: Expression): boolean {
  if (node.kind === "paren") return isNamedAlike(node.inner)
  return node.kind === "column" && node.parts.length <= 2 && node.steps.length === 0
}
