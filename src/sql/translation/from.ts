import type { Expression, FromItem, Join } from "../ast.ts"
import { type Place, refuse } from "./context.ts"
import { joined, type Out, out } from "./output.ts"
import { emitQuery } from "./query.ts"
import { addRelation, emitTable } from "./relations.ts"
import { emitJoin } from "./using.ts"
import { emit, within } from "./walk.ts"

/** An item of `from`; the relations that it brings are added to the scope. */
export function emitFrom(node: FromItem, place: Place): Out {
  const { nodes } = place.context.engine
  switch (node.kind) {
    case "table":
      return emitTable(node, place)
    case "tableFunction":
      refuse(place, node, `the table function "${node.parts.at(-1)?.name ?? ""}"`)
      return within(node, place)
    case "derived": {
      const inner = emitQuery(node.query, place)
      addRelation(place, node, inner.columns)
      return within(node, place, new Map([[node.query, inner.out]]))
    }
    case "parenFrom":
      return within(node, place)
    case "join":
      return node.conditions === undefined
        ? emitJoin(node, place)
        : emitByConditions(node, node.conditions, place)
    case "pivot":
      return nodes.pivot(node, place)
    case "unpivot":
      return nodes.unpivot(node, place)
  }
}

/** The conditions stand in `on`; in `where`, where they were written, nothing is left to ask. */
function emitByConditions(node: Join, conditions: readonly Expression[], place: Place): Out {
  const left = emit(node.left, place)
  const right = emit(node.right, place)
  if (conditions.length === 0) return out`${left} cross join ${right}`
  const on = joined(
    conditions.map((each) => emit(each, place)),
    " and ",
  )
  for (const each of conditions) place.context.replaced.set(each, ["true"])
  return out`${left} left join ${right} on ${on}`
}
