import type { Binary, Expression, Unary } from "../ast.ts"
import { type Place, refuse } from "./context.ts"
import { typeOf } from "./infer.ts"

const arithmetic = new Set(["+", "-", "*", "/", "%"])
const numbers = new Set(["integer", "decimal", "double"])
const hint = "Write the number without quotes, or cast the text: '2.5'::decimal(4, 1)."

/**
 * Refuses arithmetic with a text that stands in the query: Redshift reads it as the type of the other side, so that
 * `'2.5' * 2` is an error and `'2' * 2` is not, where other engines round it, or find no such operator.
 */
export function refuseTextOperand(node: Binary, place: Place): void {
  if (!arithmetic.has(node.operator)) return
  const { left, right, operator } = node
  const isText = ({ kind }: Expression): boolean => kind === "string"
  const isNumber = (other: Expression): boolean => numbers.has(typeOf(other, place).kind)
  const isOfTexts = isText(left) && isText(right) && operator !== "+"
  if (isOfTexts || (isText(left) && isNumber(right))) refuse(place, left, "arithmetic with a text", hint)
  else if (isText(right) && isNumber(left)) refuse(place, right, "arithmetic with a text", hint)
}

const comparisons = new Set(["=", "<>", "!=", "<", ">", "<=", ">="])

/** `1 = 1 = true`: which comparison comes first differs. */
export function refuseChain({ operator, left, right }: Binary, place: Place): void {
  if (!comparisons.has(operator)) return
  for (const side of [left, right])
    if (side.kind === "binary" && comparisons.has(side.operator))
      refuse(place, side, "a chain of comparisons", "Write parentheses around the one that comes first.")
}

/** `-'5'`. */
export function refuseTextSign({ operator, operand }: Unary, place: Place): void {
  if ((operator === "-" || operator === "+") && operand.kind === "string")
    refuse(place, operand, "arithmetic with a text", hint)
}
