import type { Node, OrderItem, Select } from "../ast.ts"
import { keyOf, mayEndInBlanks } from "../translation/blanks.ts"
import { addColumn, starColumns } from "../translation/columns.ts"
import type { EmittedSelect, Place } from "../translation/context.ts"
import { distinctOn } from "../translation/distinct.ts"
import { groupByKeys } from "../translation/grouping.ts"
import { joined, type Out } from "../translation/output.ts"
import { type Columns, innerScope } from "../translation/scope.ts"
import { type SqlType, trimmed } from "../translation/sql-type.ts"
import { emit } from "../translation/walk.ts"
import { aliasesInHaving } from "./having.ts"
import { qualified } from "./qualify.ts"
import { type Listed, selectList, withName } from "./select-list.ts"
import { selectWith, withoutAliases } from "./select-text.ts"

/** A select; `orderBy` is the order of the query around it. */
export function emitSelect(node: Select, outer: Place, orderBy: readonly OrderItem[]): EmittedSelect {
  const place = { context: outer.context, scope: innerScope(outer.scope) }
  const replaced = new Map<Node, Out>()
  for (const item of node.from) replaced.set(item, emit(item, place))
  groupByKeys(node, place)
  const expand =
    node.exclude !== undefined ||
    node.qualify !== undefined ||
    (node.distinct && node.items.some(({ expression }) => expression.kind === "star"))
  const all = selectList(node, place, expand)
  const list = node.distinct && node.qualify === undefined && orderBy.length > 0 ? keyed(all, place) : all
  aliasesInHaving(node, place)
  const columns = columnsOf(list, node, place)
  const { scope } = withoutAliases(place)
  if (node.qualify !== undefined)
    return { ...qualified(node, place, { list, replaced, orderBy }), columns, scope }
  const items = expand
    ? joined(
        list.map((each) => withName(each, place)),
        ", ",
      )
    : asWritten(list, place)
  const on = node.distinct && orderBy.length === 0 ? distinctOn(list, place) : []
  return { out: selectWith(node, place, [...on, ...items], replaced), columns, scope }
}

/** With an order `distinct on` would have to begin with it: the texts are given without their blanks. */
function keyed(list: readonly Listed[], place: Place): Listed[] {
  return list.map((each) => {
    if (!mayEndInBlanks(each.type)) return each
    return { ...each, value: keyOf(each.value, place), type: trimmed, namedAlike: false }
  })
}

/** The list with the blanks, line ends and comments that stand between its items. */
function asWritten(list: readonly Listed[], place: Place): Out {
  return list.flatMap((each, index): Out => {
    const before = list[index - 1]
    const text = withName(each, place)
    return before === undefined ? text : [{ start: before.item.end, end: each.item.start }, ...text]
  })
}

function columnsOf(list: readonly Listed[], { from }: Select, { scope }: Place): Columns {
  const columns = new Map<string, SqlType>()
  for (const { item, name, type } of list) {
    const { expression } = item
    if (expression.kind !== "star" || name !== undefined) {
      addColumn(columns, name, type)
      continue
    }
    const stars = starColumns(expression, from, scope)
    if (stars === undefined) return undefined
    for (const star of stars) addColumn(columns, star.name, star.type)
  }
  return columns
}
