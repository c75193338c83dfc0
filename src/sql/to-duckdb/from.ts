import type { FromItem, Node, Pivot } from "../ast.ts"
import { stringLiteral } from "../identifier.ts"
import { type Place, refuse } from "../translation/context.ts"
import { type Out, out } from "../translation/output.ts"
import { emitQuery } from "../translation/query.ts"
import { addRelation, emitTable, type Unnesting } from "../translation/relations.ts"
import { emit, within } from "../translation/walk.ts"
import { jsonPath } from "./columns.ts"

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
      const replaced = new Map<Node, Out>([[node.left, emitFrom(node.left, place)]])
      replaced.set(node.right, emitFrom(node.right, place))
      return within(node, place, replaced)
    }
    case "pivot":
      return emitPivot(node, place)
    case "unpivot": {
      const source = emitFrom(node.source, {
        context: place.context,
        scope: { ...place.scope, relations: [] },
      })
      for (const { expression, alias } of node.columns)
        if (expression.kind !== "column" || alias !== undefined)
          refuse(place, expression, "an unpivoted column with an alias")
      addRelation(place, node, undefined)
      return within(node, place, new Map<Node, Out>([[node.source, source]]))
    }
  }
}

/** Verified for aggregates that give null where a group has no row of a value. */
function emitPivot(node: Pivot, place: Place): Out {
  const source = emitFrom(node.source, { context: place.context, scope: { ...place.scope, relations: [] } })
  const replaced = new Map<Node, Out>([[node.source, source]])
  const [only, more] = node.aggregates
  for (const item of node.aggregates) {
    const { expression } = item
    const plain =
      expression.kind === "call" &&
      ["sum", "min", "max"].includes(expression.name) &&
      expression.args[0]?.kind === "column"
    if (!plain || item.alias !== undefined || more !== undefined)
      refuse(
        place,
        item,
        "this aggregate in pivot",
        "Verified is one sum, min or max of a column, without an alias.",
      )
    else if (item === only)
      replaced.set(item, out`${expression.name}(${emit(expression.args[0] ?? expression, place)})`)
  }
  for (const value of node.values) {
    if (value.expression.kind !== "string" && value.expression.kind !== "number")
      refuse(place, value, "a computed value in pivot", "Write literals.")
  }
  addRelation(place, node, undefined)
  return within(node, place, replaced)
}

const unnesting: Unnesting = {
  element: undefined,
  emit: ({ column, path, name, index }, place) => {
    const array = out`cast(${column} -> ${stringLiteral(jsonPath(path, place))} as json[])`
    return index === undefined
      ? out`unnest(${array}) as ${name}(${name})`
      : out`(select unnest(elements) as ${name}, generate_subscripts(elements, 1) - 1 as ${index} from (select ${array} as elements)) as ${name}`
  },
}
