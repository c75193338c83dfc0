import type { Expression } from "../ast.ts"

/** The value of an integer literal, with its sign. */
export function wholeNumber(node: Expression | undefined): number | undefined {
  if (node?.kind === "number" && /^\d+$/.test(node.text)) return Number(node.text)
  if (node?.kind !== "unary" || node.operator !== "-") return undefined
  const inner = wholeNumber(node.operand)
  return inner === undefined ? undefined : -inner
}
