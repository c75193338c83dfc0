import { dialectFacts } from "../../project/warehouses.ts"
import type { ColumnRef, Expression, GroupItem, Query, Select } from "../ast.ts"
import { infer } from "./expression.ts"
import { functionSignatures } from "./functions/signatures.ts"
import { columnAt, positionOf } from "./order.ts"
import type { Place } from "./place.ts"
import { refuseCorrelatedGroup } from "./refused/correlation.ts"
import type { Selected } from "./selected.ts"
import type { Shape } from "./shape.ts"
import { problem } from "./state.ts"
import { unknownValue } from "./value.ts"
import { columnsIn, partsOf } from "./walk.ts"

/** What a select is grouped by. */
interface Groups {
  /** Columns that are grouped by themselves. */
  readonly columns: Set<string>
  /** Columns in the expressions that are grouped by. */
  readonly within: Set<string>
  /** Names in them that may be those of columns or of aliases. */
  readonly doubtful: Set<string>
  /** Whether there are groups that are not known. */
  unknown: boolean
}

/** Infers `group by`, and finds columns of the select that are neither grouped nor aggregated. */
export function inferGroups(
  node: Select,
  query: Query | undefined,
  selected: readonly Selected[],
  shape: Shape,
  place: Place,
): void {
  const groups: Groups = { columns: new Set(), within: new Set(), doubtful: new Set(), unknown: false }
  for (const item of node.groupBy)
    for (const each of expressionsOf(item)) addGroup(each, groups, selected, shape, place)
  if (node.groupsByAll) groupByAll(selected, place)
  const grouped = node.groupBy.length > 0 || place.level.aggregated || node.having !== undefined
  if (!grouped || groups.unknown || !dialectFacts(place.scope.state.dialect).analysed) return
  for (const each of selected) checkItem(each, groups, place)
  for (const each of [node.having, node.qualify]) if (each !== undefined) checkExpression(each, groups, place)
  for (const { expression } of query?.orderBy ?? []) {
    const name =
      expression.kind === "column" && expression.parts.length === 1 ? expression.parts[0]?.name : undefined
    if (name === undefined || shape.column(name) === undefined) checkExpression(expression, groups, place)
  }
}

/** Whether a function that is not known aggregates is not known either: such an item is passed over. */
function groupByAll(selected: readonly Selected[], place: Place): void {
  for (const { item, column } of selected)
    if (column.origins.length > 0 && !mayAggregate(item.expression))
      place.scope.deciders.own.push({ by: "group", origins: column.origins })
}

function mayAggregate(node: Expression): boolean {
  return mayBeAggregate(node) || partsOf(node).some(mayAggregate)
}

function expressionsOf(item: GroupItem): Expression[] {
  if (item.kind === "grouping") return item.items.flatMap(expressionsOf)
  if (item.kind === "row") return item.items.flatMap(expressionsOf)
  return item.kind === "paren" ? expressionsOf(item.inner) : [item]
}

function addGroup(
  node: Expression,
  groups: Groups,
  selected: readonly Selected[],
  shape: Shape,
  place: Place,
): void {
  const meant = meantBy(node, selected, shape, place)
  if (meant === undefined) {
    groups.unknown = true
    return
  }
  refuseCorrelatedGroup(meant, node, place.scope.state)
  const value =
    meant === node
      ? infer(node, place)
      : (selected.find((each) => each.item.expression === meant)?.column ?? unknownValue)
  if (value.origins.length > 0) place.scope.deciders.own.push({ by: "group", origins: value.origins })
  const bare = unwrapped(meant)
  for (const column of columnsIn(meant)) {
    const key = keyOf(column, place)
    if (key === undefined) {
      if (place.level.columns.get(column)?.scope === undefined) groups.doubtful.add(nameOf(column))
      continue
    }
    if (column === bare) groups.columns.add(key)
    else groups.within.add(key)
  }
}

