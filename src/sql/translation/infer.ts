import type { Binary, Cast, Expression } from "../ast.ts"
import { literalNumberType } from "../number-type.ts"
import type { Place } from "./context.ts"
import { foldedQuotient } from "./folded.ts"
import { resolveColumn } from "./scope.ts"
import { signatureOf } from "./signatures.ts"
import type { SqlType } from "./sql-type.ts"
import * as types from "./sql-type.ts"

/** The type of an expression as far as the text and the described relations tell. */
export function typeOf(node: Expression, place: Place): SqlType {
  const known = place.context.types.get(node)
  if (known !== undefined) return known
  place.context.types.set(node, types.unknown)
  const type = inferred(node, place)
  place.context.types.set(node, type)
  return type
}

function inferred(node: Expression, place: Place): SqlType {
  switch (node.kind) {
    case "string":
      return node.value.endsWith(" ") ? types.varchar : types.trimmed
    case "number": {
      const { kind, bytes, precision, scale } = literalNumberType(node.text)
      if (kind === "integer") return bytes === 8 ? types.bigint : { kind, bytes: 4 }
      return kind === "decimal" && precision !== undefined && scale !== undefined
        ? { kind, precision, scale }
        : types.double
    }
    case "literal":
      return node.value === "null" ? { kind: "null" } : types.boolean
    case "column": {
      const { type, alias } = resolveColumn(node, place.scope)
      return alias === undefined ? type : typeOf(alias, place)
    }
    case "unary":
      return node.operator === "not"
        ? types.boolean
        : node.operator.includes("|/")
          ? types.double
          : typeOf(node.operand, place)
    case "binary":
      return binaryType(node, place)
    case "cast":
      return castType(node, place)
    case "typed":
      return types.typeNamed(node.type)
    case "interval":
      return types.interval
    case "call":
      return (
        signatureOf(node.name)?.type(
          node.args.map((each) => typeOf(each, place)),
          node,
        ) ?? types.unknown
      )
    case "case": {
      const results = node.branches.map((branch) => typeOf(branch.result, place))
      return types.common(
        node.otherwise === undefined ? results : [...results, typeOf(node.otherwise, place)],
      )
    }
    case "paren":
      return typeOf(node.inner, place)
    case "extract":
      return types.integer
    case "zone": {
      const { kind } = typeOf(node.operand, place)
      return kind === "timestamptz"
        ? types.timestamp
        : kind === "timestamp" || kind === "date"
          ? types.timestamptz
          : types.unknown
    }
    case "subquery":
    case "star":
    case "row":
      return types.unknown
    default:
      return types.boolean
  }
}

/** A text that is cut off may end with a blank that stood in its middle. */
function castType({ type, operand }: Cast, place: Place): SqlType {
  const [first = 18, second = 0] = type.arguments
  if (["decimal", "numeric", "dec"].includes(type.name))
    return { kind: "decimal", precision: first, scale: second }
  const target = types.typeNamed(type.name)
  if (target.kind !== "varchar") return target
  if (target.charBytes !== undefined)
    return { ...types.trimmed, charBytes: type.arguments[0] ?? target.charBytes }
  const from = typeOf(operand, place)
  const whole = type.arguments[0] === undefined || type.arguments[0] >= 65535
  if (from.kind === "varchar") return from.trimmed && whole ? types.trimmed : types.varchar
  return isShort(from) ? types.trimmed : types.varchar
}

const arithmetic = new Set(["+", "-", "*", "%", "/"])
const bitwise = new Set(["&", "|", "#", "<<", ">>"])

function binaryType(node: Binary, place: Place): SqlType {
  const folded = foldedQuotient(node)
  if (folded !== undefined) return folded.type
  const left = typeOf(node.left, place)
  const right = typeOf(node.right, place)
  const { operator } = node
  if (operator === "||") return concatenated(node.right, right)
  if (operator === "^") return types.double
  if (bitwise.has(operator)) return types.integer
  if (operator === "+" && left.kind === "varchar" && right.kind === "varchar")
    return concatenated(node.right, right)
  if (!arithmetic.has(operator)) return types.boolean
  if (operator === "-" && left.kind === "date" && right.kind === "date") return types.integer
  if (left.kind === "date")
    return right.kind === "integer" ? types.date : right.kind === "interval" ? types.timestamp : types.noText
  if (types.isMoment(left)) return right.kind === "interval" ? left : types.unknown
  const type = types.arithmetic(operator, left, right)
  if (type.kind !== "unknown") return type
  if (operator === "*" || operator === "/" || left.wide || right.wide) return types.wide
  return operator === "+" ? type : types.noText
}

/** A text that ends with something which is not empty and has no blank at its end has none either. */
function concatenated(last: Expression, type: SqlType): SqlType {
  const ends = last.kind === "string" ? last.value !== "" && type.trimmed : isShort(type)
  return ends ? types.trimmed : types.varchar
}

function isShort({ kind }: SqlType): boolean {
  return ["integer", "decimal", "double", "date", "timestamp"].includes(kind)
}
