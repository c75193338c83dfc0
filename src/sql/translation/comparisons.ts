import type { Binary, Case, Expression, InList, Node, Query } from "../ast.ts"
import { emitKey, keyedQuery, keysOf, mayEndInBlanks } from "./blanks.ts"
import { type Place, refuse } from "./context.ts"
import { typeOf } from "./infer.ts"
import { type Out, out } from "./output.ts"
import { comparedRows, itemsOf, rowInList } from "./rows.ts"
import { emit, within } from "./walk.ts"

const comparisons = new Set(["=", "<", ">", "<=", ">=", "<>", "!="])

export function isComparison({ operator }: Binary): boolean {
  return comparisons.has(operator)
}

/** `=`, `<>`, `<` and their like. */
export function emitComparison(node: Binary, place: Place): Out {
  const rows = comparesRows(place) ? undefined : comparedRows(node, place)
  return rows ?? within(node, place, keysOf([node.left, node.right], place))
}

function comparesRows({ context }: Place): boolean {
  return context.engine.lacks?.has("comparing rows") !== true
}

/** `x in (a, b)` and `x in (select ...)`. */
export function emitIn(node: InList, place: Place): Out {
  const { operand, list, query } = node
  if (query === undefined) {
    const rows = comparesRows(place) ? undefined : rowInList(node, place)
    return rows ?? within(node, place, keysOf([operand, ...(list ?? [])], place))
  }
  return within(node, place, comparedSides(operand, query, place))
}

/** `x = any (select ...)`. */
export function emitQuantified(node: Extract<Expression, { kind: "quantified" }>, place: Place): Out {
  return within(node, place, comparedSides(node.left, node.query, place))
}

/** A value and the rows of a query, with what they are compared by. */
function comparedSides(left: Expression, query: Query, place: Place): Map<Node, Out> {
  const isKeyed = isText(left, place)
  const value = isKeyed ? emitKey(left, place) : emit(left, place)
  const rows = isKeyed ? keyedQuery(query, place) : place.context.emitQuery(query, place)
  const items = itemsOf(left) ?? [left]
  const ours = new Map(items.map((item, index) => [String(index), typeOf(item, place)]))
  const common = place.context.engine.comparedRows?.(ours, rows.columns, place)
  if (common === undefined) return sides(isKeyed, left, value, query, rows.out)
  const given = items.length === 1 ? common.value(value, 0) : value
  const isLost =
    common.whole !== undefined ||
    items.some((_, index) => items.length > 1 && common.value(value, index) !== value)
  if (isLost)
    refuse(
      place,
      left,
      "a comparison with rows whose decimals have other digits",
      "Cast both to one type, as in sum(a)::decimal(18,2).",
    )
  return sides(isKeyed, left, given, query, common.part(rows.out, 1))
}

function sides(isKeyed: boolean, left: Expression, value: Out, query: Query, rows: Out): Map<Node, Out> {
  return new Map<Node, Out>([
    [left, value],
    [query, query.parens && isKeyed ? out`(${rows})` : rows],
  ])
}

/** Whether a value may be a text, so that it is compared as one. */
function isText(node: Expression, place: Place): boolean {
  if (node.kind === "paren") return isText(node.inner, place)
  if (node.kind === "row") return node.items.some((item) => isText(item, place))
  const type = typeOf(node, place)
  return type.kind === "varchar" || mayEndInBlanks(type)
}

/** `case x when a then ...` compares x with each; `case when` is as it stands. */
export function emitCase(node: Case, place: Place): Out {
  if (node.operand === undefined) {
    // Nothing is no condition on Spark; it is as good as false.
    const never = node.branches.flatMap(({ when }): [Node, Out][] =>
      typeOf(when, place).kind === "null" ? [[when, ["false"]]] : [],
    )
    const branches = node.branches.map((branch): [Node, Out] => [
      branch,
      within(branch, place, new Map(never)),
    ])
    return within(node, place, new Map<Node, Out>(branches))
  }
  const keys = keysOf([node.operand, ...node.branches.map(({ when }) => when)], place)
  const branches = node.branches.map((branch): [Node, Out] => [branch, within(branch, place, keys)])
  return within(node, place, new Map<Node, Out>([...keys, ...branches]))
}
