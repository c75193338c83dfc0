import type { Binary, Expression } from "../ast.ts"
import type { Place } from "./context.ts"
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
      return types.varchar
    case "number": {
      if (/e/i.test(node.text)) return types.double
      const scale = node.text.split(".")[1]?.length
      return scale === undefined ? types.integer : { kind: "decimal", scale }
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
      return node.type.name === "decimal" || node.type.name === "numeric"
        ? { kind: "decimal", scale: node.type.arguments[1] ?? 0 }
        : types.typeNamed(node.type.name)
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

const arithmetic = new Set(["+", "-", "*", "%"])
const bitwise = new Set(["&", "|", "#", "<<", ">>"])

function binaryType(node: Binary, place: Place): SqlType {
  const left = typeOf(node.left, place)
  const right = typeOf(node.right, place)
  const { operator } = node
  if (operator === "||") return types.varchar
  if (operator === "^") return types.double
  if (bitwise.has(operator)) return types.integer
  if (operator === "/") return quotient(left, right)
  if (!arithmetic.has(operator)) return types.boolean
  if (operator === "-" && left.kind === "date" && right.kind === "date") return types.integer
  if (left.kind === "date")
    return right.kind === "integer" ? types.date : right.kind === "interval" ? types.timestamp : types.unknown
  if (types.isMoment(left)) return right.kind === "interval" ? left : types.unknown
  if (left.quotient || right.quotient) return { kind: "unknown", quotient: true }
  if (!types.isNumeric(left) || !types.isNumeric(right)) return types.unknown
  if (
    operator === "*" &&
    left.kind !== "double" &&
    right.kind !== "double" &&
    (left.kind === "decimal" || right.kind === "decimal")
  )
    return { kind: "decimal", scale: (left.scale ?? 0) + (right.scale ?? 0) }
  return types.common([left, right])
}

function quotient(left: SqlType, right: SqlType): SqlType {
  if (left.kind === "integer" && right.kind === "integer") return types.integer
  if (left.kind === "double" || right.kind === "double") return types.double
  return { kind: "unknown", quotient: true }
}
