import { dialectFacts } from "../../project/warehouses.ts"
import type { Binary, Unary } from "../ast.ts"
import { type DataType, float, int, text, truth, typeLabel, unknownType } from "../data-type.ts"
import { arithmeticType, isNumber } from "../number-type.ts"
import { checkBoolean, checkComparison, checkText, mismatch } from "./checks.ts"
import { category } from "./common-type.ts"
import { infer } from "./expression.ts"
import type { Place } from "./place.ts"
import { refuseComparison } from "./refused/types.ts"
import { computed, type Value } from "./value.ts"

export function inferUnary(node: Unary, place: Place): Value {
  const operand = infer(node.operand, place)
  const { operator } = node
  const nullable = operand.nullable === false ? false : undefined
  if (operator === "not") {
    checkBoolean(operand, node.operand, "not", place)
    return computed(truth, [operand], 1, nullable)
  }
  const kind = category(operand.type)
  if ((operator === "-" || operator === "+") && (kind === "text" || kind === "boolean" || kind === "moment"))
    mismatch(place, node, `"${operator}" of a ${typeLabel(operand.type)}`)
  const root = operator === "|/" || operator === "||/"
  const type = root ? float : operand.type.literal === undefined ? operand.type : unknownType
  return computed(byRedshift(type, place), [operand], 1, nullable)
}

const comparisons = new Set(["=", "<", ">", "<=", ">=", "<>", "!="])
const bitwise = new Set(["&", "|", "#", "<<", ">>"])
const arithmetic = new Set(["+", "-", "*", "/", "%"])

export function inferBinary(node: Binary, place: Place): Value {
  const left = infer(node.left, place)
  const right = infer(node.right, place)
  const nullable = left.nullable === false && right.nullable === false ? false : undefined
  return computed(byRedshift(binaryType(node, left, right, place), place), [left, right], 1, nullable)
}

/** Other engines have other rules: there the type of a computed value is not known. */
function byRedshift(type: DataType, place: Place): DataType {
  return dialectFacts(place.scope.state.dialect).analysed ? type : unknownType
}

function binaryType(node: Binary, left: Value, right: Value, place: Place): DataType {
  const { operator } = node
  if (operator === "and" || operator === "or") {
    checkBoolean(left, node.left, operator, place)
    checkBoolean(right, node.right, operator, place)
    return truth
  }
  if (comparisons.has(operator)) {
    checkComparison(left, right, node.left, node.right, place)
    refuseComparison(left.type, right.type, node, place)
    return truth
  }
  if (operator === "||")
    return left.type.kind === "varbyte" || right.type.kind === "varbyte" ? unknownType : text
  if (operator === "^") return float
  if (bitwise.has(operator)) return left.type.kind === "integer" ? left.type : unknownType
  if (!arithmetic.has(operator)) return truth
  checkArithmetic(node, left, right, place)
  return isNumber(left.type) && isNumber(right.type)
    ? arithmeticType(operator, left.type, right.type)
    : otherArithmetic(operator, left.type, right.type)
}

/** https://docs.aws.amazon.com/redshift/latest/dg/r_Numeric_types201.html: numbers alone, and dates with days. */
function checkArithmetic(node: Binary, left: Value, right: Value, place: Place): void {
  const hint = arithmeticHint(node.operator, left.type, right.type)
  if (hint !== undefined) {
    const operator = { start: node.operatorStart, end: node.operatorEnd }
    const message = `"${node.operator}" of ${typeLabel(left.type)} and ${typeLabel(right.type)}`
    mismatch(place, operator, message, hint === "" ? undefined : hint)
    return
  }
  if (isNumber(left.type)) checkText(left.type, right.type.literal, node.right, place)
  if (isNumber(right.type)) checkText(right.type, left.type.literal, node.left, place)
}

/** What to do about operands that do not go together; empty where nothing can be said, undefined where they do. */
function arithmeticHint(operator: string, left: DataType, right: DataType): string | undefined {
  const kinds = [category(left), category(right)]
  const sum = operator === "+" || operator === "-"
  if (kinds.includes("boolean")) return "Write case when ... then 1 else 0 end."
  if (kinds.includes("text") && kinds.every((each) => each === "text" || each === "number"))
    return operator === "+"
      ? 'Cast the text to a number, or join texts with "||".'
      : "Cast the text to a number."
  if (kinds.includes("moment") && !sum) return ""
  if (operator === "+" && left.kind === right.kind && kinds[0] === "moment")
    return "Use datediff for the time between two."
  return undefined
}

/** https://docs.aws.amazon.com/redshift/latest/dg/r_DATE-CONCATENATE_function.html and r_interval_data_types.html */
function otherArithmetic(operator: string, left: DataType, right: DataType): DataType {
  const [a, b] = [left.kind, right.kind]
  if (operator === "-" && a === "date" && b === "date") return int
  if (a === "date" && b === "integer") return left
  if (operator === "+" && a === "integer" && b === "date") return right
  const moment = (kind: string) => kind === "timestamp" || kind === "timestamptz"
  if (moment(a) && b === "interval") return left
  if (a === "date" && b === "interval") return { kind: "timestamp" }
  if (operator === "+" && a === "interval" && moment(b)) return right
  if (operator === "+" && a === "interval" && b === "date") return { kind: "timestamp" }
  if (operator === "-" && moment(a) && a === b) return { kind: "interval" }
  if (a === "interval" && (b === "interval" || isNumber(right))) return left
  return unknownType
}
