import type { Call, Expression, FromItem, Node, OrderItem, Select } from "../ast.ts"
import { SqlRefusal } from "../refusal.ts"
import type { Out } from "./output.ts"
import type { Columns, Scope } from "./scope.ts"
import type { SqlType } from "./sql-type.ts"

/** The function of one call, in the words of another engine. */
export type Emitter = (call: Call, place: Place) => Out

/** The emitters of verified functions by their Redshift name. What has none is refused by name. */
export type Emitters = Readonly<Record<string, Emitter>>

/** A translated query and what is known of its columns. */
export interface EmittedQuery {
  readonly out: Out
  readonly columns: Columns
}

export interface EmittedSelect extends EmittedQuery {
  /** The names that the order of the query sees. */
  readonly scope: Scope
  /** The items of the order that are written in another way than they stand. */
  readonly order?: ReadonlyMap<OrderItem, Out>
}

/** The engine that a statement is translated to. */
export interface Engine {
  readonly name: "DuckDB" | "Postgres"
  /** Any node: its text, with what stands inside it translated. */
  readonly emit: (node: Node, place: Place) => Out
  readonly select: (node: Select, outer: Place, orderBy: readonly OrderItem[]) => EmittedSelect
  /** An item of `from`; the relations that it brings are added to the scope. */
  readonly from: (node: FromItem, place: Place) => Out
  readonly emitters: Emitters
  /** Words that name something in Redshift as they stand, but must be quoted here. */
  readonly quotedWords: ReadonlySet<string>
}

/** What one translation gathers while it walks over the tree. */
export interface Context {
  readonly engine: Engine
  readonly sql: string
  /** The schema of lux's macros and functions. */
  readonly functions: string
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
  const { refusals, engine } = place.context
  refusals.push(new SqlRefusal("LUX-1301", construct, span, hint, engine.name))
}

/** The name of one of lux's macros or functions as SQL; from now on the statement uses it. */
export function macro(place: Place, name: string): string {
  place.context.macros.add(name)
  return `${place.context.functions}.${name}`
}
