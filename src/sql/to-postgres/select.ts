import type { Node, OrderItem, Select } from "../ast.ts"
import { keyOf, mayEndInBlanks } from "../translation/blanks.ts"
import type { EmittedSelect, Place } from "../translation/context.ts"
import { distinctOn } from "../translation/distinct.ts"
import { groupByKeys } from "../translation/grouping.ts"
import { aliasesInHaving } from "../translation/having.ts"
import { joined, type Out } from "../translation/output.ts"
import { qualified } from "../translation/qualify.ts"
import { innerScope } from "../translation/scope.ts"
import { asWritten, columnsOfList, type Listed, selectList, withName } from "../translation/select-list.ts"
import { selectWith, withoutAliases } from "../translation/select-text.ts"
import { trimmed } from "../translation/sql-type.ts"
import { blankBefore, emit } from "../translation/walk.ts"

/** A select; `orderBy` is the order of the query around it. */
export function emitSelect(node: Select, outer: Place, orderBy: readonly OrderItem[]): EmittedSelect {
  const place = { context: outer.context, scope: innerScope(outer.scope, node.items) }
  const replaced = new Map<Node, Out>()
  for (const item of node.from) replaced.set(item, emit(item, place))
  groupByKeys(node, place)
  const hasStar = node.items.some(({ expression }) => expression.kind === "star")
  const expand =
    node.exclude !== undefined ||
    node.qualify !== undefined ||
    (hasStar && (node.distinct || place.scope.merged.size > 0))
  const all = selectList(node, place, expand)
  const list = node.distinct && node.qualify === undefined && orderBy.length > 0 ? keyed(all, place) : all
  aliasesInHaving(node, place)
  const columns = columnsOfList(list, node, place)
  const { scope } = withoutAliases(place)
  if (node.qualify !== undefined)
    return { ...qualified(node, place, { list, replaced, orderBy }), columns, scope }
  const items = expand
    ? joined(
        list.map((each) => withName(each, place)),
        ", ",
      )
    : asWritten(list, place)
  const on =
    node.distinct && orderBy.length === 0
      ? distinctOn(
          list.map((each) => ({ ...each, expression: each.item.expression })),
          place,
        )
      : []
  const [first] = node.items
  const apart = node.distinct && first !== undefined ? [blankBefore(first, place)] : []
  return { out: selectWith(node, place, [...apart, ...on, ...items], replaced), columns, scope }
}

/** With an order `distinct on` would have to begin with it: the texts are given without their blanks. */
function keyed(list: readonly Listed[], place: Place): Listed[] {
  return list.map((each) => {
    if (!mayEndInBlanks(each.type)) return each
    return { ...each, value: keyOf(each.value, each.type, place), type: trimmed, namedAlike: false }
  })
}
