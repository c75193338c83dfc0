import type { Node, OrderItem, Query, QueryBody, SetOperation } from "../ast.ts"
import { beforeClose, commonColumns, renamedColumns } from "./columns.ts"
import { type EmittedQuery, type EmittedSelect, type Place, refuse } from "./context.ts"
import { distinctRows, isPlain, keyedRows } from "./distinct.ts"
import { markOrder, markSetOrder } from "./order-keys.ts"
import { withOuterJoins } from "./outer-marks.ts"
import { type Out, out } from "./output.ts"
import { innerScope } from "./scope.ts"
import { emit, emitName, within } from "./walk.ts"

/** A query with its common table expressions, order and limit; the engine says how a select is written. */
export function emitQuery(node: Query, outer: Place): EmittedQuery {
  const scope = innerScope(outer.scope)
  const place = { context: outer.context, scope }
  const replaced = new Map<Node, Out>()
  if (node.recursive && outer.context.engine.lacks?.has("recursion"))
    refuse(place, node, "a recursive query", "Write the steps as queries of their own.")
  for (const cte of node.ctes) {
    if (node.recursive) scope.ctes.set(cte.name.name, undefined)
    if (node.recursive && cte.query.body.kind === "set") place.context.recursive.add(cte.query.body)
    const inner = emitQuery(cte.query, place)
    replaced.set(cte, within(cte, place, new Map([[cte.query, inner.out]])))
    scope.ctes.set(
      cte.name.name,
      renamedColumns(
        inner.columns,
        cte.columns?.map((each) => each.name),
      ),
    )
  }
  const body = emitBody(node.body, place, node.orderBy)
  replaced.set(node.body, body.out)
  const inside = { context: outer.context, scope: body.scope }
  if (node.body.kind === "set") {
    namesOfSet(node.orderBy, inside)
    if (markSetOrder(node.orderBy, body.columns, inside))
      replaced.set(node.body, out`select * from (${body.out}) as lux_rows`)
  } else markOrder(node, body, inside)
  for (const item of node.orderBy) replaced.set(item, body.order?.get(item) ?? emit(item, inside))
  const top = node.body.kind === "select" ? node.body.top : undefined
  if (top !== undefined && node.limit !== undefined) refuse(place, top, '"top" together with "limit"')
  const text = within(node, inside, replaced)
  if (top === undefined) return { out: text, columns: body.columns }
  return { out: beforeClose(text, ` limit ${top.count}`, node.parens), columns: body.columns }
}

/** A set operation is sorted by columns of its own, which no relation has. */
function namesOfSet(orderBy: readonly OrderItem[], place: Place): void {
  for (const { expression } of orderBy) {
    const [name, more] = expression.kind === "column" ? expression.parts : []
    if (name !== undefined && more === undefined)
      place.context.replaced.set(expression, emitName(name, place))
  }
}

function emitBody(node: QueryBody, place: Place, orderBy: readonly OrderItem[]): EmittedSelect {
  if (node.kind === "select") return place.context.engine.select(withOuterJoins(node, place), place, orderBy)
  if (node.kind === "set") return emitSet(node, place, true)
  if (node.kind === "query") return { ...emitQuery(node, place), scope: place.scope }
  return { out: within(node, place), columns: undefined, scope: place.scope }
}

/** `once`: whether the rows of a union are told apart here, and not by what stands around it. */
function emitSet(node: SetOperation, place: Place, once: boolean): EmittedSelect {
  const operator = { start: node.operatorStart, end: node.operatorEnd }
  if (node.all && node.operator !== "union")
    refuse(place, operator, `"${node.operator} all"`, "Redshift has it only for union.")
  for (const side of [node.left, node.right])
    if (side.kind === "select" && side.top !== undefined)
      refuse(place, side.top, '"top" in a part of a set operation', "Put the part in parentheses.")
  const isUnion = node.operator === "union"
  const isRecursive = place.context.recursive.has(node)
  const isDistinct = !node.all && !isRecursive
  const part = (body: QueryBody) =>
    isUnion && isDistinct && body.kind === "set" && body.operator === "union"
      ? emitSet(body, place, false)
      : emitBody(body, place, [])
  const left = part(node.left)
  const right = part(node.right)
  const columns = commonColumns(left.columns, right.columns)
  const told = isDistinct && !isPlain(columns)
  const between = { start: node.left.end, end: node.operatorStart }
  const rest = { start: node.operatorEnd, end: node.right.start }
  const common = place.context.engine.commonRows?.(left.columns, right.columns, place, isRecursive)
  const whole = common?.whole
  if (whole !== undefined && !isUnion)
    refuse(
      place,
      operator,
      `"${node.operator}" of decimals whose types are not known`,
      "Cast the columns of both parts to one type, as in sum(a)::decimal(18,2).",
    )
  const isAll = isUnion && isDistinct && (told || !once || whole !== undefined)
  const word: Out = node.operator === "minus" ? ["except"] : isAll ? ["union all"] : [operator]
  const side = ({ out: text, columns: own }: EmittedSelect, index: 0 | 1) => {
    const keyed = told && !isUnion ? keyedRows(text, own, operator, place) : text
    return common?.part(keyed, index) ?? keyed
  }
  const rows: Out = [
    { start: node.start, end: node.left.start },
    ...side(left, 0),
    between,
    ...word,
    rest,
    ...side(right, 1),
  ]
  const text = isUnion && whole !== undefined ? whole(rows, isDistinct && !told && once) : rows
  if (!told || !isUnion || !once) return { out: text, columns, scope: place.scope }
  return { out: distinctRows(text, columns, operator, place), columns, scope: place.scope }
}
