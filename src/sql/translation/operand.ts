import type { Expression, Node } from "../ast.ts"
import { type Place, refuse } from "./context.ts"
import { typeOf } from "./infer.ts"
import { type Out, out } from "./output.ts"
import { children, emit } from "./walk.ts"

/** An operand that can stand next to any operator. */
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

/** Comparisons with SUPER values depend on the type of each value, which JSON does not follow. */
export function refuseSuper(node: Node, place: Place): void {
  for (const child of children(node)) {
    if (child.kind === "branch") refuseSuper(child, place)
    else if (child.kind === "column" && typeOf(child, place).kind === "super")
      refuse(place, child, "a SUPER value without a cast", "Cast it first, as in payload.a::int.")
  }
}
