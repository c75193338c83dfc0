import type { Expression } from "./ast.ts"

/** The name that Redshift gives an expression without an alias; undefined where it gives none. */
export function impliedName(node: Expression): string | undefined {
  switch (node.kind) {
    case "call":
      return node.name === "nvl" ? "coalesce" : node.name
    case "cast":
      return impliedName(node.operand) ?? node.type.name
    case "paren":
      return impliedName(node.inner)
    case "case":
      return "case"
    case "extract":
      return "date_part"
    case "column":
      return (node.steps.at(-1)?.field ?? node.parts.at(-1))?.name
    default:
      return undefined
  }
}
