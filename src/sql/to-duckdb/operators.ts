import type { Binary, Expression, Unary } from "../ast.ts"
import { macro, type Place, refuse } from "../translation/context.ts"
import { typeOf } from "../translation/infer.ts"
import { type Out, out } from "../translation/output.ts"
import type { SqlType } from "../translation/sql-type.ts"
import { emit, within } from "../translation/walk.ts"
import { emitText } from "./casts.ts"
import { operand, refuseSuper } from "./emit.ts"
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

/** Redshift compares texts without their trailing blanks. Where a literal has some, they are cut off on both sides. */
function emitComparison(node: Binary, place: Place): Out {
  const blank = [node.left, node.right].some((side) => side.kind === "string" && side.value.endsWith(" "))
  if (!blank) return within(node, place)
  const right = out`rtrim(${emit(node.right, place)}, ' ')`
  return around(node, place, node.operator, right, out`rtrim(${emit(node.left, place)}, ' ')`)
}

/** The left side of `||`, where a chain needs no parentheses. */
function chained(node: Expression, place: Place): Out {
  return node.kind === "binary" && node.operator === "||" ? emit(node, place) : operand(node, place)
}

/** Both operands with another operator between them; the comments and blanks beside the operator stay. */
function around(
  node: Binary,
  place: Place,
  operator: string,
  right: Out,
  left = emit(node.left, place),
): Out {
  const before = { start: node.left.end, end: node.operatorStart }
  const after = { start: node.operatorEnd, end: node.right.start }
  return [...left, before, operator, after, ...right]
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

function emitSum(node: Binary, place: Place): Out {
  const left = typeOf(node.left, place)
  const right = typeOf(node.right, place)
  const timestamps = isTimestamp(right) || (isTimestamp(left) && !["interval", "null"].includes(right.kind))
  if (node.operator === "-" && timestamps)
    refuse(place, node, "the difference of two timestamps", "Use datediff(second, from, to).")
  if (left.kind === "date" && right.kind === "integer" && node.right.kind !== "number")
    return around(node, place, node.operator, out`cast(${emit(node.right, place)} as integer)`)
  if (left.kind === "varchar" && right.kind === "interval")
    return around(
      node,
      place,
      node.operator,
      emit(node.right, place),
      out`cast(${emit(node.left, place)} as timestamp)`,
    )
  return within(node, place)
}

function isTimestamp(type: SqlType): boolean {
  return type.kind === "timestamp" || type.kind === "timestamptz"
}
