import type { Alias, FromItem, TableRef } from "../ast.ts"
import { renamedColumns } from "../translation/columns.ts"
import { macro, type Place, refuse } from "../translation/context.ts"
import { described } from "../translation/described.ts"
import { joined, type Out, out } from "../translation/output.ts"
import { emitQuery } from "../translation/query.ts"
import { type Columns, cteNamed, relationNamed } from "../translation/scope.ts"
import { integer, superType } from "../translation/sql-type.ts"
import { emitName, within } from "../translation/walk.ts"
import { superPath } from "./columns.ts"
import { emitPivot, emitUnpivot } from "./pivot.ts"

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
      addRelation(place, node.alias, undefined, inner.columns)
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

/** Adds a relation to the scope under its alias, or its name. */
export function addRelation(
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
  addRelation(
    place,
    node.alias,
    node.alias === undefined ? names.join(".") : undefined,
    columns,
    names.at(-1),
  )
  return within(node, place)
}

/** `from orders o, o.payload.items i at n`: the elements of an array in a SUPER column, counted from 0. */
function emitUnnest(node: TableRef, place: Place, element: boolean): Out {
  const size = element ? 1 : 2
  const path = [...node.parts.slice(size), ...node.steps]
  if (node.alias === undefined || node.alias.columns !== undefined) {
    refuse(place, node, "an unnested array without an alias", "Write from t, t.items as item.")
    return within(node, place)
  }
  const name = emitName(node.alias.name, place)
  const column = joined(
    node.parts.slice(0, size).map((part) => emitName(part, place)),
    ".",
  )
  const array = path.length === 0 ? column : superPath(column, path, place, "value")
  place.scope.relations.push({
    name: node.alias.name.name,
    label: undefined,
    columns: new Map([[node.alias.name.name, superType]]),
    element: true,
  })
  if (node.at === undefined) return out`${macro(place, "elements")}(${array}) as ${name} (${name})`
  place.scope.relations.push({
    name: "",
    label: undefined,
    columns: new Map([[node.at.name, integer]]),
    element: false,
  })
  return out`${macro(place, "indexed_elements")}(${array}) as ${name} (${name}, ${emitName(node.at, place)})`
}
