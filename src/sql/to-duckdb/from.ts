import type { Alias, FromItem, Node, Pivot, TableRef } from "../ast.ts"
import { stringLiteral } from "../identifier.ts"
import { renamedColumns } from "../translation/columns.ts"
import { type Place, refuse } from "../translation/context.ts"
import { described } from "../translation/described.ts"
import { joined, type Out, out } from "../translation/output.ts"
import { emitQuery } from "../translation/query.ts"
import { type Columns, cteNamed, relationNamed } from "../translation/scope.ts"
import { integer } from "../translation/sql-type.ts"
import { emit, emitName, within } from "../translation/walk.ts"
import { jsonPath } from "./columns.ts"

/** An item of `from`; the relations that it brings are added to the scope. */
export function emitFrom(node: FromItem, place: Place): Out {
  switch (node.kind) {
    case "table":
      return emitTable(node, place)
    case "tableFunction":
      refuse(place, node, `the table function "${node.parts.at(-1)?.name ?? ""}"`)
      return within(node, place)
    case "derived": {
      const inner = emitQuery(node.query, place)
      add(place, node.alias, undefined, inner.columns)
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
      add(place, node.alias, undefined, undefined)
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
  add(place, node.alias, undefined, undefined)
  return within(node, place, replaced)
}

function add(
  place: Place,
  alias: Alias | undefined,
  label: string | undefined,
  columns: Columns,
  name = "",
): void {
  const named = renamedColumns(
    columns,
    alias?.columns?.map((each) => each.name),
  )
  place.scope.relations.push({ name: alias?.name.name ?? name, label, columns: named, element: false })
}

function emitTable(node: TableRef, place: Place): Out {
  const [first, second] = node.parts
  if (first !== undefined && (second !== undefined || node.steps.length > 0)) {
    const owner = relationNamed(place.scope, first.name)
    if (owner !== undefined) return emitUnnest(node, place, owner.element)
  }
  if (node.steps.length > 0 || node.at !== undefined)
    refuse(place, node, "this path in from", "Begin it with the alias of a relation before it.")
  const names = node.parts.map((part) => part.name)
  const cte = names.length === 1 ? cteNamed(place.scope, names[0] ?? "") : null
  const columns = cte === null ? described(place, names.join(".")) : cte
  add(place, node.alias, node.alias === undefined ? names.join(".") : undefined, columns, names.at(-1))
  return within(node, place)
}

/** `from orders o, o.payload.items i at n`: the elements of an array in a SUPER column, counted from 0. */
function emitUnnest(node: TableRef, place: Place, element: boolean): Out {
  const size = element ? 1 : 2
  const base = node.parts.slice(0, size)
  const path = [...node.parts.slice(size), ...node.steps]
  if (node.alias === undefined || node.alias.columns !== undefined) {
    refuse(place, node, "an unnested array without an alias", "Write from t, t.items as item.")
    return within(node, place)
  }
  const name = emitName(node.alias.name, place)
  const column = joined(
    base.map((part) => emitName(part, place)),
    ".",
  )
  const array = out`cast(${column} -> ${stringLiteral(jsonPath(path, place))} as json[])`
  place.scope.relations.push({
    name: node.alias.name.name,
    label: undefined,
    columns: undefined,
    element: true,
  })
  if (node.at === undefined) return out`unnest(${array}) as ${name}(${name})`
  const index = emitName(node.at, place)
  place.scope.relations.push({
    name: "",
    label: undefined,
    columns: new Map([[node.at.name, integer]]),
    element: false,
  })
  return out`(select unnest(elements) as ${name}, generate_subscripts(elements, 1) - 1 as ${index} from (select ${array} as elements)) as ${name}`
}
