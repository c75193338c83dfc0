import type { DerivedTable, Pivot, TableRef, Unpivot } from "../ast.ts"
import { renamedColumns } from "./columns.ts"
import { type Place, refuse } from "./context.ts"
import { described } from "./described.ts"
import { joined, type Out } from "./output.ts"
import { type Columns, cteNamed, relationNamed } from "./scope.ts"
import { integer, varchar } from "./sql-type.ts"
import { emitName, within } from "./walk.ts"

/** Adds a relation to the scope under its alias, or its name. */
export function addRelation(
  place: Place,
  from: TableRef | DerivedTable | Pivot | Unpivot,
  columns: Columns,
  {
    label,
    name = "",
    some = columns,
  }: { readonly label?: string | undefined; readonly name?: string; readonly some?: Columns } = {},
): void {
  const { alias } = from
  const names = alias?.columns?.map((each) => each.name)
  if (names !== undefined && names.length !== columns?.size && place.context.engine.lacks?.has("some names"))
    refuse(place, from, "an alias that may not name every column", "Name each column, or none.")
  const named = renamedColumns(columns, names)
  place.scope.relations.push({
    name: alias?.name.name ?? name,
    from,
    label,
    columns: named,
    // Names that are given by position say nothing of columns whose positions are not known.
    some: columns === undefined && names !== undefined ? undefined : (named ?? some),
    element: false,
  })
}

/** A relation in `from`, or an array of one that stands before it. */
export function emitTable(node: TableRef, place: Place): Out {
  const [first, second] = node.parts
  if (first !== undefined) {
    const owner = relationNamed(place.scope, first.name)
    const isPath = second !== undefined || node.steps.length > 0 || owner?.element
    if (owner !== undefined && isPath) return emitUnnest(node, place, owner.element ? 1 : 2)
  }
  if (node.steps.length > 0 || node.at !== undefined || node.attributes)
    refuse(place, node, "this path in from", "Begin it with the alias of a relation before it.")
  const names = node.parts.map((part) => part.name)
  const cte = names.length === 1 ? cteNamed(place.scope, names[0] ?? "") : null
  if (cte === null && isOfRedshiftItself(names))
    refuse(
      place,
      node,
      `the system table "${names.join(".")}"`,
      'Only Redshift has it: read it inside {{#if (eq target.type "redshift")}}. https://docs.aws.amazon.com/redshift/latest/dg/cm_chap_system-tables.html',
    )
  const { columns, some } = cte === null ? described(place, names.join(".")) : { columns: cte, some: cte }
  const label = node.alias === undefined ? names.join(".") : undefined
  addRelation(place, node, columns, { label, name: names.at(-1) ?? "", some })
  return within(node, place)
}

/** Tables and views that Redshift keeps about itself; a table of a user in a schema may be named so too. */
function isOfRedshiftItself(names: readonly string[]): boolean {
  const [schema, more] = names.slice(-2)
  const name = more ?? schema ?? ""
  const inCatalog = more === undefined || schema === "pg_catalog"
  return inCatalog && /^(?:svv|svl|stl|stv|svcs|sys|pg)_[a-z]/.test(name)
}

/** `size`: how many parts of the name are the column's. */
function emitUnnest(node: TableRef, place: Place, size: number): Out {
  const { element, emit } = place.context.engine.unnesting
  const { alias, at } = node
  if (alias === undefined || alias.columns !== undefined) {
    refuse(place, node, "an unnested array without an alias", "Write from t, t.items as item.")
    return within(node, place)
  }
  const column = joined(
    node.parts.slice(0, size).map((part) => emitName(part, place)),
    ".",
  )
  const path = [...node.parts.slice(size), ...node.steps]
  const columns = element === undefined ? undefined : new Map([[alias.name.name, element]])
  place.scope.relations.push({
    name: alias.name.name,
    from: node,
    label: undefined,
    columns,
    some: columns,
    element: true,
  })
  if (at !== undefined) {
    const positions = new Map([[at.name, node.attributes ? varchar : integer]])
    place.scope.relations.push({
      name: "",
      from: node,
      label: undefined,
      columns: positions,
      some: positions,
      element: false,
    })
  }
  const index = at === undefined ? undefined : emitName(at, place)
  return emit(
    { column, path, name: emitName(alias.name, place), index, attributes: node.attributes === true },
    place,
  )
}
