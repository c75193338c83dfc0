import { didYouMean } from "../../nearest.ts"
import { dialectFacts } from "../../project/warehouses.ts"
import type { Select, Star } from "../ast.ts"
import type { Joined, StarColumn, StarColumns } from "./joined.ts"
import { type Scope, seenThrough, sourceLabelled, sourceNamed } from "./scope.ts"
import type { Selected } from "./selected.ts"
import type { Shape } from "./shape.ts"
import { problem } from "./state.ts"

export interface Expanded {
  readonly columns: readonly StarColumn[]
  readonly open: boolean
  readonly beyond: Shape | undefined
}

const nothing: Expanded = { columns: [], open: true, beyond: undefined }

/** The columns that a star stands for. */
export function starColumns(node: Star, from: Joined, scope: Scope): Expanded {
  const all = node.qualifier.length === 0 ? from.star() : qualified(node, scope)
  if (all === undefined) return nothing
  if (node.qualifier.length === 0 && from.sources.length === 0) {
    problem(scope.state, "LUX-1310", node, 'a star without "from" stands for nothing')
    return nothing
  }
  const [only] = all.openShapes
  return { columns: all.columns, open: all.open, beyond: all.openShapes.length === 1 ? only : undefined }
}

/** The columns of a list that `exclude` leaves; the names that it gives must be there. */
export function withoutExcluded(
  node: Select,
  selected: readonly Selected[],
  open: boolean,
  scope: Scope,
): Selected[] {
  const names = new Set(selected.map((each) => each.column.name))
  const last = node.items.at(-1)
  const excluded = new Set(node.exclude?.map((each) => each.name))
  const elsewhere = (name: string) =>
    scope.sources.some((each) => each.shape.open || each.shape.column(name) !== undefined)
  for (const each of node.exclude ?? []) {
    if (open || names.has(each.name) || elsewhere(each.name)) continue
    problem(
      scope.state,
      "LUX-1310",
      each,
      `"exclude" names "${each.name}", which is no column here`,
      didYouMean(each.name, names),
    )
  }
  const ofAll = dialectFacts(scope.state.dialect).excludesFromAll
  return selected.filter((each) => !excluded.has(each.column.name) || !(ofAll || each.item === last))
}

function qualified(node: Star, scope: Scope): StarColumns | undefined {
  const name = node.qualifier.map((each) => each.name).join(".")
  const source = node.qualifier.length === 1 ? sourceNamed(scope, name) : sourceLabelled(scope, name)
  if (source === undefined) {
    reportMissing(node, name, scope)
    return undefined
  }
  if (source.element !== undefined) return undefined
  const columns = source.shape.columns.map((column) => ({
    column: source.optional ? { ...seenThrough(source, column), name: column.name } : column,
    key: `${source.name}.${column.name}`,
  }))
  return { columns, open: source.shape.open, openShapes: source.shape.open ? [source.shape] : [] }
}

function reportMissing(node: Star, name: string, scope: Scope): void {
  const [first] = node.qualifier
  // A star over a path into a SUPER value.
  const path = scope.sources.some(
    (each) =>
      each.name === first?.name || each.shape.open || each.shape.column(first?.name ?? "") !== undefined,
  )
  if (path || first === undefined || node.qualifier.length > 2) return
  const names = scope.sources.map((each) => each.name).filter((each) => each !== "")
  problem(scope.state, "LUX-1312", first, `there is no relation "${name}" here`, didYouMean(name, names))
}
