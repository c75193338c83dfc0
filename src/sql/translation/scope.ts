import type { ColumnRef, Expression, FromItem, Identifier, PathStep, SelectItem } from "../ast.ts"
import type { Out } from "./output.ts"
import { type SqlType, superType, unknown } from "./sql-type.ts"

/**
 * Column types by name, in the order of the columns; undefined when nobody knows the columns. To be added to by
 * `addColumn` alone.
 */
export type Columns = ReadonlyMap<string, SqlType> | undefined

export interface RelationInScope {
  /** The alias, or the name of the relation. */
  readonly name: string
  /** What brings it. */
  readonly from: FromItem
  /** `schema.name` of a relation without an alias, by which its columns may be qualified too. */
  readonly label: string | undefined
  readonly columns: Columns
  /** Columns whose types are known, also where there may be others. */
  readonly some: Columns
  /** The alias of an unnested array stands for its elements, not for rows. */
  readonly element: boolean
}

/** A column that a join merges of two. */
export interface Merged {
  readonly value: Out
  readonly type: SqlType
}

/** A join by names that both sides have. */
interface JoinByNames {
  readonly names: readonly string[]
  readonly merged: ReadonlyMap<string, Merged>
}

/** An expression that the rows are grouped by. */
export interface Grouped {
  readonly expression: Expression
  /** As it is written outside of `group by`, before the rows are grouped, and inside. */
  readonly value: Out
  readonly key: Out
  /** Whether `rollup` and its like may leave it out. */
  readonly rolledUp: boolean
  /** Whether its value is its key. */
  readonly isKey: boolean
}

export interface Scope {
  readonly relations: RelationInScope[]
  readonly ctes: Map<string, Columns>
  /** The select list's aliases, which later items may use. */
  readonly aliases: Map<string, Expression>
  /** Those among them that the engine cannot read by their names, while the select is written. */
  readonly unreadable: Set<string>
  /** What the rows are grouped by, where groups are made of keys. */
  readonly grouped: Grouped[]
  readonly joins: Map<FromItem, JoinByNames>
  /** What a name alone stands for, where a join that merges it is written with `on`. */
  readonly merged: Map<string, Merged>
  /** Whether the select list has a star of all relations. */
  readonly listsAll: boolean
  readonly parent: Scope | undefined
}

export function innerScope(parent: Scope | undefined, items: readonly SelectItem[] = []): Scope {
  return {
    relations: [],
    ctes: new Map(),
    aliases: new Map(),
    unreadable: new Set(),
    grouped: [],
    joins: new Map(),
    merged: new Map(),
    listsAll: items.some(({ expression }) => expression.kind === "star" && expression.qualifier.length === 0),
    parent,
  }
}

export function relationNamed(scope: Scope, name: string): RelationInScope | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const found = at.relations.find((each) => each.name === name)
    if (found !== undefined) return found
  }
  return undefined
}

/** The columns of a CTE that is visible here; `null` when no CTE has that name. */
export function cteNamed(scope: Scope, name: string): Columns | null {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent)
    if (at.ctes.has(name)) return at.ctes.get(name)
  return null
}

/** A column reference taken apart: the parts that name the column, and the path into its SUPER value. */
export interface ResolvedColumn {
  readonly base: readonly Identifier[]
  readonly path: readonly (Identifier | PathStep)[]
  readonly type: SqlType
  /** The select item that an unqualified name stands for, when no relation here can have such a column. */
  readonly alias: Expression | undefined
  /** The value, where a join merges it of two columns. */
  readonly merged: Out | undefined
}

export function resolveColumn(reference: ColumnRef, scope: Scope): ResolvedColumn {
  const { parts, steps } = reference
  const [first, second] = parts
  if (first === undefined || second === undefined) {
    const element = relationNamed(scope, first?.name ?? "")?.element === true
    if (element || steps.length > 0) return { base: parts, path: steps, type: superType, ...asWritten }
    return { base: parts, path: steps, ...unqualified(first?.name ?? "", scope) }
  }
  const relation = relationNamed(scope, first.name)
  const label = `${first.name}.${second.name}`
  const labelled = parts.length > 2 && relation === undefined ? relationLabelled(scope, label) : undefined
  const size = relation?.element === true ? 1 : relation !== undefined ? 2 : labelled !== undefined ? 3 : 1
  const base = parts.slice(0, size)
  const path = [...parts.slice(size), ...steps]
  if (path.length > 0 || relation?.element === true) return { base, path, type: superType, ...asWritten }
  const type = (relation ?? labelled)?.some?.get(base.at(-1)?.name ?? "") ?? unknown
  return { base, path, type, ...asWritten }
}

const asWritten = { alias: undefined, merged: undefined }

function relationLabelled(scope: Scope, label: string): RelationInScope | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const found = at.relations.find((each) => each.label === label)
    if (found !== undefined) return found
  }
  return undefined
}

function unqualified(name: string, scope: Scope): Pick<ResolvedColumn, "type" | "alias" | "merged"> {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const merged = at.merged.get(name)
    if (merged !== undefined) return { type: merged.type, alias: undefined, merged: merged.value }
    const owner = at.relations.find((each) => each.some?.has(name))
    if (owner !== undefined) return { type: owner.some?.get(name) ?? unknown, ...asWritten }
    if (at.relations.some((each) => each.columns === undefined)) return { type: unknown, ...asWritten }
    const alias = at.aliases.get(name)
    if (alias !== undefined) return { type: unknown, alias, merged: undefined }
  }
  return { type: unknown, ...asWritten }
}
