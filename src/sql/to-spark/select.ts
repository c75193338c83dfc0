import type { Expression, FromItem, GroupItem, Identifier, Node, OrderItem, Select } from "../ast.ts"
import { alike } from "../translation/alike.ts"
import { keyOf, mayEndInBlanks } from "../translation/blanks.ts"
import { areNamed } from "../translation/columns.ts"
import { type EmittedSelect, type Place, refuse } from "../translation/context.ts"
import { cut } from "../translation/cut.ts"
import { isPlain } from "../translation/distinct.ts"
import { groupByKeys, groupOf } from "../translation/grouping.ts"
import { aliasesInHaving } from "../translation/having.ts"
import { joined, type Out, out } from "../translation/output.ts"
import { qualified } from "../translation/qualify.ts"
import { type Columns, innerScope } from "../translation/scope.ts"
import { asWritten, columnsOfList, selectList, withName } from "../translation/select-list.ts"
import { selectWith, withoutAliases } from "../translation/select-text.ts"
import type { SqlType } from "../translation/sql-type.ts"
import { children, emit, emitName, nameText, within } from "../translation/walk.ts"

/** A select; `orderBy` is the order of the query around it. */
export function emitSelect(node: Select, outer: Place, orderBy: readonly OrderItem[]): EmittedSelect {
  const place = { context: outer.context, scope: innerScope(outer.scope) }
  const replaced = new Map<Node, Out>()
  for (const item of node.from) replaced.set(item, emit(item, place))
  groupByKeys(node, place)
  const hasStar = node.items.some(({ expression }) => expression.kind === "star")
  const expand =
    node.exclude !== undefined ||
    node.qualify !== undefined ||
    (hasStar && (node.distinct || node.from.some(isUsing)))
  const list = selectList(node, place, expand)
  aliasesInHaving(node, place)
  namesOfGroups(node, place)
  const columns = columnsOfList(list, node, place)
  const { scope } = withoutAliases(place)
  if (node.qualify !== undefined) {
    if (node.distinct) refuse(place, node, '"distinct" with "qualify"', "Put one of them into a subquery.")
    return { ...qualified(node, place, { list, replaced, orderBy }), columns, scope }
  }
  const items = expand
    ? joined(
        list.map((each) => withName(each, place)),
        ", ",
      )
    : asWritten(list, place)
  const text = selectWith(node, place, items, replaced)
  const order =
    scope.grouped.length === 0 ? orderByNames(columns, orderBy, place) : orderOfGroups(node, orderBy, place)
  if (!node.distinct || isPlain(columns)) return { out: text, columns, scope, order }
  const named = orderByNames(columns, orderBy, place)
  return { out: distinct(text, node, { columns, orderBy }, place), columns, scope, order: named }
}

/** An item of `group by` that names one of the list stays that name, unless a relation has such a column. */
function namesOfGroups({ groupBy, items }: Select, place: Place): void {
  const { replaced } = place.context
  const visit = (item: GroupItem): void => {
    if (item.kind === "grouping") {
      for (const each of item.items) visit(each)
      return
    }
    const name = bareName(item)
    const isColumn = place.scope.relations.some((each) => each.some?.has(name?.name ?? ""))
    if (name === undefined || isColumn || replaced.has(item)) return
    if (items.some(({ alias }) => alias?.name === name.name)) replaced.set(item, emitName(name, place))
  }
  for (const item of groupBy) visit(item)
}

function bareName(node: Expression): Identifier | undefined {
  return node.kind === "column" && node.parts.length === 1 && node.steps.length === 0
    ? node.parts[0]
    : undefined
}

/** What the rows are sorted by, where it is a column of the list. */
function orderByNames(
  columns: Columns,
  orderBy: readonly OrderItem[],
  place: Place,
): ReadonlyMap<OrderItem, Out> {
  const order = new Map<OrderItem, Out>()
  for (const item of orderBy) {
    const name = bareName(item.expression)
    if (name === undefined || !columns?.has(name.name)) continue
    if (columns.get(name.name)?.kind === "super") continue
    order.set(item, emitOrder(item, place, emitName(name, place)))
  }
  return order
}

/**
 * The order of groups that are made of keys: an item of the list by its number, as Spark would look for a value of a group
 * among the rows that are already grouped.
 */
function orderOfGroups(
  { items }: Select,
  orderBy: readonly OrderItem[],
  place: Place,
): ReadonlyMap<OrderItem, Out> {
  const order = new Map<OrderItem, Out>()
  if (items.some(({ expression }) => expression.kind === "star")) return order
  for (const item of orderBy) {
    const { expression } = item
    const name = expression.kind === "column" ? expression.parts.at(-1)?.name : undefined
    const index = items.findIndex(
      (each) => alike(each.expression, expression) || (name !== undefined && each.alias?.name === name),
    )
    if (index >= 0) order.set(item, emitOrder(item, place, [String(index + 1)]))
    else if (expression.kind !== "number" && readsGroup(expression, place))
      refuse(place, item, "an order of groups by something outside the list", "Add it to the list.")
  }
  return order
}

function readsGroup(node: Node, place: Place): boolean {
  if (node.kind === "query") return false
  return groupOf(node, place) !== undefined || children(node).some((child) => readsGroup(child, place))
}

/** Redshift sorts nulls as the greatest values, Spark as the smallest. */
export function emitOrder(node: OrderItem, place: Place, expression = emit(node.expression, place)): Out {
  const text = within(node, place, new Map([[node.expression, expression]]))
  return node.nulls === undefined ? out`${text} nulls ${node.descending ? "first" : "last"}` : text
}

/** Whether a relation is joined by `using`: the columns of such a join stand in another order in Spark. */
function isUsing(item: FromItem): boolean {
  if (item.kind === "parenFrom") return isUsing(item.inner)
  return (
    item.kind === "join" &&
    (item.using !== undefined || item.natural || isUsing(item.left) || isUsing(item.right))
  )
}

/** Distinct rows where a text may end with blanks: one row for each group of keys. */
function distinct(
  text: Out,
  node: Select,
  { columns, orderBy }: { readonly columns: Columns; readonly orderBy: readonly OrderItem[] },
  place: Place,
): Out {
  const [first] = node.items
  if (first === undefined || columns === undefined || !areNamed(columns.keys())) {
    refuse(place, node, '"distinct" over columns without names', "Name each column of the list.")
    return text
  }
  for (const { expression, ...span } of orderBy) {
    const name = expression.kind === "column" ? expression.parts.at(-1)?.name : undefined
    if (expression.kind !== "number" && (name === undefined || !columns.has(name)))
      refuse(place, span, 'an order by something outside the list of "select distinct"')
  }
  return distinctRows(cut(text, { start: node.start, end: first.start }, ["select "]), columns, place)
}

/** The rows of a query, each once. */
export function distinctRows(query: Out, columns: ReadonlyMap<string, SqlType>, place: Place): Out {
  const all = [...columns].map(([name, type]) => ({ name: nameText(name, place), type }))
  const list = all.map(({ name, type }) => (mayEndInBlanks(type) ? `any_value(${name}) as ${name}` : name))
  const keys = all.map(({ name, type }): Out => (mayEndInBlanks(type) ? keyOf([name], type, place) : [name]))
  return out`select ${list.join(", ")} from (${query}) as lux_rows group by ${joined(keys, ", ")}`
}
