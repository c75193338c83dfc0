import { dialectFacts } from "../../project/warehouses.ts"
import type { Call, Expression, Window } from "../ast.ts"
import { bigint, unknownType } from "../data-type.ts"
import { checkArguments, checkCount, checkPlace, reportUnknown } from "./call-checks.ts"
import { infer } from "./expression.ts"
import { middle } from "./functions/aggregate.ts"
import type { ArgumentKind, Signature } from "./functions/signature.ts"
import { functionSignatures } from "./functions/signatures.ts"
import { checkPart } from "./moments.ts"
import type { Level, Place } from "./place.ts"
import { refuseCall } from "./refused/calls.ts"
import { isOfLeaderNode } from "./refused/leader-node.ts"
import { computed, type Value } from "./value.ts"
import { columnsIn } from "./walk.ts"

export function inferCall(node: Call, place: Place): Value {
  const signature = node.schema === undefined ? functionSignatures().get(node.name) : undefined
  const isAggregate = signature?.over === "aggregate" && node.over === undefined
  const isWindow = node.over !== undefined
  if (dialectFacts(place.scope.state.dialect).analysed) {
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
  refuseCall({ node, values, ordered, windows: windowsOf(node, place.level) }, place)
  if (node.schema === undefined && isOfLeaderNode(node.name)) place.scope.state.leaderNodeCalls.push(node)
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
  return windowsOf(node, place.level)
    .flatMap((window) => [...window.partitionBy, ...window.orderBy.map((item) => item.expression)])
    .map((each) => infer(each, place))
}

/** The window of a call, with those of the `window` clause that it goes on from. */
function windowsOf({ over }: Call, { windows }: Level): readonly Window[] {
  const found = new Set<Window>()
  let next = over?.kind === "identifier" ? windows.get(over.name) : over
  while (next !== undefined && !found.has(next)) {
    found.add(next)
    next = next.base === undefined ? undefined : windows.get(next.base.name)
  }
  return [...found]
}

function resultType(
  node: Call,
  signature: Signature | undefined,
  values: readonly Value[],
  ordered: readonly Value[],
  place: Place,
) {
  if (signature === undefined) return unknownType
  if (!dialectFacts(place.scope.state.dialect).analysed)
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
  const columns = columnsIn(node)
  if (columns.length === 0) return true
  return columns.some((each) => {
    const scope = level.columns.get(each)?.scope
    return scope === undefined || scope === place.scope || scope.sources === place.scope.sources
  })
}
