import { didYouMean } from "../../nearest.ts"
import { dialectFacts } from "../../project/warehouses.ts"
import type { ColumnRef } from "../ast.ts"
import { unknownType } from "../data-type.ts"
import { type Merged, type Scope, type Source, seenThrough, sourceLabelled, sourceNamed } from "./scope.ts"
import { ofOneName, partSpan, problem, type State } from "./state.ts"
import { computed, unknownValue, type Value } from "./value.ts"

/** What a reference stands for. */
export interface Resolved {
  readonly value: Value
  /** The scope whose `from` has the column; undefined for aliases and where it is not known. */
  readonly scope: Scope | undefined
  /** Names the column within that scope. */
  readonly key: string | undefined
}

const nowhere: Resolved = { value: unknownValue, scope: undefined, key: undefined }

/** Names that a warehouse gives a value without any relation having such a column. */
const systemNames = new Set(
  `$path $size $spectrum_oid oid ctid xmin xmax cmin cmax tableoid insertxid deletexid rowid rownum filename
  current_aws_account current_namespace current_user_id current_session_arn current_role current_catalog
  current_schema infinity level`.split(/\s+/),
)

/**
 * Finds the column, and reports one that cannot be there. `aliasesFirst` where a name of the select list may come before
 * the columns of `from`, as in `order by`.
 */
export function resolve(node: ColumnRef, scope: Scope, aliasesFirst = false): Resolved {
  const [first, second] = node.parts
  if (first === undefined) return nowhere
  if (second === undefined) {
    const found = unqualified(first.name, node, scope, aliasesFirst)
    return node.steps.length > 0 ? into(found) : found
  }
  const relation = sourceNamed(scope, first.name)
  if (relation?.element !== undefined) return into({ ...nowhere, value: relation.element })
  if (relation !== undefined) return columnOf(relation, node, 1, scope)
  const labelled = node.parts.length > 2 ? sourceLabelled(scope, `${first.name}.${second.name}`) : undefined
  if (labelled !== undefined) return columnOf(labelled, node, 2, scope)
  return pathOrNothing(node, scope)
}

function columnOf(source: Source, node: ColumnRef, index: number, scope: Scope): Resolved {
  const name = node.parts[index]?.name ?? ""
  const isPath = node.parts.length > index + 1 || node.steps.length > 0
  const found = source.shape.column(name)
  if (found === "several") {
    ofOneName(scope.state, partSpan(node, index), source, name)
    return nowhere
  }
  if (found === undefined && !source.shape.open) {
    missing(source, node, index, scope)
    return nowhere
  }
  const value = found ?? source.shape.unlisted(name)
  const owner = owning(scope, source)
  const resolved = { value: seenThrough(source, value), scope: owner, key: `${source.name}.${name}` }
  return isPath ? into(resolved) : resolved
}

function owning(scope: Scope, source: Source): Scope | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent)
    if (at.sources.includes(source)) return at
  return undefined
}

/** A path into a SUPER value, whose type shows at run time only. */
function into(found: Resolved): Resolved {
  return {
    ...found,
    value: computed(found.value.type.kind === "super" ? superType : unknownType, [found.value]),
  }
}

const superType = { kind: "super" } as const

function missing(source: Source, node: ColumnRef, index: number, scope: Scope): void {
  const name = node.parts[index]?.name ?? ""
  if (systemNames.has(name)) return
  const elsewhere = scope.sources.filter(
    (each) => each !== source && each.shape.column(name) !== undefined && each.name !== "",
  )
  const other = elsewhere.map((each) => `"${each.name}" has one.`)[0]
  problem(
    scope.state,
    "LUX-1310",
    partSpan(node, index),
    `"${source.name}" has no column "${name}"`,
    didYouMean(name, source.shape.names) ?? other ?? listed(source.shape.names),
  )
}

function listed(names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined
  const shown = names.slice(0, 12).join(", ")
  return `Its columns are ${shown}${names.length > 12 ? `, and ${names.length - 12} more` : ""}.`
}

