import type { ColumnRef, Expression } from "../ast.ts"

/** The columns in an expression, without what `skip` leaves out. Subqueries have rows of their own. */
export function columnsIn(node: Expression, skip?: (node: Expression) => boolean): ColumnRef[] {
  if (node.kind === "column") return [node]
  if (skip?.(node)) return []
  return partsOf(node).flatMap((each) => columnsIn(each, skip))
}

/** The expressions directly inside an expression. */
export function partsOf(node: Expression): readonly Expression[] {
  switch (node.kind) {
    case "unary":
    case "cast":
    case "extract":
    case "is":
      return [node.operand]
    case "zone":
      return [node.operand, node.zone]
    case "binary":
      return [node.left, node.right]
    case "between":
      return [node.operand, node.low, node.high]
    case "like":
      return node.escape === undefined
        ? [node.operand, node.pattern]
        : [node.operand, node.pattern, node.escape]
    case "in":
      return [node.operand, ...(node.list ?? [])]
    case "quantified":
      return [node.left]
    case "paren":
      return [node.inner]
    case "row":
      return node.items
    case "case":
      return [
        ...(node.operand === undefined ? [] : [node.operand]),
        ...node.branches.flatMap((branch) => [branch.when, branch.result]),
        ...(node.otherwise === undefined ? [] : [node.otherwise]),
      ]
    case "call": {
      const over = node.over?.kind === "window" ? node.over : undefined
      return [
        ...node.args,
        ...(over?.partitionBy ?? []),
        ...(over?.orderBy ?? []).map((item) => item.expression),
      ]
    }
    default:
      return []
  }
}
