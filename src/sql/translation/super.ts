import type { Binary, Call, Expression, InList, Node, OrderItem } from "../ast.ts"
import { at } from "./calls.ts"
import { macro, type Place, refuse } from "./context.ts"
import { typeOf } from "./infer.ts"
import { joined, type Out, out } from "./output.ts"
import { emit } from "./walk.ts"

/** Kinds that are compared with a SUPER value by what it holds. */
const comparable: readonly string[] = ["super", "varchar", "integer", "decimal", "double", "boolean", "null"]

function isSuper(node: Expression, place: Place): boolean {
  return node.kind === "paren" ? isSuper(node.inner, place) : typeOf(node, place).kind === "super"
}

/** Whether the engine compares SUPER values by what they hold, and one of these is one. */
export function comparesSuper(nodes: readonly Expression[], place: Place): boolean {
  return place.context.engine.superValue !== undefined && nodes.some((node) => isSuper(node, place))
}

/** A value as SUPER. */
function asSuper(node: Expression, place: Place): Out {
  if (isSuper(node, place)) return emit(node, place)
  const { kind } = typeOf(node, place)
  if (!comparable.includes(kind))
    refuse(
      place,
      node,
      "a SUPER value next to a value of this type",
      "Cast the SUPER value first, as in payload.a::int.",
    )
  return place.context.engine.superValue?.(emit(node, place), kind) ?? []
}

/**
 * `=`, `<` and their like by what a SUPER value holds: a value of another kind is not equal, and neither less nor greater.
 * https://docs.aws.amazon.com/redshift/latest/dg/query-super.html#dynamic-typing-lax-processing
 */
export function compareSuper({ operator, left, right }: Binary, place: Place): Out {
  return comparison(operator, asSuper(left, place), asSuper(right, place), place)
}

function comparison(operator: string, left: Out, right: Out, place: Place): Out {
  if (operator === "=") return out`${macro(place, "super_equal")}(${left}, ${right})`
  if (operator === "<>" || operator === "!=")
    return out`(not ${macro(place, "super_equal")}(${left}, ${right}))`
  return out`(${macro(place, "super_order")}(${left}, ${right}) ${operator} 0)`
}

/** `x in (a, b)`. */
export function superIn(node: InList, place: Place): Out {
  const value = asSuper(node.operand, place)
  const list = node.list ?? []
  const each = list.map((item) => comparison("=", value, asSuper(item, place), place))
  return out`${negation(node, list[0], place)}(${joined(each, " or ")})`
}

/** `x between a and b`. */
export function superBetween(node: Extract<Expression, { readonly kind: "between" }>, place: Place): Out {
  const value = asSuper(node.operand, place)
  const least = comparison(">=", value, asSuper(node.low, place), place)
  const most = comparison("<=", value, asSuper(node.high, place), place)
  return out`(${negation(node, node.low, place)}(${least} and ${most}))`
}

/** `not`, where it stands between an operand and what follows. */
function negation(
  { operand }: { readonly operand: Node },
  next: Node | undefined,
  { context }: Place,
): string {
  return /\bnot\b/i.test(context.sql.slice(operand.end, next?.start)) ? "not " : ""
}

/**
 * An item of an order by a SUPER value: truths come first, then numbers.
 * https://docs.aws.amazon.com/redshift/latest/dg/query-super.html#order-by
 */
export function emitSuperOrder(node: OrderItem, place: Place): Out {
  markSuperOrder(node, node.expression, place)
  return place.context.engine.nodes.order(node, place)
}

/** From now on the item is written as the key of the expression that it stands for. */
export function markSuperOrder(node: OrderItem, expression: Expression, place: Place): void {
  const { engine, replaced } = place.context
  if (replaced.has(node.expression)) return
  if (engine.superValue === undefined) refuseSuperOrder(node, place)
  else replaced.set(node.expression, out`${macro(place, "super_key")}(${emit(expression, place)})`)
}

export function refuseSuperOrder(node: OrderItem, place: Place): void {
  refuse(place, node, "the order of a SUPER value", "Cast it to a type first.")
}

/**
 * Where a value stands in an array; null is found too.
 * https://docs.aws.amazon.com/redshift/latest/dg/array_contains.html and its neighbours
 */
export function searchArray(call: Call, place: Place): Out {
  return out`${macro(place, call.name)}(${emit(at(call, 0), place)}, ${asSuper(at(call, 1), place)})`
}
