import type { Expression, Node, Query, QueryBody, Select, SetOperation } from "../ast.ts"
import { impliedName } from "../column-name.ts"
import { identifier } from "../identifier.ts"
import { beforeClose, commonColumns, renamedColumns, starColumns } from "../translation/columns.ts"
import { type Place, refuse } from "../translation/context.ts"
import { typeOf } from "../translation/infer.ts"
import { type Out, out } from "../translation/output.ts"
import { type Columns, innerScope, type Scope } from "../translation/scope.ts"
import type { SqlType } from "../translation/sql-type.ts"
import { emit, emitName, within } from "../translation/walk.ts"
import { emitFrom } from "./from.ts"

/** A translated query, what is known of its columns, and the scope that its order by sees. */
export interface EmittedQuery {
  readonly out: Out
  readonly columns: Columns
}

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
  const body = emitBody(node.body, place)
  replaced.set(node.body, body.out)
  const inside = { context: outer.context, scope: body.scope }
  for (const item of node.orderBy) replaced.set(item, emit(item, inside))
  const top = node.body.kind === "select" ? node.body.top : undefined
  if (top !== undefined && node.limit !== undefined) refuse(place, top, '"top" together with "limit"')
  const text = within(node, inside, replaced)
  if (top === undefined) return { out: text, columns: body.columns }
  return { out: beforeClose(text, ` limit ${top.count}`, node.parens), columns: body.columns }
}

interface EmittedBody extends EmittedQuery {
  readonly scope: Scope
}

function emitBody(node: QueryBody, place: Place): EmittedBody {
  if (node.kind === "select") return emitSelect(node, place)
  if (node.kind === "set") return emitSet(node, place)
  if (node.kind === "query") return { ...emitQuery(node, place), scope: place.scope }
  return { out: within(node, place), columns: undefined, scope: place.scope }
}

function emitSet(node: SetOperation, place: Place): EmittedBody {
  const operator = { start: node.operatorStart, end: node.operatorEnd }
  if (node.all && node.operator !== "union")
    refuse(place, operator, `"${node.operator} all"`, "Redshift has it only for union.")
  for (const side of [node.left, node.right])
    if (side.kind === "select" && side.top !== undefined)
      refuse(place, side.top, '"top" in a part of a set operation', "Put the part in parentheses.")
  const left = emitBody(node.left, place)
  const right = emitBody(node.right, place)
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

function emitSelect(node: Select, outer: Place): EmittedBody {
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
