import type { FromItem } from "../ast.ts"
import { macro, type Place, refuse } from "../translation/context.ts"
import { type Out, out } from "../translation/output.ts"
import { emitQuery } from "../translation/query.ts"
import { addRelation, emitTable, type Unnesting } from "../translation/relations.ts"
import { superType } from "../translation/sql-type.ts"
import { within } from "../translation/walk.ts"
import { superPath } from "./columns.ts"
import { emitPivot, emitUnpivot } from "./pivot.ts"

/** An item of `from`; the relations that it brings are added to the scope. */
export function emitFrom(node: FromItem, place: Place): Out {
  switch (node.kind) {
    case "table":
      return emitTable(node, place, unnesting)
    case "tableFunction":
      refuse(place, node, `the table function "${node.parts.at(-1)?.name ?? ""}"`)
      return within(node, place)
    case "derived": {
      const inner = emitQuery(node.query, place)
      addRelation(place, node, inner.columns)
      return within(node, place, new Map([[node.query, inner.out]]))
    }
    case "parenFrom":
      return within(node, place, new Map([[node.inner, emitFrom(node.inner, place)]]))
    case "join": {
      if (node.natural) refuse(place, node, "a natural join", "Name the columns after using.")
      const left = emitFrom(node.left, place)
      return within(
        node,
        place,
        new Map([
          [node.left, left],
          [node.right, emitFrom(node.right, place)],
        ]),
      )
    }
    case "pivot":
      return emitPivot(node, place)
    case "unpivot":
      return emitUnpivot(node, place)
  }
}

const unnesting: Unnesting = {
  element: superType,
  emit: ({ column, path, name, index }, place) => {
    const array = path.length === 0 ? column : superPath(column, path, place, "value")
    return index === undefined
      ? out`${macro(place, "elements")}(${array}) as ${name} (${name})`
      : out`${macro(place, "indexed_elements")}(${array}) as ${name} (${name}, ${index})`
  },
}
