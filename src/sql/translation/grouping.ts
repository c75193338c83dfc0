import type { Call, Expression, GroupItem, Node, Select } from "../ast.ts"
import { alike } from "./alike.ts"
import { keyOf, mayEndInBlanks } from "./blanks.ts"
import { type Place, refuse } from "./context.ts"
import { typeOf } from "./infer.ts"
import { type Out, out } from "./output.ts"
import { type Grouped, resolveColumn } from "./scope.ts"
import { children, emit, within } from "./walk.ts"

/**
 * Groups texts by their keys: from now on a group's expression is written as its key after `group by`, and elsewhere in
 * the select as any of the group's values.
 */
export function groupByKeys({ groupBy, items, where }: Select, place: Place): void {
  const { replaced } = place.context
  const found: Grouped[] = []
  const others: Other[] = []
  const visit = (item: GroupItem, rolledUp: boolean) => {
    if (isConstant(item))
      refuse(
        place,
        item,
        'a constant in "group by"',
        "Write the number of a column, its name or an expression.",
      )
    if (item.kind === "grouping") {
      for (const each of item.items) visit(each, true)
      return
    }
    const expression = meant(item, items, place)
    if (expression === undefined) return
    const type = typeOf(expression, place)
    if (isLiteral(expression)) {
      // An engine would find the same literal inside of helpers, and take it for the group.
      const value = emit(expression, place)
      const key = out`coalesce(${mayEndInBlanks(type) ? keyOf(value, type, place) : value})`
      found.push({ expression, value, key, rolledUp, isKey: false })
      replaced.set(item, key)
      return
    }
    if (!mayEndInBlanks(type)) {
      others.push({ item, expression, rolledUp })
      return
    }
    const value = emit(expression, place)
    const key = keyOf(value, type, place)
    found.push({ expression, value, key, rolledUp, isKey: false })
    replaced.set(item, key)
  }
  // Rows are chosen before they are grouped.
  if (where !== undefined && groupBy.length > 0) replaced.set(where, emit(where, place))
  for (const item of groupBy) visit(item, false)
  // Computed from the text of another group, it is what it is grouped by, and not computed from any value of that group.
  const computed = others.filter(({ expression }) =>
    children(expression).some((child) => found.some((group) => contains(child, group.expression))),
  )
  for (const { item, expression, rolledUp } of computed) {
    const value = emit(expression, place)
    found.push({ expression, value, key: value, rolledUp, isKey: true })
    replaced.set(item, value)
  }
  place.scope.grouped.push(...found)
}

/** Redshift takes whole numbers alone, for the place of a column. */
function isConstant(item: Expression | GroupItem): boolean {
  if (item.kind === "paren") return item.inner.kind !== "number" ? isConstant(item.inner) : true
  if (item.kind === "unary") return item.operand.kind === "number" || isConstant(item.operand)
  if (item.kind === "string" || item.kind === "literal") return true
  return item.kind === "number" && !/^\d+$/.test(item.text)
}

interface Other {
  readonly item: GroupItem
  readonly expression: Expression
  readonly rolledUp: boolean
}

function contains(node: Node, expression: Expression): boolean {
  if (node.kind === "query") return false
  if (expression.kind === node.kind && alike(expression, node)) return true
  return children(node).some((child) => contains(child, expression))
}

/** What an item of `group by` stands for: a number and an alias for an item of the list. */
function meant(node: Expression, items: Select["items"], place: Place): Expression | undefined {
  if (node.kind === "number") {
    const listed = items[Number(node.text) - 1]?.expression
    return listed?.kind === "star" ? undefined : listed
  }
  if (node.kind !== "column" || node.parts.length > 1 || node.steps.length > 0) return node
  const name = node.parts[0]?.name
  const listed = items.find(({ alias }) => alias?.name === name)?.expression
  if (listed === undefined || isKnownColumn(node, place) || reads(listed, name ?? "")) return node
  return listed
}

function isKnownColumn(node: Extract<Expression, { kind: "column" }>, { scope }: Place): boolean {
  const name = node.parts[0]?.name ?? ""
  return (
    resolveColumn(node, scope).alias === undefined && scope.relations.some((each) => each.columns?.has(name))
  )
}

/** Whether an expression reads a column of this name: then a relation has one, which goes before an alias. */
export function reads(node: Node, name: string): boolean {
  if (node.kind === "query") return false
  if (node.kind === "column" && node.parts.length === 1 && node.parts[0]?.name === name) return true
  return children(node).some((child) => reads(child, name))
}

/** Any of the values of a group, where the expression is one that the rows are grouped by. */
export function groupedValue(node: Node, place: Place): Out | undefined {
  const found = groupOf(node, place)
  if (found === undefined) return undefined
  if (found.isKey) return found.value
  const value = isLiteral(found.expression) ? found.value : out`any_value(${found.value})`
  return found.rolledUp ? out`case when grouping(${found.key}) = 0 then ${value} end` : value
}

/** A literal is the same in all rows of a group. */
function isLiteral(node: Expression): boolean {
  if (node.kind === "paren") return isLiteral(node.inner)
  return node.kind === "string" || node.kind === "number" || node.kind === "literal"
}

/** The group that an expression is the value of. */
export function groupOf(node: Node, { scope }: Place): Grouped | undefined {
  return scope.grouped.find(({ expression }) =>
    isLiteral(expression) ? expression === node : expression.kind === node.kind && alike(expression, node),
  )
}

/** `grouping(a)` asks for what stands after `group by`. */
export function emitGrouping(call: Call, place: Place): Out {
  const keys = call.args.map((arg): [Node, Out] => [arg, groupOf(arg, place)?.key ?? emit(arg, place)])
  return within(call, place, new Map(keys))
}

/** Inside an aggregate the rows are not yet grouped. */
export function insideAggregate({ context, scope }: Place): Place {
  return { context, scope: scope.grouped.length === 0 ? scope : { ...scope, grouped: [] } }
}
