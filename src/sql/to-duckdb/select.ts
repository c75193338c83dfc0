import type { Expression, Node, Select, SelectItem } from "../ast.ts"
import { impliedName } from "../column-name.ts"
import { addColumn, starColumns } from "../translation/columns.ts"
import { type EmittedSelect, type Place, refuse } from "../translation/context.ts"
import { distinctOn } from "../translation/distinct.ts"
import { groupByKeys, groupOf } from "../translation/grouping.ts"
import { typeOf } from "../translation/infer.ts"
import { type Out, out } from "../translation/output.ts"
import { innerScope } from "../translation/scope.ts"
import { type SqlType, unknown } from "../translation/sql-type.ts"
import { blankBehind, emit, emitName, isNamedByAs, nameText, within } from "../translation/walk.ts"
import { columnsBeforeStar } from "./star.ts"

export function emitSelect(node: Select, outer: Place): EmittedSelect {
  const scope = innerScope(outer.scope)
  const place = { context: outer.context, scope }
  const replaced = new Map<Node, Out>()
  for (const item of node.from) replaced.set(item, emit(item, place))
  if (node.top !== undefined) replaced.set(node.top, [])
  groupByKeys(node, place)
  const excluded = new Set(node.exclude?.map(({ name }) => name))
  const before = node.items.map(({ expression }) =>
    expression.kind === "star" ? columnsBeforeStar(expression, node, place) : "",
  )
  emitExclude(node, before[0] ?? "", place, replaced)
  const columns = new Map<string, SqlType>()
  let known = true
  for (const [index, item] of node.items.entries()) {
    const { expression, alias } = item
    if (typeOf(expression, place).kind === "interval")
      refuse(place, item, "an interval as a column", "Its text differs: add it to a date, or use datediff.")
    const implied =
      alias === undefined && !isNamedAlike(expression, place) ? impliedName(expression) : undefined
    const text = emitItem(item, before[index] ?? "", node, place)
    replaced.set(
      item,
      implied === undefined || columns.has(implied)
        ? text
        : out`${text} as ${nameText(implied, place)}${blankBehind(item, place)}`,
    )
    if (expression.kind === "star") {
      const stars = starColumns(expression, node.from, scope)
      for (const { name, type } of stars ?? []) if (!excluded.has(name)) addColumn(columns, name, type)
      known &&= stars !== undefined
    } else addColumn(columns, alias?.name ?? impliedName(expression), typeOf(expression, place))
    if (alias !== undefined) scope.aliases.set(alias.name, expression)
  }
  if (node.distinct) emitDistinct(node, place, replaced)
  return { out: within(node, place, replaced), columns: known ? columns : undefined, scope }
}

/** `distinct on (...)` the keys of the list, where a text of it may end with blanks. */
function emitDistinct({ items, exclude = [] }: Select, place: Place, replaced: Map<Node, Out>): void {
  const [first] = items
  if (first === undefined) return
  const names = exclude.map(({ name }) => nameText(name, place)).join(", ")
  const without = names === "" ? "" : ` exclude (${names})`
  const columns = items.map(({ expression }) =>
    expression.kind === "star"
      ? { value: out`columns(${emit(expression, place)}${without})`, type: unknown }
      : { value: emit(expression, place), type: typeOf(expression, place) },
  )
  replaced.set(first, out`${distinctOn(columns, place)}${replaced.get(first) ?? emit(first, place)}`)
}

/** An item of the list; a star behind the columns that are to stand `before` it. */
function emitItem(item: SelectItem, before: string, { exclude }: Select, place: Place): Out {
  const { alias, expression } = item
  if (alias !== undefined && !isNamedByAs(item, place))
    return out`${emit(expression, place)} as ${emitName(alias, place)}`
  if (before === "") return within(item, place)
  return out`${before}, ${within(item, place)}${exclude === undefined ? ` exclude (${before})` : ""}`
}

/**
 * In Redshift it holds for the whole list, in DuckDB for its star, and there it needs parentheses. What stands before the
 * star goes along.
 */
function emitExclude(
  { items, exclude }: Select,
  before: string,
  place: Place,
  replaced: Map<Node, Out>,
): void {
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
  const closes = place.context.sql.slice(star.end, first.start).includes("(")
  replaced.set(last, closes ? emitName(last, place) : out`${emitName(last, place)})`)
  const opened = out`${closes ? "" : "("}${before === "" ? "" : `${before}, `}`
  replaced.set(first, out`${opened}${replaced.get(first) ?? emitName(first, place)}`)
}

/** Whether DuckDB names the column as Redshift does, so that it needs no alias. */
function isNamedAlike(node: Expression, place: Place): boolean {
  if (node.kind === "paren") return isNamedAlike(node.inner, place)
  if (groupOf(node, place) !== undefined) return false
  return node.kind === "column" && node.parts.length <= 2 && node.steps.length === 0
}
