import type { Binary } from "../ast.ts"
import type { Place } from "./context.ts"
import { typeOf } from "./infer.ts"
import { arithmetic, type SqlType, unknown } from "./sql-type.ts"

/** The type of a quotient; unknown where that of one side is. */
export function quotientType(node: Binary, place: Place): SqlType {
  const [left, right] = [typeOf(node.left, place), typeOf(node.right, place)]
  if (left.kind === "double" || right.kind === "double") return { kind: "double" }
  const type = arithmetic("/", left, right)
  return type.kind === "decimal" && type.scale === undefined ? unknown : type
}
