import type { Node, OrderItem } from "../ast.ts"
import { emitCall } from "../translation/calls.ts"
import { type Place, refuse } from "../translation/context.ts"
import { typeOf } from "../translation/infer.ts"
import { emitInterval, emitString } from "../translation/literals.ts"
import { refuseBlanks, refuseSuper } from "../translation/operand.ts"
import { joined, type Out, out } from "../translation/output.ts"
import { emitQuery } from "../translation/query.ts"
import { emitName, within } from "../translation/walk.ts"
import { emitZone } from "../translation/zone.ts"
import { emitCast, emitTyped } from "./casts.ts"
import { emitColumn } from "./columns.ts"
import { emitExtract } from "./functions/datetime.ts"
import { emitBinary, emitUnary } from "./operators.ts"
import { emitLike } from "./patterns.ts"

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

/** Redshift sorts nulls as the greatest values, DuckDB puts them last in either direction. */
function emitOrderItem(node: OrderItem, place: Place, nulls: boolean): Out {
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
