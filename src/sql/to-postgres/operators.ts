import type { Binary, Expression, Unary } from "../ast.ts"
import { emitComparison, isComparison } from "../translation/comparisons.ts"
import { macro, type Place, refuse } from "../translation/context.ts"
import { foldedAbsolute, foldedQuotient } from "../translation/folded.ts"
import { typeOf } from "../translation/infer.ts"
import { operand, refuseSuper } from "../translation/operand.ts"
import { around, chained, emitSum } from "../translation/operators.ts"
import { copied, type Out, out } from "../translation/output.ts"
import { quotientType } from "../translation/quotient.ts"
import { regexPattern } from "../translation/regular-expression.ts"
import { compareSuper, comparesSuper } from "../translation/super.ts"
import { blankBehind, emit, within } from "../translation/walk.ts"
import { emitText } from "./casts.ts"

/** A number with an exponent is a float in Redshift, a decimal in Postgres, where no word follows a number at once. */
export function emitNumber(node: Extract<Expression, { readonly kind: "number" }>, place: Place): Out {
  return /e/i.test(node.text) ? asDouble(copied(node)) : out`${copied(node)}${blankBehind(node, place)}`
}

export function emitUnary(node: Unary, place: Place): Out {
  refuseSuper(node, place)
  switch (node.operator) {
    case "-":
    case "+":
    case "not":
    case "~":
      return within(node, place)
    case "@":
      return foldedAbsolute(node.operand) ?? within(node, place)
    case "|/":
      return out`sqrt(${asDouble(emit(node.operand, place))})`
    case "||/":
      return out`${macro(place, "cbrt")}(${asDouble(emit(node.operand, place))})`
    default:
      refuse(place, node, `the operator "${node.operator}"`)
      return within(node, place)
  }
}

/** Redshift divides decimals to a scale that follows from their types, Postgres to as many digits as it likes. */
function emitQuotient(node: Binary, place: Place): Out {
  const folded = foldedQuotient(node)
  if (folded !== undefined) return folded.out
  const { kind, scale } = quotientType(node, place)
  if (kind === "integer" || kind === "double") return within(node, place)
  const [left, right] = [emit(node.left, place), emit(node.right, place)]
  if (kind === "decimal") return out`${macro(place, "quotient")}(${left}, ${right}, ${String(scale)})`
  if ([node.left, node.right].every((each) => !["unknown", "null"].includes(typeOf(each, place).kind)))
    refuse(
      place,
      node,
      "a quotient whose digits depend on types that are not known",
      "Cast what is divided, as in a::decimal(12,2) / b.",
    )
  const [ofLeft, ofRight] = [digitsOf(node.left, place), digitsOf(node.right, place)]
  if (ofLeft !== undefined) return out`${macro(place, "quotient_by_untyped")}(${left}, ${right}, ${ofLeft})`
  if (ofRight !== undefined) return out`${macro(place, "untyped_by_quotient")}(${left}, ${right}, ${ofRight})`
  return out`${macro(place, "untyped_quotient")}(${left}, ${right})`
}

/** Precision and scale of a decimal, where they are known. */
function digitsOf(node: Expression, place: Place): string | undefined {
  const { kind, precision, scale } = typeOf(node, place)
  if (kind !== "decimal" || precision === undefined || scale === undefined) return undefined
  return `${precision}, ${scale}`
}

export function asDouble(value: Out): Out {
  return out`cast(${value} as double precision)`
}

const native = new Set(["and", "or", "*", "%", "&", "|", "#", "<<", ">>"])

export function emitBinary(node: Binary, place: Place): Out {
  const { operator } = node
  if (isComparison(node) && comparesSuper([node.left, node.right], place)) return compareSuper(node, place)
  if (operator !== "and" && operator !== "or") refuseSuper(node, place)
  if (operator === "/") return emitQuotient(node, place)
  if (native.has(operator)) return within(node, place)
  if (isComparison(node)) return emitComparison(node, place)
  if (operator === "+" || operator === "-") return emitSum(node, place)
  if (operator === "^")
    return out`power(${asDouble(emit(node.left, place))}, ${asDouble(emit(node.right, place))})`
  if (operator === "~" || operator === "!~") {
    regexPattern(node.right, place, { extracts: false, perl: false })
    return within(node, place)
  }
  if (operator === "||")
    return around(
      node,
      place,
      "||",
      emitText(node.right, place, operand),
      emitText(node.left, place, chained),
    )
  const span = { start: node.operatorStart, end: node.operatorEnd }
  refuse(place, span, `the operator "${operator}"`, 'Write "like" or a regexp function.')
  return within(node, place)
}
