import type { Expression, Node, OrderItem } from "../ast.ts"
import { emitCall } from "../translation/calls.ts"
import { type Place, refuse } from "../translation/context.ts"
import { typeOf } from "../translation/infer.ts"
import { joined, type Out, out } from "../translation/output.ts"
import { children, emit, emitName, within } from "../translation/walk.ts"
import { emitCast, emitInterval, emitString, emitTyped } from "./casts.ts"
import { emitColumn } from "./columns.ts"
import { emitExtract } from "./functions/datetime.ts"
import { emitBinary, emitUnary } from "./operators.ts"
import { emitLike } from "./patterns.ts"
import { emitQuery } from "./query.ts"

/** Any node: its text, with what stands inside it translated. */
export function emitNode(node: Node, place: Place): Out {
  switch (node.kind) {
    case "identifier":
      return emitName(node, place)
    case "query":
      return emitQuery(node, place).out
    case "string":
      return emitString(node, place)
    case "column":
      return emitColumn(node, place, "value")
    case "unary":
      return emitUnary(node, place)
    case "binary":
      return emitBinary(node, place)
    case "cast":
      return emitCast(node, place)
    case "typed":
      return emitTyped(node, place)
    case "interval":
      return emitInterval(node, place)
    case "call":
      return emitCall(node, place)
    case "like":
      return emitLike(node, place)
    case "extract":
      return emitExtract(node, place)
    case "order":
      return emitOrderItem(node, place, true)
    case "is":
      if (node.operand.kind === "column" && typeOf(node.operand, place).kind === "super")
        return within(node, place, new Map([[node.operand, emitColumn(node.operand, place, "text")]]))
      return within(node, place)
    case "between":
    case "in":
      refuseBlanks(node, place)
      refuseSuper(node, place)
      return within(node, place)
    case "quantified":
    case "case":
      refuseSuper(node, place)
      return within(node, place)
    case "zone":
      return emitZone(node, place)
    case "literal":
      if (node.value === "default") refuse(place, node, '"default"')
      return within(node, place)
    default:
      return within(node, place)
  }
}

/** An operand that can stand beside any operator. */
export function operand(node: Expression, place: Place): Out {
  const atomic = [
    "string",
    "number",
    "literal",
    "paren",
    "call",
    "subquery",
    "case",
    "row",
    "cast",
    "typed",
  ].includes(node.kind)
  return atomic || (node.kind === "column" && typeOf(node, place).kind !== "super")
    ? emit(node, place)
    : out`(${emit(node, place)})`
}

/** Redshift sorts nulls as the greatest values, DuckDB puts them last in either direction. */
export function emitOrderItem(node: OrderItem, place: Place, nulls: boolean): Out {
  if (typeOf(node.expression, place).kind === "super")
    refuse(place, node, "the order of a SUPER value", "Cast it to a type first.")
  const text = within(node, place)
  return nulls && node.descending && node.nulls === undefined ? out`${text} nulls first` : text
}

export function emitOrder(items: readonly OrderItem[], place: Place, nulls = true): Out {
  return joined(
    items.map((item) => emitOrderItem(item, place, nulls)),
    ", ",
  )
}

/** Comparisons with SUPER values depend on the type of each value, which DuckDB's JSON does not follow. */
export function refuseSuper(node: Node, place: Place): void {
  for (const child of children(node)) {
    if (child.kind === "branch") refuseSuper(child, place)
    else if (child.kind === "column" && typeOf(child, place).kind === "super")
      refuse(place, child, "a SUPER value without a cast", "Cast it first, as in payload.a::int.")
  }
}

/** Redshift compares without trailing blanks; here the other side could not be trimmed. */
function refuseBlanks(node: Node, place: Place): void {
  for (const child of children(node))
    if (child.kind === "string" && child.value.endsWith(" "))
      refuse(
        place,
        child,
        "a text with trailing blanks in a comparison",
        "Compare rtrim(x) with the text without them.",
      )
}

function emitZone(node: Extract<Expression, { kind: "zone" }>, place: Place): Out {
  checkZone(node.zone, place)
  const type = typeOf(node.operand, place)
  if (type.kind === "date" || type.kind === "varchar") {
    const moment = out`cast(${emit(node.operand, place)} as timestamp)`
    return within(node, place, new Map([[node.operand, moment]]))
  }
  return within(node, place)
}

/** Names of zones that both engines read alike; abbreviations such as PST differ in daylight saving. */
export function checkZone(zone: Expression, place: Place): void {
  const named = zone.kind === "string" && /^(utc|gmt|zulu|[a-z]+(\/[a-z0-9_+-]+)+)$/i.test(zone.value)
  if (named && !/^(etc|posix|systemv)\//i.test(zone.value)) return
  refuse(place, zone, "this time zone", "Write 'UTC' or a name such as 'America/New_York' as a literal.")
}
