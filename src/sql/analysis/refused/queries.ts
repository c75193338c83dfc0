import type { Spanned } from "../../ast/spanned.ts"
import type { Cte, Expression, OrderItem, Query, Select, SetOperation } from "../../ast.ts"
import type { Shape } from "../shape.ts"
import type { State } from "../state.ts"
import { partsOf } from "../walk.ts"
import { orderOf } from "./calls.ts"
import { type Refused, refused } from "./refused.ts"

const form = "LUX-3306"

/** `intersect all`, `except all`, `minus all`. */
export function refuseSet({ all, operator, operatorStart, operatorEnd }: SetOperation, state: State): void {
  if (all && operator !== "union")
    refused(
      state,
      { start: operatorStart, end: operatorEnd },
      { code: form, page: "r_UNION", message: `"${operator} all"`, hint: `Write "${operator}".` },
    )
}

/** A list of values where a table is expected. */
export function refuseValues({ body }: Query, state: State): void {
  if (body.kind === "values")
    refused(state, body, {
      code: form,
      page: "c_unsupported-postgresql-features",
      message: '"values" as a table',
      hint: 'Write "select 1 as a union all select 2", or a seed.',
    })
}

/** A recursive query has its columns named, and two parts by `union all`. */
export function refuseRecursion({ name, columns, query }: Cte, state: State): void {
  const { body } = query
  if (!new RegExp(`\\b${name.name}\\b`).test(state.textOf(query))) return
  const recursive = { code: form, page: "r_WITH_clause" } as const
  if (columns === undefined)
    refused(state, name, {
      ...recursive,
      message: `the recursive query "${name.name}" without a list of its columns`,
      hint: `Write "${name.name} (a, b) as (...)".`,
    })
  if (body.kind === "set" && body.operator === "union" && !body.all)
    refused(
      state,
      { start: body.operatorStart, end: body.operatorEnd },
      { ...recursive, message: 'a recursive query by "union"', hint: 'Write "union all".' },
    )
}

const systemColumns = new Set(["oid", "tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"])

/** A column of a table that has the name of one of the system's. */
export function refuseColumnName(name: string, span: Spanned, state: State): void {
  if (systemColumns.has(name))
    refused(state, span, {
      code: form,
      page: "c_unsupported-postgresql-features",
      message: `"${name}" as the name of a column`,
      hint: "Give it another name.",
    })
}

/** What a select and the order of its query may not have together. */
export function refuseSelect(node: Select, query: Query | undefined, shape: Shape, state: State): void {
  refuseOrders(node, state)
  if (
    node.qualify !== undefined &&
    !hasWindow(node.qualify) &&
    !node.items.some((item) => hasWindow(item.expression))
  )
    refused(state, node.qualify, {
      code: form,
      page: "r_QUALIFY_clause",
      message: '"qualify" without a window function',
      hint: 'Write the condition after "where" or "having".',
    })
  if (node.distinct && !shape.open)
    for (const item of query?.orderBy ?? []) refuseDistinctOrder(item, node, shape, state)
}

function hasWindow(node: Expression): boolean {
  return (node.kind === "call" && node.over !== undefined) || partsOf(node).some(hasWindow)
}

function refuseDistinctOrder({ expression }: OrderItem, { items }: Select, shape: Shape, state: State): void {
  const name = expression.kind === "column" ? expression.parts.at(-1)?.name : undefined
  const listed =
    expression.kind === "number" ||
    (name !== undefined && shape.column(name) !== undefined) ||
    items.some(
      (item) => item.expression.kind === "star" || state.textOf(item.expression) === state.textOf(expression),
    )
  if (!listed)
    refused(state, expression, {
      code: form,
      page: "r_ORDER_BY_clause",
      message: 'an order of "select distinct" by something that is not in its list',
      hint: "Put it into the list, or group by the columns instead.",
    })
}

/** Aggregates that sort their values must all sort them alike, and stand beside none of distinct values. */
function refuseOrders({ items, having }: Select, state: State): void {
  const parts = [...items.map(({ expression }) => expression), ...(having === undefined ? [] : [having])]
  const calls = parts.flatMap(ordered)
  const [sorting] = calls
  const distinct = sorting && parts.flatMap(distinctCalls).find((node) => !calls.includes(node))
  if (sorting !== undefined && distinct !== undefined)
    refused(state, distinct, {
      code: "LUX-3301",
      page: "r_LISTAGG",
      message: `"${distinct.name}" of distinct values beside "${sorting.name}" in one query`,
      hint: "Compute one of them in a subquery.",
    })
  const [first, ...others] = calls.map((node) => ({ node, order: orderOf(node)?.map(state.textOf).join() }))
  const other = others.find(({ order }) => order !== first?.order)
  if (first === undefined || other === undefined) return
  const clash: Refused = {
    code: "LUX-3301",
    page: first.node.name === "listagg" ? "r_LISTAGG" : `r_${other.node.name.toUpperCase()}`,
    message: `"${first.node.name}" and "${other.node.name}" with different orders in one query`,
    hint: "Compute one of them in a subquery. A median is ordered by what it is taken of.",
  }
  refused(state, other.node, clash)
}

type AggregateCall = Extract<Expression, { readonly kind: "call" }>

/** Aggregates of distinct values. */
function distinctCalls(node: Expression): readonly AggregateCall[] {
  if (node.kind === "call" && node.distinct && !node.approximate && node.over === undefined) return [node]
  return partsOf(node).flatMap(distinctCalls)
}

function ordered(node: Expression): readonly AggregateCall[] {
  if (node.kind === "call" && orderOf(node) !== undefined) return [node]
  return partsOf(node).flatMap(ordered)
}
