import { didYouMean } from "../../nearest.ts"
import type { Expression, OrderItem } from "../ast.ts"
import type { Around } from "./place.ts"
import type { Shape } from "./shape.ts"
import { problem, type State } from "./state.ts"
import { unknownValue, type Value } from "./value.ts"

/** The `order by` of a set operation or of values: it sees the columns of the result alone. */
export function orderOutput(items: readonly OrderItem[], shape: Shape, around: Around): void {
  for (const { expression } of items) {
    const value = orderedBy(expression, shape, around.state)
    if (value !== undefined && value.origins.length > 0)
      shape.deciders?.own.push({ by: "order", origins: value.origins })
    if (value !== undefined || shape.open || expression.kind !== "column" || expression.parts.length > 1)
      continue
    const name = expression.parts[0]?.name ?? ""
    problem(
      around.state,
      "LUX-1310",
      expression,
      `the result has no column "${name}" to order by`,
      didYouMean(name, shape.names),
    )
  }
}

/** The column of the result that a position or a name means. */
export function orderedBy(node: Expression, shape: Shape, state: State): Value | undefined {
  const position = positionOf(node)
  if (position !== undefined)
    return shape.open ? unknownValue : columnAt(position, node, shape, "order by", state)
  if (node.kind !== "column" || node.parts.length !== 1 || node.steps.length > 0) return undefined
  const found = shape.column(node.parts[0]?.name ?? "")
  return found === "several" ? unknownValue : found
}

/** The number of a column, where one is written. */
export function positionOf(node: Expression): number | undefined {
  return node.kind === "number" && /^\d+$/.test(node.text) ? Number(node.text) : undefined
}

export function columnAt(
  position: number,
  node: Expression,
  shape: Shape,
  clause: string,
  state: State,
): Value {
  const column = shape.columns[position - 1]
  if (column === undefined)
    problem(
      state,
      "LUX-1322",
      node,
      `"${clause}" names column ${position}, the select list has ${shape.columns.length}`,
    )
  return column ?? unknownValue
}
