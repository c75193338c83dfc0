import type { Node } from "../ast.ts"
import { emitCall } from "../translation/calls.ts"
import { type Place, refuse } from "../translation/context.ts"
import { typeOf } from "../translation/infer.ts"
import { emitInterval, emitString } from "../translation/literals.ts"
import { refuseBlanks, refuseSuper } from "../translation/operand.ts"
import type { Out } from "../translation/output.ts"
import { emitQuery } from "../translation/query.ts"
import { emitName, within } from "../translation/walk.ts"
import { emitZone } from "../translation/zone.ts"
import { emitCast, emitTyped } from "./casts.ts"
import { emitColumn } from "./columns.ts"
import { emitFrom } from "./from.ts"
import { emitExtract } from "./functions/moment.ts"
import { emitBinary, emitLike, emitUnary } from "./operators.ts"

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
      if (typeOf(node.expression, place).kind === "super")
        refuse(place, node, "the order of a SUPER value", "Cast it to a type first.")
      return within(node, place)
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
    case "table":
    case "tableFunction":
    case "derived":
    case "join":
    case "parenFrom":
    case "pivot":
    case "unpivot":
      return emitFrom(node, place)
    case "literal":
      if (node.value === "default") refuse(place, node, '"default"')
      return within(node, place)
    default:
      return within(node, place)
  }
}
