import type { Expression } from "../ast.ts"
import { SqlRefusal } from "../refusal.ts"
import type { Scope } from "./scope.ts"
import type { SqlType } from "./sql-type.ts"

/** What one translation gathers while it walks over the tree. */
export interface Context {
  readonly sql: string
  readonly macros: Set<string>
  readonly refusals: SqlRefusal[]
  readonly types: Map<Expression, SqlType>
  readonly columnTypes: ((relation: string) => Readonly<Record<string, string>> | undefined) | undefined
}

/** The context and the names that are visible at a place. */
export interface Place {
  readonly context: Context
  readonly scope: Scope
}

/** Notes a construct that is not verified; the walk goes on to find the others. */
export function refuse(
  place: Place,
  span: { readonly start: number; readonly end: number },
  construct: string,
  hint?: string,
): void {
  place.context.refusals.push(new SqlRefusal("LUX-1301", construct, span, hint))
}

/** The name of one of lux's macros as SQL; from now on the statement uses it. */
export function macro(place: Place, name: string): string {
  place.context.macros.add(name)
  return `_lux.${name}`
}
