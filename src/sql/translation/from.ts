import type { FromItem, Node } from "../ast.ts"
import { type Place, refuse } from "./context.ts"
import type { Out } from "./output.ts"
import { emitQuery } from "./query.ts"
import { addRelation, emitTable } from "./relations.ts"
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
    case "join": {
      if (node.natural) refuse(place, node, "a natural join", "Name the columns after using.")
      const replaced = new Map<Node, Out>([[node.left, emit(node.left, place)]])
      replaced.set(node.right, emit(node.right, place))
      return within(node, place, replaced)
    }
    case "pivot":
      return nodes.pivot(node, place)
    case "unpivot":
      return nodes.unpivot(node, place)
  }
}
