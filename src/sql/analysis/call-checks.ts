import { distance } from "fastest-levenshtein"
import { nearest } from "../../nearest.ts"
import type { Call, ColumnRef } from "../ast.ts"
import { typeLabel } from "../data-type.ts"
import { foreignFunctions } from "../foreign-functions.ts"
import { checkSameKind, mismatch } from "./checks.ts"
import { category } from "./common-type.ts"
import type { Signature } from "./functions/signature.ts"
import { functionSignatures, mayExist } from "./functions/signatures.ts"
import type { Place } from "./place.ts"
import { problem } from "./state.ts"
import type { Value } from "./value.ts"
import { columnsIn } from "./walk.ts"

export function reportUnknown(node: Call, place: Place): void {
  const { name } = node
  const { functions } = place.scope.state.options
  if (node.schema !== undefined || mayExist(name) || functions?.has(name)) return
  const instead = foreignFunctions.get(name)
  const [near] = nearest(name, functionSignatures().keys(), 1)
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

export function checkCount(node: Call, signature: Signature, place: Place): void {
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

export function checkPlace(
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
  return place.scope.parent !== undefined && columnsIn(node).some((each) => isOutside(each, place))
}

function isOutside(node: ColumnRef, place: Place): boolean {
  const name = node.parts[0]?.name ?? ""
  return !place.scope.sources.some((each) => each.name === name || each.shape.column(name) !== undefined)
}

export function checkArguments(
  node: Call,
  signature: Signature,
  values: readonly Value[],
  place: Place,
): void {
  if (node.name === "coalesce" || node.name === "nvl")
    checkSameKind(`the arguments of "${node.name}"`, values, node.args, place)
  for (const [index, value] of values.entries()) {
    const at = node.args[index]
    const kind = category(value.type)
    const due = signature.args[index]
    if (at === undefined || kind === undefined || due === undefined) continue
    const name = `"${node.name}"`
    if (due === "number" && kind !== "number" && kind !== "interval")
      mismatch(place, at, `${name} of a ${typeLabel(value.type)}: it takes numbers`)
    if (due === "numeric" && (kind === "boolean" || kind === "moment"))
      mismatch(place, at, `${name} of a ${typeLabel(value.type)}: it takes numbers`)
    if (due === "moment" && (kind === "number" || kind === "boolean"))
      mismatch(place, at, `${name} of a ${typeLabel(value.type)}: it takes a date or time`)
  }
}
