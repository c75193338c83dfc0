import type { ColumnRef, Node } from "../ast.ts"
import { keysOf } from "./blanks.ts"
import { emitCall } from "./calls.ts"
import { emitCase, emitIn, emitQuantified } from "./comparisons.ts"
import type { NodeEmitters, Place } from "./context.ts"
import { emitFrom } from "./from.ts"
import { groupedValue } from "./grouping.ts"
import { typeOf } from "./infer.ts"
import { emitInterval, emitLiteral, emitString } from "./literals.ts"
import { operand, refuseSuper } from "./operand.ts"
import { refuseMark } from "./outer-marks.ts"
import { type Out, out } from "./output.ts"
import { dropPadding } from "./padding.ts"
import { emitQuery } from "./query.ts"
import { refuseChain, refuseTextOperand, refuseTextSign } from "./refused-operands.ts"
import { comparesSuper, emitSuperOrder, superBetween, superIn } from "./super.ts"
import { emitName, within } from "./walk.ts"
import { emitZone } from "./zone.ts"

/** The nodes that most engines write alike. */
export const sharedNodes = {
  string: emitString,
  literal: emitLiteral,
  interval: emitInterval,
  quantified: emitQuantified,
  zone: emitZone,
} satisfies Partial<NodeEmitters>

/** A column without the mark of an outer join. */
function emitMarked({ outer: _, ...column }: ColumnRef, place: Place): Out {
  const { end } = column.steps.at(-1) ?? column.parts.at(-1) ?? column
  return place.context.engine.nodes.column({ ...column, end }, place, "value")
}

/** Any node: its text, with what stands inside it translated, as the engine writes it. */
export function emitNode(node: Node, place: Place): Out {
  const { engine, replaced } = place.context
  const instead =
    replaced.get(node) ?? (place.scope.grouped.length > 0 ? groupedValue(node, place) : undefined)
  if (instead !== undefined) return instead
  const { nodes } = engine
  switch (node.kind) {
    case "identifier":
      return emitName(node, place)
    case "query":
      return emitQuery(node, place).out
    case "string":
      return nodes.string(node, place)
    case "number":
      return nodes.number?.(node, place) ?? within(node, place)
    case "literal":
      return nodes.literal(node, place)
    case "column":
      if (node.outer) {
        refuseMark(node, place)
        return emitMarked(node, place)
      }
      return nodes.column(node, place, "value")
    case "unary":
      refuseTextSign(node, place)
      return nodes.unary(node, place)
    case "binary":
      if (node.operator === "~" || node.operator === "!~") dropPadding([node.left, node.right], place)
      refuseTextOperand(node, place)
      refuseChain(node, place)
      return nodes.binary(node, place)
    case "cast":
      return nodes.cast(node, place)
    case "typed":
      return nodes.typed(node, place)
    case "interval":
      return nodes.interval(node, place)
    case "call":
      return emitCall(node, place)
    case "like":
      dropPadding([node.operand, node.pattern], place)
      return nodes.like(node, place)
    case "extract":
      return nodes.extract(node, place)
    case "zone":
      return nodes.zone(node, place)
    case "order":
      return typeOf(node.expression, place).kind === "super"
        ? emitSuperOrder(node, place)
        : nodes.order(node, place)
    case "is":
      if (/^(is|not)null$/i.test(place.context.sql.slice(node.operand.end, node.end).trim()))
        return out`${operand(node.operand, place)} is ${node.negated ? "not " : ""}null`
      if (node.operand.kind === "column" && typeOf(node.operand, place).kind === "super")
        return within(node, place, new Map([[node.operand, nodes.column(node.operand, place, "text")]]))
      return within(node, place)
    case "between":
      if (comparesSuper([node.operand, node.low, node.high], place)) return superBetween(node, place)
      refuseSuper(node, place)
      return within(node, place, keysOf([node.operand, node.low, node.high], place))
    case "in":
      if (node.list !== undefined && comparesSuper([node.operand, ...node.list], place))
        return superIn(node, place)
      refuseSuper(node, place)
      return emitIn(node, place)
    case "quantified":
      refuseSuper(node, place)
      return nodes.quantified(node, place)
    case "case":
      refuseSuper(node, place)
      return (nodes.case ?? emitCase)(node, place)
    case "table":
    case "tableFunction":
    case "derived":
    case "join":
    case "parenFrom":
    case "pivot":
    case "unpivot":
      return emitFrom(node, place)
    default:
      return within(node, place)
  }
}
