import type { Binary, Expression } from "../ast.ts"
import { type Place, refuse } from "../translation/context.ts"
import { foldedQuotient } from "../translation/folded.ts"
import { typeOf } from "../translation/infer.ts"
import { operand } from "../translation/operand.ts"
import { around } from "../translation/operators.ts"
import { type Out, out } from "../translation/output.ts"
import { quotientType } from "../translation/quotient.ts"
import { emit, within } from "../translation/walk.ts"

/**
 * Redshift cuts quotients of whole numbers and of decimals off at a place that follows from their types; Spark gives
 * fractions, and rounds them.
 */
export function emitQuotient(node: Binary, place: Place): Out {
  const folded = foldedQuotient(node)
  if (folded !== undefined) return folded.out
  const type = quotientType(node, place)
  if (type.kind === "integer") return around(node, place, wordBetween(node, place), emit(node.right, place))
  if (type.kind === "double")
    return out`(${asDouble(emit(node.left, place))} / ${asDouble(emit(node.right, place))})`
  const divisor = scaleOf(node.right, place)
  if (
    type.kind === "decimal" &&
    type.precision !== undefined &&
    type.scale !== undefined &&
    divisor !== undefined
  )
    return quotient(dividend(node.left, place), dividend(node.right, place), {
      divisor,
      precision: type.precision,
      scale: type.scale,
    })
  if (typeOf(node.left, place).kind !== "null" && typeOf(node.right, place).kind !== "null")
    refuse(
      place,
      node,
      "a quotient of values whose types are not known",
      "Cast what is divided, as in a::decimal(12,2) / b.",
    )
  return within(node, place)
}

export function asDouble(value: Out): Out {
  return out`cast(${value} as double)`
}

/** `div`, with a blank on each side that has none. */
function wordBetween({ operatorStart, operatorEnd }: Binary, { context }: Place): string {
  const [before = "", after = ""] = [context.sql[operatorStart - 1], context.sql[operatorEnd]]
  return `${/\s/.test(before) ? "" : " "}div${/\s/.test(after) ? "" : " "}`
}

/** A side of a quotient that can be multiplied: a whole number has room for more digits. */
function dividend(node: Expression, place: Place): Out {
  if (typeOf(node, place).kind === "integer") return out`cast(${emit(node, place)} as decimal(19, 0))`
  return operand(node, place)
}

function scaleOf(node: Expression, place: Place): number | undefined {
  const { kind, scale } = typeOf(node, place)
  return kind === "integer" ? 0 : kind === "decimal" ? scale : undefined
}

interface Digits {
  /** Digits behind the point of the divisor. */
  readonly divisor: number
  /** Of the result. */
  readonly precision: number
  readonly scale: number
}

/** Of both the digits as whole numbers: what is left over is taken away, and what is divided then leaves nothing over. */
export function quotient(left: Out, right: Out, { divisor, precision, scale }: Digits): Out {
  const whole = digits(left, scale + divisor)
  const by = digits(right, divisor)
  const units = out`cast((${whole} - ${whole} % ${by}) / ${by} as decimal(${String(Math.min(38, precision))}, 0))`
  return out`cast(${units} * ${unitOf(scale)} as decimal(${String(precision)}, ${String(scale)}))`
}

function digits(value: Out, count: number): Out {
  const times = count === 0 ? "" : ` * 1${"0".repeat(count)}`
  return out`cast(${value}${times} as decimal(38, 0))`
}

/** One at the last place of a decimal. */
function unitOf(scale: number): string {
  return scale === 0 ? "1" : `0.${"0".repeat(scale - 1)}1`
}
