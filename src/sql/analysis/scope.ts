import type { Spanned } from "../ast/spanned.ts"
import type { Select } from "../ast.ts"
import type { Shape } from "./shape.ts"
import type { State } from "./state.ts"
import type { Column, Deciders, Value } from "./value.ts"

/** A relation in `from`. */
export interface Source {
  /** The alias, or the name of the relation. */
  readonly name: string
  /** `schema.name` of a relation without an alias, by which its columns may be qualified too. */
  readonly label: string | undefined
  readonly shape: Shape
  /** The value of one element, for the alias of an unnested array, which stands for no row. */
  readonly element: Value | undefined
  /** Whether an outer join may give nulls for all its columns. */
  optional: boolean
  /** Where it is named. */
  readonly span: Spanned
}

/** A column that `using` or `natural` made of several. */
export interface Merged {
  readonly column: Column
  readonly members: ReadonlySet<Source>
}

export interface CteScope {
  readonly shapes: Map<string, Shape>
  readonly parent: CteScope | undefined
}

/** The names that an expression sees. */
export interface Scope {
  readonly state: State
  readonly sources: readonly Source[]
  readonly merged: ReadonlyMap<string, Merged>
  /** The select list's aliases so far. */
  readonly aliases: ReadonlyMap<string, Value>
  readonly ctes: CteScope
  /** The query around this one, in a subquery that may be correlated. */
  readonly parent: Scope | undefined
  /** The select that it is of. */
  readonly block?: Select
  /** What decides about the rows of this query. */
  readonly deciders: Deciders
}

export function sourceNamed(scope: Scope, name: string): Source | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const found = at.sources.find((each) => each.name === name)
    if (found !== undefined) return found
  }
  return undefined
}

export function sourceLabelled(scope: Scope, label: string): Source | undefined {
  for (let at: Scope | undefined = scope; at !== undefined; at = at.parent) {
    const found = at.sources.find((each) => each.label === label)
    if (found !== undefined) return found
  }
  return undefined
}

export function cteNamed(ctes: CteScope, name: string): Shape | undefined {
  for (let at: CteScope | undefined = ctes; at !== undefined; at = at.parent) {
    const found = at.shapes.get(name)
    if (found !== undefined) return found
  }
  return undefined
}

/** The value as it is behind an outer join. */
export function seenThrough(source: Source, value: Value): Value {
  return source.optional && value.nullable !== true ? { ...value, nullable: true } : value
}
