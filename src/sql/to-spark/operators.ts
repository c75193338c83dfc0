import type { Binary, Expression, Unary } from "../ast.ts"
import { emitKey, keyedQuery } from "../translation/blanks.ts"
import { emitQuantified as emitAsWritten, emitComparison } from "../translation/comparisons.ts"
import { type Place, refuse } from "../translation/context.ts"
import { foldedAbsolute } from "../translation/folded.ts"
import { typeOf } from "../translation/infer.ts"
import { isoMoment } from "../translation/moment-text.ts"
import { operand, refuseSuper } from "../translation/operand.ts"
import { around, chained } from "../translation/operators.ts"
import { type Out, out } from "../translation/output.ts"
import { isMoment, isNumeric, type SqlType } from "../translation/sql-type.ts"
import { emit, within } from "../translation/walk.ts"
import { emitText, textAsTimestamp } from "./casts.ts"
import { bound, raised } from "./literal.ts"
import { emitRegexMatch } from "./patterns.ts"
import { asDouble, emitQuotient } from "./quotient.ts"

export function emitUnary(node: Unary, place: Place): Out {
  refuseSuper(node, place)
  const { operator } = node
  if (operator === "-" || operator === "+" || operator === "not" || operator === "~")
    return within(node, place)
  if (operator === "@") return foldedAbsolute(node.operand) ?? out`abs(${emit(node.operand, place)})`
  if (operator === "|/") return squareRoot(emit(node.operand, place))
  if (operator === "||/") return out`cbrt(${emit(node.operand, place)})`
  refuse(place, node, `the operator "${operator}"`)
  return within(node, place)
}

/** Spark answers with "not a number" what Redshift refuses. */
export function squareRoot(value: Out): Out {
  const error = raised("square root of a negative number", "double")
  return bound(value, "lux_number", `case when lux_number < 0 then ${error} else sqrt(lux_number) end`)
}

const comparisons: ReadonlySet<string> = new Set(["=", "<", ">", "<=", ">=", "<>", "!="])

export function emitBinary(node: Binary, place: Place): Out {
  const { operator } = node
  if (operator !== "and" && operator !== "or") refuseSuper(node, place)
  if (comparisons.has(operator)) return emitComparison(node, place)
  const [left, right] = [node.left, node.right]
  switch (operator) {
    case "and":
    case "or":
    case "*":
    case "%":
      return within(node, place)
    case "/":
      return emitQuotient(node, place)
    case "+":
    case "-":
      return emitSum(node, place)
    case "^":
      return out`power(${asDouble(emit(left, place))}, ${asDouble(emit(right, place))})`
    case "&":
    case "|":
      return out`(${operand(left, place)} ${operator} ${operand(right, place)})`
    case "#":
      return out`(${operand(left, place)} ^ ${operand(right, place)})`
    case "<<":
      return out`shiftleft(${emit(left, place)}, ${emit(right, place)})`
    case ">>":
      return out`shiftright(${emit(left, place)}, ${emit(right, place)})`
    case "||":
      return around(node, place, "||", emitText(right, place, operand), emitText(left, place, chained))
    case "~":
    case "!~":
      return emitRegexMatch(node, place, operator === "!~")
    default:
      refuse(
        place,
        { start: node.operatorStart, end: node.operatorEnd },
        `the operator "${operator}"`,
        'Write "like" or a regexp function.',
      )
      return within(node, place)
  }
}

/** Sums and differences: of numbers, of dates with days, intervals and dates, of texts. */
function emitSum(node: Binary, place: Place): Out {
  const [left, right] = [typeOf(node.left, place), typeOf(node.right, place)]
  const isSum = node.operator === "+"
  if (isSum && left.kind === "varchar" && right.kind === "varchar")
    return around(node, place, "||", operand(node.right, place), operand(node.left, place))
  if (!isTimed(left) && !isTimed(right)) {
    for (const side of [node.left, node.right])
      if (typeOf(side, place).kind === "varchar")
        refuse(place, side, "a text in a sum", "Cast it to a number.")
    return within(node, place)
  }
  if (left.kind === "interval" && right.kind === "interval") return within(node, place)
  if (isMomentOrText(left) && right.kind === "interval")
    return around(node, place, node.operator, emit(node.right, place), moment(node.left, place))
  if (isSum && left.kind === "interval" && isMomentOrText(right))
    return around(node, place, "+", moment(node.right, place), emit(node.left, place))
  if (left.kind === "date" && right.kind === "integer")
    return out`date_add(${emit(node.left, place)}, ${isSum ? "" : "-"}cast(${emit(node.right, place)} as int))`
  if (isSum && left.kind === "integer" && right.kind === "date")
    return out`date_add(${emit(node.right, place)}, cast(${emit(node.left, place)} as int))`
  if (!isSum && left.kind === "date" && right.kind === "date")
    return out`datediff(${emit(node.left, place)}, ${emit(node.right, place)})`
  if (left.kind === "null" || right.kind === "null") return ["null"]
  refuse(
    place,
    node,
    isSum ? "this sum with a date or timestamp" : "this difference with a date or timestamp",
    "Use dateadd and datediff.",
  )
  return within(node, place)
}

function isTimed(type: SqlType): boolean {
  return isMoment(type) || type.kind === "interval" || type.kind === "time"
}

function isMomentOrText(type: SqlType): boolean {
  return isMoment(type) || type.kind === "varchar"
}

/** What an interval is added to: a date becomes a timestamp. */
function moment(node: Expression, place: Place): Out {
  const { kind } = typeOf(node, place)
  if (kind === "varchar") return textAsTimestamp(node, place)
  return kind === "date" ? out`cast(${emit(node, place)} as timestamp_ntz)` : operand(node, place)
}

/** `x = any (select ...)` as `in`; Spark has no other of its kind. */
export function emitQuantified(node: Extract<Expression, { kind: "quantified" }>, place: Place): Out {
  const written = place.context.sql.slice(node.left.end, node.query.start)
  const isIn = node.operator === "=" && !/\ball\b/i.test(written)
  if (!isIn) {
    refuse(
      place,
      node,
      `"${node.operator}" with all rows of a query`,
      "Compare with a min or max of the query.",
    )
    return emitAsWritten(node, place)
  }
  const query = keyedQuery(node.query, place).out
  return out`${emitKey(node.left, place)} in (${query})`
}

/** Spark converts one side of a comparison to the type of the other; only what is meant the same is verified. */
export function checkCompared(nodes: readonly Expression[], place: Place): void {
  const types = nodes.map((node) => typeOf(node, place))
  const hasMoment = types.some(isMoment)
  const hasNumber = types.some((type) => isNumeric(type) || type.noText === true)
  const hasBoolean = types.some((type) => type.kind === "boolean")
  for (const [index, node] of nodes.entries()) {
    if (types[index]?.kind !== "varchar") continue
    const literal = node.kind === "string" ? node.value : undefined
    const isFit =
      !(hasMoment || hasNumber || hasBoolean) ||
      (hasMoment && literal !== undefined && isoMoment(literal) !== undefined) ||
      (hasNumber && literal !== undefined && /^\s*[+-]?\d+(\.\d+)?\s*$/.test(literal)) ||
      (hasBoolean && literal !== undefined && /^(true|false)$/i.test(literal))
    if (!isFit)
      refuse(place, node, "a text next to a value of another type", "Cast it to the type of the other.")
  }
  if (hasMoment && hasNumber) {
    const node = nodes.find((_, index) => isNumeric(types[index] ?? { kind: "null" })) ?? nodes[0]
    if (node !== undefined) refuse(place, node, "a number next to a date or timestamp")
  }
}
