import type { Binary, Expression } from "../ast.ts"
import { type Place, refuse } from "./context.ts"
import { typeOf } from "./infer.ts"
import { operand } from "./operand.ts"
import { type Out, out } from "./output.ts"
import type { SqlType } from "./sql-type.ts"
import { emit, within } from "./walk.ts"

/** Both operands with another operator between them; the comments and blanks beside the operator stay. */
export function around(
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

/** The left side of `||`, where a chain needs no parentheses. */
export function chained(node: Expression, place: Place): Out {
  return node.kind === "binary" && node.operator === "||" ? emit(node, place) : operand(node, place)
}

export function emitSum(node: Binary, place: Place): Out {
  const left = typeOf(node.left, place)
  const right = typeOf(node.right, place)
  if (node.operator === "+" && joinsTexts(node, left, right))
    return around(node, place, "||", operand(node.right, place), operand(node.left, place))
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

/** `+` of texts joins them; a text that stands beside something else becomes what that is. */
function joinsTexts({ left: a, right: b }: Binary, left: SqlType, right: SqlType): boolean {
  if (left.kind === "varchar" && right.kind === "varchar") return true
  const isWord = (node: Expression) => node.kind === "string" && !/^[\s\d.:+-]*$/.test(node.value)
  return (
    (isWord(a) && right.kind === "unknown" && !right.noText) ||
    (isWord(b) && left.kind === "unknown" && !left.noText)
  )
}

function isTimestamp(type: SqlType): boolean {
  return type.kind === "timestamp" || type.kind === "timestamptz"
}
