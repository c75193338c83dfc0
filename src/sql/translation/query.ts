import type { Node, OrderItem, Query, QueryBody, SetOperation } from "../ast.ts"
import { beforeClose, commonColumns, renamedColumns } from "./columns.ts"
import { type EmittedQuery, type EmittedSelect, type Place, refuse } from "./context.ts"
import type { Out } from "./output.ts"
import { innerScope } from "./scope.ts"
import { emit, within } from "./walk.ts"

/** A query with its common table expressions, order and limit; the engine says how a select is written. */
export function emitQuery(node: Query, outer: Place): EmittedQuery {
  const scope = innerScope(outer.scope)
  const place = { context: outer.context, scope }
  const replaced = new Map<Node, Out>()
  for (const cte of node.ctes) {
    if (node.recursive) scope.ctes.set(cte.name.name, undefined)
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
  for (const item of node.orderBy) replaced.set(item, body.order?.get(item) ?? emit(item, inside))
  const top = node.body.kind === "select" ? node.body.top : undefined
  if (top !== undefined && node.limit !== undefined) refuse(place, top, '"top" together with "limit"')
  const text = within(node, inside, replaced)
  if (top === undefined) return { out: text, columns: body.columns }
  return { out: beforeClose(text, ` limit ${top.count}`, node.parens), columns: body.columns }
}

function emitBody(node: QueryBody, place: Place, orderBy: readonly OrderItem[]): EmittedSelect {
  if (node.kind === "select") return place.context.engine.select(node, place, orderBy)
  if (node.kind === "set") return emitSet(node, place)
  if (node.kind === "query") return { ...emitQuery(node, place), scope: place.scope }
  return { out: within(node, place), columns: undefined, scope: place.scope }
}

function emitSet(node: SetOperation, place: Place): EmittedSelect {
  const operator = { start: node.operatorStart, end: node.operatorEnd }
  if (node.all && node.operator !== "union")
    refuse(place, operator, `"${node.operator} all"`, "Redshift has it only for union.")
  for (const side of [node.left, node.right])
    if (side.kind === "select" && side.top !== undefined)
      refuse(place, side.top, '"top" in a part of a set operation', "Put the part in parentheses.")
  const left = emitBody(node.left, place, [])
  const right = emitBody(node.right, place, [])
  const between = { start: node.left.end, end: node.operatorStart }
  const rest = { start: node.operatorEnd, end: node.right.start }
  const word: Out = node.operator === "minus" ? ["except"] : [operator]
  const text: Out = [
    { start: node.start, end: node.left.start },
    ...left.out,
    between,
    ...word,
    rest,
    ...right.out,
  ]
  return { out: text, columns: commonColumns(left.columns, right.columns), scope: place.scope }
}
