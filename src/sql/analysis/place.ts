import type { ColumnRef, Select, Window } from "../ast.ts"
import type { Resolved } from "./resolve.ts"
import type { CteScope, Scope } from "./scope.ts"
import type { State } from "./state.ts"

/** What surrounds a query. */
export interface Around {
  readonly state: State
  readonly ctes: CteScope
  /** The query whose expression this one stands in. */
  readonly parent: Scope | undefined
  readonly block?: Select
}

export type Clause = "select" | "where" | "on" | "group by" | "having" | "qualify" | "order by" | "values"

/** What one select gathers. */
export interface Level {
  readonly columns: Map<ColumnRef, Resolved>
  /** Those of its `window` clause, by name. */
  readonly windows: ReadonlyMap<string, Window>
  /** Whether it has an aggregate, and so gives one row a group. */
  aggregated: boolean
  /** A column of the query around this one that it reads. */
  correlated: ColumnRef | undefined
}

/** Where an expression stands. */
export interface Place {
  readonly scope: Scope
  readonly level: Level
  readonly clause: Clause
  /** The kind of call that it stands in, and that call's name. */
  readonly inside: { readonly kind: "aggregate" | "window"; readonly name: string } | undefined
}

export function innerPlace(scope: Scope): Around {
  return { state: scope.state, ctes: scope.ctes, parent: scope }
}
