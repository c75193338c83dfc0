import type { Binary, Expression, Unary } from "../ast.ts"
import { macro, type Place, refuse } from "../translation/context.ts"
import { operand, refuseSuper } from "../translation/operand.ts"
import { around, chained, emitComparison, emitSum } from "../translation/operators.ts"
import { type Out, out } from "../translation/output.ts"
import { emit, within } from "../translation/walk.ts"
import { emitText } from "./casts.ts"
import { emitRegexMatch } from "./patterns.ts"

export function emitUnary(node: Unary, place: Place): Out {
  refuseSuper(node, place)
  const { operator } = node
  if (operator === "-" || operator === "+" || operator === "not" || operator === "~")
    return within(node, place)
  if (operator === "@") return out`abs(${emit(node.operand, place)})`
  if (operator === "|/") return out`sqrt(${emit(node.operand, place)})`
  if (operator === "||/") return out`${macro(place, "cbrt")}(${emit(node.operand, place)})`
  refuse(place, node, `the operator "${operator}"`)
  return within(node, place)
}

export function emitBinary(node: Binary, place: Place): Out {
  if (node.operator !== "and" && node.operator !== "or") refuseSuper(node, place)
  const operator = { start: node.operatorStart, end: node.operatorEnd }
  switch (node.operator) {
    case "/":
      return around(node, place, "//", emitDivisor(node.right, place))
    case "%":
      return around(node, place, "%", emitDivisor(node.right, place))
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

/** DuckDB answers a division by zero with null or infinity, Redshift with an error. */
export function emitDivisor(node: Expression, place: Place): Out {
  if (node.kind === "number" && Number(node.text) !== 0) return emit(node, place)
  if (node.kind === "call" && node.name === "nullif" && isZero(node.args[1])) return emit(node, place)
  const cast = node.kind === "cast" && node.operand.kind === "number" && Number(node.operand.text) !== 0
  if (cast) return operand(node, place)
  return out`${macro(place, "divisor")}(${emit(node, place)})`
}

function isZero(node: Expression | undefined): boolean {
  return node?.kind === "number" && Number(node.text) === 0
}
