import type { Expression, OrderItem, Query, Select } from "../ast.ts"
import { impliedName } from "../column-name.ts"
import { keyOf, mayEndInBlanks } from "./blanks.ts"
import { areNamed } from "./columns.ts"
import { type EmittedSelect, type Place, refuse } from "./context.ts"
import { typeOf } from "./infer.ts"
import type { Columns } from "./scope.ts"
import { unknown } from "./sql-type.ts"
import { markSuperOrder, refuseSuperOrder } from "./super.ts"
import { emit, nameText } from "./walk.ts"

/** The items that decide before others do: texts that are equal but for trailing blanks leave it to the next one. */
export function deciding(orderBy: readonly OrderItem[]): readonly OrderItem[] {
  return orderBy.slice(0, -1)
}

/** From now on the items of a select's order are written as keys, where others follow. */
export function markOrder({ body: node, orderBy }: Query, body: EmittedSelect, place: Place): void {
  if (node.kind !== "select") return
  for (const item of orderBy) {
    const listed = listedAs(item.expression, node)
    if (typeOf(listed?.expression ?? item.expression, place).kind !== "super") continue
    if (node.distinct) refuseSuperOrder(item, place)
    else markSuperOrder(item, listed?.expression ?? item.expression, place)
  }
  for (const item of deciding(orderBy)) {
    if (body.order?.has(item)) continue
    const listed = listedAs(item.expression, node)
    const expression = listed?.expression ?? item.expression
    const type = body.columns?.get(listed?.name ?? "") ?? typeOf(expression, place)
    if (!mayEndInBlanks(type)) continue
    if (
      node.groupBy.some(({ kind }) => kind === "grouping") &&
      place.context.engine.lacks?.has("keys of sets")
    )
      refuse(
        place,
        item,
        "an order by a text that rollup or its like groups, and by something else",
        setsHint,
      )
    place.context.replaced.set(item.expression, keyOf(emit(expression, place), type, place))
  }
}

const setsHint = "Sort in a query around it, or by the text as the last item."

/** The same of the names that a set operation is sorted by; whether there are any: then its rows stand in a subquery. */
export function markSetOrder(orderBy: readonly OrderItem[], columns: Columns, place: Place): boolean {
  const { replaced } = place.context
  const decides = new Set(deciding(orderBy))
  const marked = orderBy.filter((item) => {
    const { expression } = item
    const named = expression.kind === "number" ? [...(columns ?? [])][Number(expression.text) - 1] : undefined
    const name = named?.[0] ?? (expression.kind === "column" ? expression.parts[0]?.name : undefined)
    const type = columns?.get(name ?? "") ?? unknown
    if (type.kind === "super") refuseSuperOrder(item, place)
    if (name === undefined || !areNamed([name]) || !mayEndInBlanks(type) || !decides.has(item)) return false
    replaced.set(expression, keyOf([nameText(name, place)], type, place))
    return true
  })
  return marked.length > 0
}

/** The same of the order inside an aggregate. */
export function markKeys(orderBy: readonly OrderItem[], place: Place): void {
  for (const { expression } of deciding(orderBy)) {
    const type = typeOf(expression, place)
    if (mayEndInBlanks(type))
      place.context.replaced.set(expression, keyOf(emit(expression, place), type, place))
  }
}

/** The item of the list that a number or a name alone stands for. */
function listedAs(
  node: Expression,
  { items }: Select,
): { readonly expression: Expression; readonly name: string | undefined } | undefined {
  const name = node.kind === "column" && node.steps.length === 0 ? node.parts : []
  const found =
    node.kind === "number"
      ? items[Number(node.text) - 1]
      : items.find(
          ({ alias, expression }) =>
            name.length === 1 && (alias?.name ?? impliedName(expression)) === name[0]?.name,
        )
  if (found === undefined || found.expression.kind === "star") return undefined
  return { expression: found.expression, name: found.alias?.name ?? impliedName(found.expression) }
}
