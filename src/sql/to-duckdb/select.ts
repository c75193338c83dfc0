import type { Expression, Node, Select, SelectItem } from "../ast.ts"
import { impliedName } from "../column-name.ts"
import { duckDbMacros } from "../duckdb-macros.ts"
import { isRandom } from "../translation/aliases.ts"
import { addColumn, starColumns } from "../translation/columns.ts"
import { type EmittedSelect, type Place, refuse } from "../translation/context.ts"
import { distinctOn } from "../translation/distinct.ts"
import { groupByKeys, groupOf } from "../translation/grouping.ts"
import { typeOf } from "../translation/infer.ts"
import { joined, type Out, out } from "../translation/output.ts"
import { innerScope, resolveColumn } from "../translation/scope.ts"
import { type SqlType, unknown } from "../translation/sql-type.ts"
import {
  blankBefore,
  blankBehind,
  children,
  emit,
  emitName,
  isNamedByAs,
  nameText,
  within,
} from "../translation/walk.ts"
import { type BeforeStar, beforeItem } from "./star.ts"

export function emitSelect(node: Select, outer: Place): EmittedSelect {
  const scope = innerScope(outer.scope)
  const place = { context: outer.context, scope }
  const replaced = new Map<Node, Out>()
  for (const item of node.from) replaced.set(item, emit(item, place))
  if (node.top !== undefined) replaced.set(node.top, [])
  groupByKeys(node, place)
  // There any alias may stand.
  for (const item of node.groupBy) replaced.set(item, emit(item, place))
  const excluded = new Set(node.exclude?.map(({ name }) => name))
  const before = new Map(node.items.map((item) => [item, beforeItem(item, node, place)]))
  emitExclude(node, before, place, replaced)
  const columns = new Map<string, SqlType>()
  let known = true
  for (const item of node.items) {
    const { expression, alias } = item
    if (typeOf(expression, place).kind === "interval")
      refuse(place, item, "an interval as a column", "Its text differs: add it to a date, or use datediff.")
    const implied =
      alias === undefined && !isNamedAlike(expression, place) ? impliedName(expression) : undefined
    const text = emitItem(item, before.get(item), node, place)
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
    if (alias === undefined) continue
    scope.aliases.set(alias.name, expression)
    if (isUnreadable(expression, text, place)) scope.unreadable.add(alias.name)
  }
  if (node.distinct) emitDistinct(node, before, place, replaced)
  const written = within(node, place, replaced)
  scope.unreadable.clear()
  return { out: written, columns: known ? columns : undefined, scope }
}

/** DuckDB reads no alias of what may raise an error, is random or has a subquery. */
function isUnreadable(expression: Expression, text: Out, { context }: Place): boolean {
  const own = text.map((piece) => (typeof piece === "string" ? piece : "")).join(" ")
  const called = [...own.matchAll(/(\w+)\.(\w+)/g)].flatMap(([, schema, name]) =>
    schema === context.functions && name !== undefined ? [name] : [],
  )
  return called.some(raises) || isRandom(expression) || hasQuery(expression)
}

function raises(macro: string): boolean {
  const { sql, uses = [] } = duckDbMacros[macro] ?? { sql: "" }
  return sql.includes("error(") || uses.some(raises)
}

function hasQuery(node: Node): boolean {
  return node.kind === "query" || children(node).some(hasQuery)
}

type Before = ReadonlyMap<SelectItem, BeforeStar>

/** `distinct on (...)` the keys of the list, where a text of it may end with blanks. */
function emitDistinct(
  { items, exclude = [] }: Select,
  before: Before,
  place: Place,
  replaced: Map<Node, Out>,
): void {
  const [first] = items
  if (first === undefined) return
  const columns = items.flatMap((item) => {
    const { expression } = item
    if (expression.kind !== "star")
      return { expression, value: emit(expression, place), type: typeOf(expression, place) }
    const merged = (before.get(item)?.names ?? []).flatMap((name) => {
      const value = place.scope.merged.get(name)
      return value === undefined ? [] : [{ name, ...value }]
    })
    const names = [...exclude.map(({ name }) => nameText(name, place)), ...merged.map(({ name }) => name)]
    const without = names.length === 0 ? "" : ` exclude (${names.join(", ")})`
    return [...merged, { value: out`columns(${emit(expression, place)}${without})`, type: unknown }]
  })
  replaced.set(
    first,
    out`${blankBefore(first, place)}${distinctOn(columns, place)}${replaced.get(first) ?? emit(first, place)}`,
  )
}

/** An item of the list; a star behind the columns that are to stand `before` it. */
function emitItem(item: SelectItem, before: BeforeStar | undefined, { exclude }: Select, place: Place): Out {
  const { alias, expression } = item
  if (alias !== undefined && !isNamedByAs(item, place))
    return out`${emit(expression, place)} as ${emitName(alias, place)}`
  if (before === undefined || before.names.length === 0) return within(item, place)
  const without = exclude === undefined ? ` exclude (${before.names.join(", ")})` : ""
  return out`${joined(before.values, ", ")}, ${within(item, place)}${without}`
}

/**
 * In Redshift it holds for the whole list, in DuckDB for its star, and there it needs parentheses. What stands before the
 * star goes along.
 */
function emitExclude(
  { items, exclude }: Select,
  before: Before,
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
  const names = (before.get(star)?.names ?? []).map((name) => `${name}, `).join("")
  const opened = out`${closes ? "" : "("}${names}`
  replaced.set(first, out`${opened}${replaced.get(first) ?? emitName(first, place)}`)
}

/** Whether DuckDB names the column as Redshift does, so that it needs no alias. */
function isNamedAlike(node: Expression, place: Place): boolean {
  if (node.kind === "paren") return isNamedAlike(node.inner, place)
  if (groupOf(node, place) !== undefined) return false
  if (node.kind === "column" && resolveColumn(node, place.scope).merged !== undefined) return false
  return node.kind === "column" && node.parts.length <= 2 && node.steps.length === 0
}
