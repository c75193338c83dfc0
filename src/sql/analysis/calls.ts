import { distance } from "fastest-levenshtein"
import { nearest } from "../../nearest.ts"
import type { Call, Expression } from "../ast.ts"
import { bigint, typeLabel, unknownType } from "../data-type.ts"
import { checkSameKind, mismatch } from "./checks.ts"
import { category } from "./common-type.ts"
import { infer } from "./expression.ts"
import { middle } from "./functions/aggregate.ts"
import { functionCatalogue, mayExist } from "./functions/catalogue.ts"
import { foreignFunctions } from "./functions/foreign.ts"
import type { ArgumentKind, Signature } from "./functions/signature.ts"
import { checkPart } from "./moments.ts"
import type { Level, Place } from "./place.ts"
import { problem } from "./state.ts"
import { computed, type Value } from "./value.ts"

export function inferCall(node: Call, place: Place): Value {
  const signature = node.schema === undefined ? functionCatalogue().get(node.name) : undefined
  const isAggregate = signature?.over === "aggregate" && node.over === undefined
  const isWindow = node.over !== undefined
  if (place.scope.state.dialect === "redshift") {
    if (signature === undefined) reportUnknown(node, place)
    else {
      checkPlace(node, signature, isAggregate, isWindow, place)
      checkCount(node, signature, place)
    }
  }
  const inner: Place =
    isAggregate || isWindow
      ? { ...place, inside: { kind: isAggregate ? "aggregate" : "window", name: node.name } }
      : place
  const values = node.args.map((each, index) => argument(each, signature?.args[index], inner))
  const ordered = (node.withinGroup ?? []).map((item) => infer(item.expression, inner))
  const windowed = windowValues(node, inner)
  if (isAggregate && belongsHere(node, place.level, place)) place.level.aggregated = true
  if (signature !== undefined) checkArguments(node, signature, values, place)
  const type = resultType(node, signature, values, ordered, place)
  const nullable = signature?.never ? false : neverNull(node, values) ? false : undefined
  return computed(
    type,
    [...values, ...ordered, ...windowed],
    isAggregate || isOverRows(node, signature) ? 2 : 1,
    nullable,
  )
}

/** An aggregate over a window computes from many rows, a rank or a lag from the order of the rows. */
function isOverRows(node: Call, signature: Signature | undefined): boolean {
  return node.over !== undefined && signature?.over === "aggregate"
}

function argument(node: Expression, kind: ArgumentKind | undefined, place: Place): Value {
  // The name of a part of a date is written like a column.
  if (kind === "part" && node.kind === "column" && node.parts.length === 1) {
    checkPart(node.parts[0]?.name ?? "", node, place)
    return computed(unknownType, [])
  }
  if ((kind === "part" || kind === "quoted") && node.kind === "string") checkPart(node.value, node, place)
  if (node.kind === "star") return computed(unknownType, [])
  return infer(node, place)
}

function windowValues(node: Call, place: Place): Value[] {
  const { over } = node
  if (over === undefined || over.kind === "identifier") return []
  return [...over.partitionBy, ...over.orderBy.map((item) => item.expression)].map((each) =>
    infer(each, place),
  )
}

function resultType(
  node: Call,
  signature: Signature | undefined,
  values: readonly Value[],
  ordered: readonly Value[],
  place: Place,
) {
  if (signature === undefined) return unknownType
  if (place.scope.state.dialect !== "redshift")
    return signature.name === "count" ? { ...bigint, spelled: "bigint" } : unknownType
  const [item] = ordered
  if (signature.name === "percentile_disc") return item?.type ?? unknownType
  if (signature.name === "percentile_cont") return item === undefined ? unknownType : middle(item.type)
  return signature.result(
    values.map((each) => each.type),
    node,
  )
}

function neverNull(node: Call, values: readonly Value[]): boolean {
  if (node.name === "coalesce" || node.name === "nvl") return values.some((each) => each.nullable === false)
  return false
}

/** An aggregate whose columns all belong to the query around this one belongs there too. */
function belongsHere(node: Call, level: Level, place: Place): boolean {
  const columns = columnsIn(node.args)
  if (columns.length === 0) return true
  return columns.some((each) => {
    const scope = level.columns.get(each)?.scope
    return scope === undefined || scope === place.scope || scope.sources === place.scope.sources
  })
}

function columnsIn(nodes: readonly Expression[]): Extract<Expression, { kind: "column" }>[] {
  return nodes.flatMap((node) => {
    if (node.kind === "column") return [node]
    if (node.kind === "call") return columnsIn(node.args)
    if (node.kind === "binary") return columnsIn([node.left, node.right])
    if (node.kind === "cast" || node.kind === "unary") return columnsIn([node.operand])
    if (node.kind === "paren") return columnsIn([node.inner])
    if (node.kind === "case") {
      const branches = node.branches.flatMap((branch) => [branch.when, branch.result])
      return columnsIn([...branches, ...[node.operand, node.otherwise].filter((each) => each !== undefined)])
    }
    return []
  })
}