/** The expression that is grouped by: what a position or an alias stands for, or the expression itself. */
function meantBy(
  node: Expression,
  selected: readonly Selected[],
  shape: Shape,
  place: Place,
): Expression | undefined {
  const position = positionOf(node)
  if (position !== undefined) {
    if (shape.open) return undefined
    columnAt(position, node, shape, "group by", place.scope.state)
    const found = selected[position - 1]
    if (found === undefined || found.item.expression.kind === "star") return undefined
    return grouped(found.item.expression, node, place)
  }
  if (node.kind !== "column" || node.parts.length !== 1 || node.steps.length > 0) return node
  const name = node.parts[0]?.name ?? ""
  const { scope } = place
  if (scope.merged.has(name) || scope.sources.some((each) => each.shape.column(name) !== undefined))
    return node
  const item = selected.find((each) => each.column.name === name && each.item.expression.kind !== "star")
  if (item === undefined) return node
  // An unknown relation may have a column of the alias's name, which comes first.
  if (scope.sources.some((each) => each.shape.open)) return undefined
  return grouped(item.item.expression, node, place)
}

function grouped(meant: Expression, node: Expression, place: Place): Expression {
  const aggregate = aggregateIn(meant)
  if (aggregate !== undefined)
    problem(
      place.scope.state,
      "LUX-1316",
      node,
      `"group by" names a column that is the aggregate "${aggregate}"`,
      "Group by what the rows have.",
    )
  return meant
}

function aggregateIn(node: Expression): string | undefined {
  if (node.kind === "call" && isAggregate(node)) return node.name
  return partsOf(node)
    .map(aggregateIn)
    .find((each) => each !== undefined)
}

function isAggregate(node: Expression): boolean {
  return (
    node.kind === "call" &&
    node.schema === undefined &&
    node.over === undefined &&
    functionSignatures().get(node.name)?.over === "aggregate"
  )
}

/** A function that nobody knows may be the users' own aggregate. */
function mayBeAggregate(node: Expression): boolean {
  return isAggregate(node) || isUnknownFunction(node)
}

function isUnknownFunction(node: Expression): boolean {
  return node.kind === "call" && (node.schema !== undefined || !functionSignatures().has(node.name))
}

/** The name of a column, without whose it is. */
function nameOf({ parts }: ColumnRef): string {
  return parts.at(-1)?.name ?? ""
}

/** A cast that changes nothing is no expression of its own to Redshift. */
function unwrapped(node: Expression): Expression {
  if (node.kind === "paren") return unwrapped(node.inner)
  return node.kind === "cast" ? unwrapped(node.operand) : node
}

function checkItem({ item, column, key }: Selected, groups: Groups, place: Place): void {
  if (item.expression.kind !== "star") checkExpression(item.expression, groups, place)
  else if (key !== undefined) {
    const own = normal(key, place)
    if (!groups.columns.has(own) && !groups.within.has(own)) report(item.expression, column.name, place)
  }
}

function checkExpression(node: Expression, groups: Groups, place: Place): void {
  for (const column of columnsIn(node, mayBeAggregate)) {
    const key = keyOf(column, place)
    if (key === undefined || groups.columns.has(key) || groups.doubtful.has(nameOf(column))) continue
    // Whether an expression is one that is grouped by is not judged: it may be written in another way.
    if (groups.within.has(key) && paren(node) !== column) continue
    report(column, column.parts.map((each) => each.name).join("."), place)
  }
}

function paren(node: Expression): Expression {
  return node.kind === "paren" ? paren(node.inner) : node
}

function report(span: { readonly start: number; readonly end: number }, name: string, place: Place): void {
  const short = name.split(".").at(-1) ?? name
  problem(
    place.scope.state,
    "LUX-1315",
    span,
    `column "${name}" is neither grouped nor aggregated`,
    `Add it to "group by", or aggregate it, as in max(${short}).`,
  )
}

/** The key of a column that belongs to this select. */
function keyOf(node: ColumnRef, place: Place): string | undefined {
  const resolved = place.level.columns.get(node)
  if (resolved?.key === undefined || resolved.scope !== place.scope) return undefined
  return normal(resolved.key, place)
}

/** A column that `using` merged is the same by each of its names. */
function normal(key: string, place: Place): string {
  const [owner = "", name = ""] = [key.slice(0, key.indexOf(".")), key.slice(key.indexOf(".") + 1)]
  const merged = place.scope.merged.get(name)
  if (merged === undefined) return key
  return owner === "" || [...merged.members].some((each) => each.name === owner) ? `.${name}` : key
}
