import type { Binary, Case, Expression, InList, Node } from "../ast.ts"
import { emitKey, keyedQuery, keysOf, mayEndInBlanks } from "./blanks.ts"
import type { Place } from "./context.ts"
import { typeOf } from "./infer.ts"
import { type Out, out } from "./output.ts"
import { comparedRows, rowInList } from "./rows.ts"
import { within } from "./walk.ts"

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
  if (!isText(operand, place)) return within(node, place)
  return within(node, place, keyedSides(operand, query, place))
}

/** `x = any (select ...)`. */
export function emitQuantified(node: Extract<Expression, { kind: "quantified" }>, place: Place): Out {
  if (!isText(node.left, place)) return within(node, place)
  return within(node, place, keyedSides(node.left, node.query, place))
}

function keyedSides(left: Expression, query: NonNullable<InList["query"]>, place: Place): Map<Node, Out> {
  const inner = keyedQuery(query, place)
  const text = query.parens ? out`(${inner})` : inner
  return new Map<Node, Out>([
    [left, emitKey(left, place)],
    [query, text],
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