function reportUnknown(node: Call, place: Place): void {
  const { name } = node
  const { functions } = place.scope.state.options
  if (node.schema !== undefined || mayExist(name) || functions?.has(name)) return
  const instead = foreignFunctions.get(name)
  const [near] = nearest(name, functionCatalogue().keys(), 1)
  const typo = near !== undefined && name.length >= 5 && distance(name, near) <= 2
  problem(
    place.scope.state,
    "LUX-1317",
    { start: node.nameStart, end: node.nameEnd },
    `Redshift has no function "${name}"`,
    instead ??
      (typo
        ? `Did you mean "${near}"?`
        : "A function of your own is taken as it is when its schema stands before it."),
    instead !== undefined || typo ? "error" : "warning",
  )
}

function checkCount(node: Call, signature: Signature, place: Place): void {
  const { fewest, most } = signature
  const { length } = node.args
  if (node.star || (length >= fewest && length <= most)) return
  const due =
    most === Number.POSITIVE_INFINITY
      ? `${fewest} or more`
      : fewest === most
        ? String(fewest)
        : `${fewest} to ${most}`
  problem(
    place.scope.state,
    "LUX-1318",
    node,
    `"${node.name}" takes ${due} ${due === "1" ? "argument" : "arguments"}, not ${length}`,
    node.name === "count" && length > 1 ? "Count the distinct values of a text that joins them." : undefined,
  )
}

const noAggregate: Readonly<Record<string, string>> = {
  where: 'Write the condition after "having".',
  on: 'Aggregate in a subquery, or write the condition after "having".',
  "group by": "Group by what the rows have.",
  values: "Write a value.",
}

function checkPlace(
  node: Call,
  signature: Signature,
  isAggregate: boolean,
  isWindow: boolean,
  place: Place,
): void {
  const [message, hint] = misplaced(node, signature, isAggregate, isWindow, place)
  if (message !== undefined) problem(place.scope.state, "LUX-1316", node, message, hint)
}

/** What is wrong with a call at its place, and what to do. */
function misplaced(
  node: Call,
  signature: Signature,
  isAggregate: boolean,
  isWindow: boolean,
  place: Place,
): readonly [message?: string, hint?: string | undefined] {
  const name = `"${node.name}"`
  if (signature.over === "window" && !isWindow)
    return [`${name} needs a window`, 'Write "over (...)" behind it.']
  if (signature.over === "scalar" && isWindow) return [`${name} takes no window`]
  if (!isAggregate && !isWindow) return []
  const what = isWindow ? "a window function" : "an aggregate"
  const { inside, clause } = place
  if (inside?.kind === "aggregate")
    return [`${what}, ${name}, inside the aggregate "${inside.name}"`, "Compute it in a subquery first."]
  if (inside?.kind === "window" && isWindow)
    return [
      `a window function, ${name}, inside the window of "${inside.name}"`,
      "Compute it in a subquery first.",
    ]
  const hint = noAggregate[clause]
  if (isAggregate && (hint === undefined || refersOutside(node, place))) return []
  if (hint === undefined && clause !== "having") return []
  return [
    `${what}, ${name}, in "${clause}"`,
    isWindow ? 'Write the condition after "qualify", or compute it in a subquery.' : hint,
  ]
}

/** In a subquery an aggregate may be one of the query around it. */
function refersOutside(node: Call, place: Place): boolean {
  return place.scope.parent !== undefined && columnsIn(node.args).some((each) => isOutside(each, place))
}

function isOutside(node: Extract<Expression, { kind: "column" }>, place: Place): boolean {
  const name = node.parts[0]?.name ?? ""
  return !place.scope.sources.some((each) => each.name === name || each.shape.column(name) !== undefined)
}

function checkArguments(node: Call, signature: Signature, values: readonly Value[], place: Place): void {
  if (node.name === "coalesce" || node.name === "nvl")
    checkSameKind(`the arguments of "${node.name}"`, values, node.args, place)
  for (const [index, value] of values.entries()) {
    const at = node.args[index]
    const kind = category(value.type)
    const due = signature.args[index]
    if (at === undefined || kind === undefined || due === undefined) continue
    const name = `"${node.name}"`
    if (due === "number" && kind !== "number")
      mismatch(place, at, `${name} of a ${typeLabel(value.type)}: it takes numbers`)
    if (due === "numeric" && (kind === "boolean" || kind === "moment"))
      mismatch(place, at, `${name} of a ${typeLabel(value.type)}: it takes numbers`)
    if (due === "moment" && (kind === "number" || kind === "boolean"))
      mismatch(place, at, `${name} of a ${typeLabel(value.type)}: it takes a date or time`)
  }
}
