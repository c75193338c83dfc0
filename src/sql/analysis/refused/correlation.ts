import type { ColumnRef, Expression, Query, Select } from "../../ast.ts"
import type { Level, Place } from "../place.ts"
import type { Scope } from "../scope.ts"
import type { State } from "../state.ts"
import { partsOf } from "../walk.ts"
import { refused } from "./refused.ts"

/** Subqueries that Redshift cannot make joins of: https://docs.aws.amazon.com/redshift/latest/dg/r_correlated_subqueries.html */
const correlated = { code: "LUX-3307", page: "r_correlated_subqueries", hint: "Write it as a join." } as const

/** Notes a column of a query around this one, which is told to `level`; one that is farther away is refused. */
export function noteCorrelation(node: ColumnRef, owner: Scope | undefined, { scope, level }: Place): void {
  if (owner?.block === undefined || owner.block === scope.block) return
  level.correlated ??= node
  if (blocksTo(owner.block, scope) > 1)
    refused(scope.state, node, {
      ...correlated,
      message: "a column of a query that is not the next one around this",
      hint: "Join the query in between with the one around it.",
    })
}

/** How many selects out of a scope another one is. */
function blocksTo(block: Select, scope: Scope): number {
  const blocks = new Set<Select>()
  for (let at: Scope | undefined = scope; at !== undefined && at.block !== block; at = at.parent)
    if (at.block !== undefined) blocks.add(at.block)
  return blocks.size
}

/** A select that reads columns of the query around it. */
export function refuseCorrelatedSelect(node: Select, level: Level, state: State): void {
  const { correlated: column } = level
  if (column === undefined) return
  state.correlated.add(node)
  if (node.items.some(({ expression }) => hasWindow(expression)))
    refused(state, column, { ...correlated, message: "a column of the query around a window function" })
}

function hasWindow(node: Expression): boolean {
  return (node.kind === "call" && node.over !== undefined) || partsOf(node).some(hasWindow)
}

/** `group by` something that a correlated subquery gives. */
export function refuseCorrelatedGroup(meant: Expression, node: Expression, state: State): void {
  if (subqueries(meant).some((query) => isCorrelated(query, state)))
    refused(state, node, { ...correlated, message: 'a correlated subquery in "group by"' })
}

/** `in` an aggregate of groups of a correlated subquery. */
export function refuseCorrelatedIn(query: Query, state: State): void {
  const { body } = query
  if (body.kind !== "select" || body.groupBy.length === 0 || !isCorrelated(query, state)) return
  if (
    body.items.some(
      ({ expression: each }) => each.kind === "call" && each.name !== "min" && each.name !== "max",
    )
  )
    refused(state, query, { ...correlated, message: '"in" an aggregate of groups of a correlated subquery' })
}

/** A correlated subquery in the condition of an outer join. */
export function refuseCorrelatedJoin(on: Expression, state: State): void {
  for (const query of subqueries(on))
    if (isCorrelated(query, state))
      refused(state, query, {
        ...correlated,
        message: "a correlated subquery in the condition of an outer join",
      })
}

function isCorrelated({ body }: Query, state: State): boolean {
  return body.kind === "select" && state.correlated.has(body)
}

function subqueries(node: Expression): readonly Query[] {
  if (node.kind === "subquery" || node.kind === "exists" || node.kind === "quantified") return [node.query]
  if (node.kind === "in" && node.query !== undefined) return [node.query]
  return partsOf(node).flatMap(subqueries)
}
