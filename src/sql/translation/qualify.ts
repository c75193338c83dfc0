import type { Expression, Node, OrderItem, Select } from "../ast.ts"
import { keyOf, mayEndInBlanks } from "./blanks.ts"
import { type Place, refuse } from "./context.ts"
import { cut } from "./cut.ts"
import { distinctOn } from "./distinct.ts"
import { typeOf } from "./infer.ts"
import { deciding } from "./order-keys.ts"
import { joined, type Out, out } from "./output.ts"
import type { Listed } from "./select-list.ts"
import { selectWith } from "./select-text.ts"
import type { SqlType } from "./sql-type.ts"
import { emit, nameText } from "./walk.ts"

interface Parts {
  readonly list: readonly Listed[]
  readonly replaced: Map<Node, Out>
  readonly orderBy: readonly OrderItem[]
}

/**
 * A select with `qualify`, for engines that lack it: the select with its condition as one more column, and around it the
 * rows where that is true. What the query is ordered by goes along as a column if it is not in the list.
 */
export function qualified(
  node: Select,
  place: Place,
  { list, replaced, orderBy }: Parts,
): { readonly out: Out; readonly order: ReadonlyMap<OrderItem, Out> } {
  const { qualify, items } = node
  const [first] = items
  if (qualify === undefined || first === undefined) throw new Error("a select without qualify was qualified")
  const named = list.map((each, index) => ({
    value: each.value,
    name: each.name,
    column: columnName(list, index),
    type: each.type,
  }))
  const order = new Map<OrderItem, Out>()
  const hidden: Out[] = []
  for (const item of orderBy) {
    const key = (value: Out, type: SqlType): Out =>
      deciding(orderBy).includes(item) && mayEndInBlanks(type) ? keyOf(value, type, place) : value
    const listed = listedAs(item.expression, list)
    if (listed !== undefined) {
      const behind = { start: item.expression.end, end: item.end }
      if (mayEndInBlanks(listed.type))
        order.set(item, [...key(emit(item.expression, place), listed.type), behind])
      continue
    }
    if (item.expression.kind === "number") continue
    if (node.distinct) refuse(place, item, 'an order by something outside the list of "select distinct"')
    const column = `lux_order_${hidden.length + 1}`
    hidden.push(out`${key(emit(item.expression, place), typeOf(item.expression, place))} as ${column}`)
    order.set(item, [column, { start: item.expression.end, end: item.end }])
  }
  const keep = out`${emit(qualify, place)} as lux_keep`
  const columns = named.map(({ value, column }) => out`${value} as ${place.context.engine.quote(column)}`)
  replaced.set(qualify, [])
  const inner = selectWith(node, place, joined([...columns, ...hidden, keep], ", "), replaced)
  const without = cut(
    cut(inner, { start: node.start, end: first.start }, ["select "]),
    keyword(node, qualify, place),
  )
  const outer = named.map(({ name, column }): Out => {
    if (name === column) return [nameText(name, place)]
    return [`${place.context.engine.quote(column)} as ${nameText(name ?? "?column?", place)}`]
  })
  const rows = named.map(({ column, type }) => ({ value: [place.context.engine.quote(column)], type }))
  const distinct: Out = node.distinct ? out`distinct ${distinctOn(rows, place)}` : []
  const text = out`select ${distinct}${joined(outer, ", ")} from (${without}) as lux_rows where lux_keep`
  return { out: text, order }
}

/** The name of a column inside: its own, unless it has none or an earlier column has the same. */
function columnName(list: readonly Listed[], index: number): string {
  const name = list[index]?.name
  const taken = list.slice(0, index).some((each) => each.name === name)
  return name === undefined || taken ? `lux_column_${index + 1}` : name
}

function listedAs(node: Expression, list: readonly Listed[]): Listed | undefined {
  const [name, more] = node.kind === "column" ? node.parts : []
  if (name === undefined || more !== undefined) return undefined
  return list.find((each) => each.name === name.name)
}

function keyword(node: Select, qualify: Expression, { context }: Place) {
  const before = context.sql.slice(node.start, qualify.start)
  return { start: node.start + before.toLowerCase().lastIndexOf("qualify"), end: qualify.start }
}
