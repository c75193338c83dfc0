import type { Expression, Identifier } from "./expression.ts"
import type { FromItem, Query, TableRef } from "./query.ts"
import type { Spanned } from "./spanned.ts"

/** `column = value` of update and merge. */
export interface Assignment extends Spanned {
  readonly kind: "assignment"
  readonly column: Identifier
  readonly value: Expression
}
export interface Insert extends Spanned {
  readonly kind: "insert"
  readonly target: TableRef
  readonly columns: readonly Identifier[] | undefined
  readonly query: Query
}
export interface Update extends Spanned {
  readonly kind: "update"
  readonly target: TableRef
  readonly assignments: readonly Assignment[]
  readonly from: readonly FromItem[]
  readonly where: Expression | undefined
}
export interface Delete extends Spanned {
  readonly kind: "delete"
  readonly target: TableRef
  readonly using: readonly FromItem[]
  readonly where: Expression | undefined
}
export interface MergeBranch extends Spanned {
  readonly kind: "mergeBranch"
  readonly action: "update" | "delete" | "insert"
  readonly assignments: readonly Assignment[]
  readonly columns: readonly Identifier[] | undefined
  readonly values: readonly Expression[]
}
export interface Merge extends Spanned {
  readonly kind: "merge"
  readonly target: TableRef
  readonly source: FromItem
  readonly on: Expression
  readonly branches: readonly MergeBranch[]
}
export interface CreateTableAs extends Spanned {
  readonly kind: "createTableAs"
  readonly target: TableRef
  readonly query: Query
}
/** Makes or drops a schema, drops a table or a view, or analyses a table: all engines say it in the same words. */
export interface Definition extends Spanned {
  readonly kind: "definition"
  /** The name of what it is about; none of an `analyze` of all. */
  readonly parts: readonly Identifier[]
}
export type Statement = Query | Insert | Update | Delete | Merge | CreateTableAs | Definition
