import type { Binary, Expression, Node } from "../ast.ts"
import { macro, type Place, refuse } from "../translation/context.ts"
import { foldedQuotient } from "../translation/folded.ts"
import { typeOf } from "../translation/infer.ts"
import { around } from "../translation/operators.ts"
import { type Out, out } from "../translation/output.ts"
import { quotientType } from "../translation/quotient.ts"
import { signatureOf } from "../translation/signatures.ts"
import { children, emit, within } from "../translation/walk.ts"
import { bound } from "./bound.ts"

/**
 * Redshift divides decimals to a scale that follows from their types, DuckDB as floats. Whole numbers are cut off in
 * both. Where the types are not known, they are asked for when the query is bound.
 */
export function emitQuotient(node: Binary, place: Place): Out {
  const folded = foldedQuotient(node)
  if (folded !== undefined) return folded.out
  const type = quotientType(node, place)
  if (type.kind === "integer" || type.kind === "double")
    return around(node, place, "//", emitDivisor(node.right, place))
  const [left, right] = [emit(node.left, place), emit(node.right, place)]
  if (type.kind === "decimal" && type.precision !== undefined && type.scale !== undefined) {
    const unit = unitOf(type.scale)
    const quotient = bound(
      [left, right],
      place,
      (a, b) => out`${macro(place, "quotient")}(${a}, ${b}, ${unit})`,
    )
    return out`cast(${quotient} as decimal(${String(type.precision)},${String(type.scale)}))`
  }
  if ([node.left, node.right].some((each) => dividesUnknown(each, place)))
    refuse(
      place,
      node,
      "a quotient of a quotient whose types are not known",
      "Cast what is divided, as in a::decimal(12,2) / b, or promise the types in a contract.",
    )
  return bound([left, right], place, (a, b) => {
    const kind = out`${macro(place, "quotient_kind")}(typeof(${a}), typeof(${b}))`
    return out`${macro(place, "any_quotient")}(${a}, ${b}, ${macro(place, "units")}()[${kind}])`
  })
}

/** One at the last place of a decimal. */
export function unitOf(scale: number): string {
  const digits = scale === 0 ? "1" : `0.${"0".repeat(scale - 1)}1`
  return `cast(${digits} as decimal(38,${scale}))`
}

/** Whether a value comes of a quotient whose precision is not known here: sums have one of their own. */
function dividesUnknown(node: Node, place: Place): boolean {
  if (node.kind === "query" || node.kind === "cast") return false
  if (node.kind === "call" && signatureOf(node.name)?.over === "aggregate") return false
  if (node.kind === "binary" && node.operator === "/" && typeOf(node, place).kind === "unknown")
    return foldedQuotient(node) === undefined
  // Without its fraction it has more digits on DuckDB than in Redshift's type, by which it divides.
  if (node.kind === "call" && node.name === "trunc" && typeOf(node, place).kind === "unknown") return true
  return children(node).some((each) => dividesUnknown(each, place))
}

/** DuckDB answers a division by zero with null or infinity, Redshift with an error. */
export function emitDivisor(node: Expression, place: Place): Out {
  if (node.kind === "number" && Number(node.text) !== 0) return emit(node, place)
  if (node.kind === "call" && node.name === "nullif" && isZero(node.args[1])) return emit(node, place)
  const cast = node.kind === "cast" && node.operand.kind === "number" && Number(node.operand.text) !== 0
  if (cast) return out`(${within(node, place)})`
  return out`${macro(place, "divisor")}(${emit(node, place)})`
}

function isZero(node: Expression | undefined): boolean {
  return node?.kind === "number" && Number(node.text) === 0
}