/** `a.b` where no relation is named `a`: a path into a SUPER column, or a mistake. */
function pathOrNothing(node: ColumnRef, scope: Scope): Resolved {
  const name = node.parts[0]?.name ?? ""
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const owner = at.sources.find((each) => each.shape.column(name) !== undefined)
    const column = owner?.shape.column(name)
    if (column !== undefined && column !== "several" && owner !== undefined) {
      const { kind } = column.type
      if (kind === "super" || kind === "unknown" || !dialectFacts(scope.state.dialect).analysed)
        return into({ value: seenThrough(owner, column), scope: at, key: `${owner.name}.${name}` })
    }
    if (column === "several" || at.aliases.has(name) || at.sources.some((each) => each.shape.open))
      return nowhere
  }
  const names: string[] = []
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent)
    names.push(...at.sources.map((each) => each.name).filter((each) => each !== ""))
  const hint =
    didYouMean(name, names) ??
    (names.length === 0 ? undefined : `Here are ${names.map((each) => `"${each}"`).join(", ")}.`)
  problem(scope.state, "LUX-1312", partSpan(node, 0), `there is no relation "${name}" here`, hint)
  return nowhere
}

function unqualified(name: string, node: ColumnRef, scope: Scope, aliasesFirst: boolean): Resolved {
  if (aliasesFirst && scope.aliases.has(name)) {
    const owners = scope.sources.filter((each) => each.shape.column(name) !== undefined)
    if (owners.length > 1 && !scope.merged.has(name)) return nowhere
  }
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const found = inSources(name, node, at)
    if (found !== undefined) return found
    const open = at.sources.filter((each) => each.shape.open)
    const alias = at.aliases.get(name)
    if (open.length > 0) {
      const [only] = open
      const certain = open.length === 1 && alias === undefined && !mayBeOutside(name, at.parent)
      if (only === undefined || !certain || systemNames.has(name)) return nowhere
      const value = seenThrough(only, only.shape.unlisted(name))
      return { value, scope: at, key: `${only.name}.${name}` }
    }
    if (alias !== undefined) return { value: alias, scope: undefined, key: undefined }
  }
  const source = sourceNamed(scope, name)
  if (source?.element !== undefined) return { ...nowhere, value: source.element }
  // The name of a relation stands for its rows.
  if (source !== undefined || systemNames.has(name)) return nowhere
  reportMissing(name, node, scope)
  return nowhere
}

function mayBeOutside(name: string, scope: Scope | undefined): boolean {
  for (let at = scope; at !== undefined; at = at.parent)
    if (at.sources.some((each) => each.shape.open || each.shape.column(name) !== undefined)) return true
  return false
}

/** The column of this name in the relations of one `from`. */
function inSources(name: string, node: ColumnRef, scope: Scope): Resolved | undefined {
  const merged: Merged | undefined = scope.merged.get(name)
  const owners: Source[] = []
  for (const source of scope.sources) {
    if (merged?.members.has(source)) continue
    const column = source.shape.column(name)
    if (column === undefined) continue
    if (column === "several") {
      ofOneName(scope.state, partSpan(node, 0), source, name)
      return nowhere
    }
    owners.push(source)
  }
  if (owners.length + (merged === undefined ? 0 : 1) > 1) {
    const names = owners.map((each) => `"${each.name}"`)
    return several(name, node, merged === undefined ? names : [...names, "the join"], scope.state)
  }
  if (merged !== undefined) return { value: merged.column, scope, key: `.${name}` }
  const [owner] = owners
  const column = owner?.shape.column(name)
  if (owner === undefined || column === undefined || column === "several") return undefined
  return { value: seenThrough(owner, column), scope, key: `${owner.name}.${name}` }
}

function several(name: string, node: ColumnRef, owners: readonly string[], state: State): Resolved {
  const [first = "", second = ""] = owners
  problem(
    state,
    "LUX-1311",
    partSpan(node, 0),
    `column "${name}" is ambiguous: ${owners.join(" and ")} have it`,
    `Write ${first.replaceAll('"', "")}.${name} or ${second.replaceAll('"', "")}.${name}.`,
  )
  return nowhere
}

function reportMissing(name: string, node: ColumnRef, scope: Scope): void {
  const sources = scope.sources.filter((each) => each.name !== "")
  const where = sources.map((each) => `"${each.name}"`)
  const known = [...sources.flatMap((each) => each.shape.names), ...scope.aliases.keys()]
  const [only] = sources
  const message =
    where.length === 0
      ? `there is no column "${name}" here`
      : where.length === 1
        ? `${where[0]} has no column "${name}"`
        : `none of ${where.slice(0, 6).join(", ")} has a column "${name}"`
  const quoted = node.parts[0]?.quoted ? "A text stands in single quotes." : undefined
  const hint =
    didYouMean(name, known) ?? quoted ?? (sources.length === 1 ? listed(only?.shape.names ?? []) : undefined)
  problem(scope.state, "LUX-1310", partSpan(node, 0), message, hint)
}
