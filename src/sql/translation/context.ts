import type {
  Call,
  ColumnRef,
  Expression,
  Identifier,
  Node,
  OrderItem,
  PathStep,
  Query,
  Select,
} from "../ast.ts"
import { SqlRefusal } from "../refusal.ts"
import { type Out, out } from "./output.ts"
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

/** How one kind of node is written. */
type Written<Kind extends Node["kind"]> = (node: Extract<Node, { readonly kind: Kind }>, place: Place) => Out

/** The nodes that an engine may write in its own way; all others are written as they stand, with what is inside them. */
export interface NodeEmitters {
  /** As a `value` a column keeps its type; as `text` it is the text of a scalar in a SUPER value. */
  readonly column: (node: ColumnRef, place: Place, as: "value" | "text") => Out
  readonly string: Written<"string">
  /** As it stands where an engine says nothing. */
  readonly number?: Written<"number">
  readonly literal: Written<"literal">
  readonly interval: Written<"interval">
  readonly typed: Written<"typed">
  readonly cast: Written<"cast">
  /** As all engines write it where one says nothing. */
  readonly case?: Written<"case">
  readonly unary: Written<"unary">
  readonly binary: Written<"binary">
  readonly like: Written<"like">
  readonly extract: Written<"extract">
  readonly zone: Written<"zone">
  readonly order: Written<"order">
  readonly quantified: Written<"quantified">
  /** Items of `from`; the relations that they bring are added to the scope. */
  readonly pivot: Written<"pivot">
  readonly unpivot: Written<"unpivot">
}

/** The engine that a statement is translated to: what it says in another way than Redshift. */
export interface Engine {
  readonly name: string
  readonly nodes: NodeEmitters
  readonly select: (node: Select, outer: Place, orderBy: readonly OrderItem[]) => EmittedSelect
  readonly unnesting: Unnesting
  readonly emitters: Emitters
  /** Words that name something in Redshift as they stand, but must be quoted here. */
  readonly quotedWords: ReadonlySet<string>
  /** A name in quotes. */
  readonly quote: (name: string) => string
  /** A text as a string literal. */
  readonly literal: (text: string) => string
  /** A text without its trailing blanks, by which it is compared and grouped. */
  readonly key: (value: Out, type: SqlType, place: Place) => Out
  /** Looks at values that are compared with each other, where the engine would convert them in another way. */
  readonly checkCompared?: (nodes: readonly Expression[], place: Place) => void
  /** The rows of a query, each once, where the engine has no `distinct on`. */
  readonly distinctRows?: (query: Out, columns: ReadonlyMap<string, SqlType>, place: Place) => Out
  /** What is done with the columns of a set operation, whose values the engine would not give their common types. */
  readonly commonRows?: (left: Columns, right: Columns, place: Place, isRecursive?: boolean) => CommonRows
  /** The same of values that are compared with the rows of a query, where the engine would cut off what differs. */
  readonly comparedRows?: Engine["commonRows"]
  /**
   * What it cannot do at all: `dml` is every statement but a query, `some names` an alias that names the first columns,
   * `keys of sets` an order by the key of a text that is grouped in several ways, `comparing rows` that the comparison of
   * two rows is null where one of their values is.
   */
  readonly lacks?: ReadonlySet<"dml" | "recursion" | "some names" | "keys of sets" | "comparing rows">
  /** A text that may be a date in a form that the engine does not read, beside a value whose type is not known. */
  readonly beside?: (value: Out, written: string, iso: string, place: Place) => Out
  /** A value of that kind as SUPER, where the engine compares SUPER values by what they hold. */
  readonly superValue?: (value: Out, kind: SqlType["kind"]) => Out
  /** How every column of a relation is named at once, where the engine can, and what keeps the names of a list of them. */
  readonly everyColumn?: { readonly value: string; readonly sameName: string }
}

/** `from orders o, o.payload.items i at n`: the elements of an array in a SUPER column. */
interface Unnested {
  readonly column: Out
  readonly path: readonly (Identifier | PathStep)[]
  /** The alias of the elements. */
  readonly name: Out
  /** That of their positions, which are counted from 0, or of the names of attributes. */
  readonly index: Out | undefined
  /** Whether the attributes of an object are meant, and not the elements of an array. */
  readonly attributes: boolean
}

/** How an engine says it, and of what type an element is there. */
export interface Unnesting {
  readonly element: SqlType | undefined
  readonly emit: (unnested: Unnested, place: Place) => Out
}

interface CommonRows {
  /** The rows of the first or the second part. */
  readonly part: (query: Out, side: 0 | 1) => Out
  /** A value of a column of the first part; the same where nothing is to be done. */
  readonly value: (value: Out, index: number) => Out
  /** Where the types are known only when it is bound: the rows of both together, after `union all`. */
  readonly whole?: (rows: Out, isDistinct: boolean) => Out
}

/** What one translation gathers while it walks over the tree. */
export interface Context {
  readonly engine: Engine
  /** Any node: its text, with what stands inside it translated. */
  readonly emit: (node: Node, place: Place) => Out
  /** A query, and what is known of its columns. */
  readonly emitQuery: (node: Query, place: Place) => EmittedQuery
  readonly sql: string
  /** The schema of lux's macros and functions. */
  readonly functions: string
  readonly macros: Set<string>
  readonly refusals: SqlRefusal[]
  readonly types: Map<Expression, SqlType>
  /** Set operations that a recursive query consists of: their rows are told apart by the engine. */
  readonly recursive: Set<Node>
  /** Columns whose mark of an outer join is written as a join. */
  readonly marks: Set<Node>
  /** Nodes that are written in another way than they stand. */
  readonly replaced: Map<Node, Out>
  readonly columnTypes: ((relation: string) => Readonly<Record<string, string>> | undefined) | undefined
  readonly someTypes: ((relation: string) => Readonly<Record<string, string>> | undefined) | undefined
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

/** The key of a text by the helper of that name. */
export function helperKey(value: Out, _: SqlType, place: Place): Out {
  return out`${macro(place, "key")}(${value})`
}

/** The name of one of lux's macros or functions as SQL; from now on the statement uses it. */
export function macro(place: Place, name: string): string {
  place.context.macros.add(name)
  return `${place.context.functions}.${name}`
}
