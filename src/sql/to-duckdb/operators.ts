import type { Binary, Unary } from "../ast.ts"
import { emitComparison, isComparison } from "../translation/comparisons.ts"
import { macro, type Place, refuse } from "../translation/context.ts"
import { foldedAbsolute } from "../translation/folded.ts"
import { operand, refuseSuper } from "../translation/operand.ts"
import { around, chained, emitSum } from "../translation/operators.ts"
import { type Out, out } from "../translation/output.ts"
import { compareSuper, comparesSuper } from "../translation/super.ts"
import { emit, within } from "../translation/walk.ts"
import { emitText } from "./casts.ts"
import { remainderSides } from "./digits.ts"
import { emitRegexMatch } from "./patterns.ts"
import { emitQuotient } from "./quotient.ts"

export function emitUnary(node: Unary, place: Place): Out {
  refuseSuper(node, place)
  const { operator } = node
  if (operator === "-" || operator === "+" || operator === "not" || operator === "~")
    return within(node, place)
  if (operator === "@") return foldedAbsolute(node.operand) ?? out`abs(${emit(node.operand, place)})`
  if (operator === "|/") return out`sqrt(${emit(node.operand, place)})`
  if (operator === "||/") return out`${macro(place, "cbrt")}(${emit(node.operand, place)})`
  refuse(place, node, `the operator "${operator}"`)
  return within(node, place)
}

export function emitBinary(node: Binary, place: Place): Out {
  if (isComparison(node) && comparesSuper([node.left, node.right], place)) return compareSuper(node, place)
  if (node.operator !== "and" && node.operator !== "or") refuseSuper(node, place)
  const operator = { start: node.operatorStart, end: node.operatorEnd }
  switch (node.operator) {
    case "/":
      return emitQuotient(node, place)
    case "%": {
      const [left, right] = remainderSides(node.left, node.right, place)
      return around(node, place, "%", right, left)
    }
    case "^":
      return out`power(${emit(node.left, place)}, ${emit(node.right, place)})`
    case "#":
      return out`xor(${emit(node.left, place)}, ${emit(node.right, place)})`
    case "||":
      return around(
        node,
        place,
        "||",
        emitText(node.right, place, operand),
        emitText(node.left, place, chained),
      )
    case "~":
      return emitRegexMatch(node, place, false)
    case "!~":
      return emitRegexMatch(node, place, true)
    case "+":
    case "-":
      return emitSum(node, place)
    case "&":
    case "|":
    case "<<":
    case ">>":
      return out`(${operand(node.left, place)} ${node.operator} ${operand(node.right, place)})`
    case "and":
    case "or":
    case "*":
      return within(node, place)
    case "=":
    case "<":
    case ">":
    case "<=":
    case ">=":
    case "<>":
    case "!=":
      return emitComparison(node, place)
    default:
      refuse(place, operator, `the operator "${node.operator}"`, 'Write "like" or a regexp function.')
      return within(node, place)
  }
}
