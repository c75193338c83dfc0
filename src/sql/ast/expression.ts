import type { OrderItem, Query } from "./query.ts"
import type { Spanned } from "./spanned.ts"

export interface Identifier extends Spanned {
  readonly kind: "identifier"
  /** Folded to lower case, as Redshift does also for quoted names. */
  readonly name: string
  readonly quoted: boolean
}

export interface StringLiteral extends Spanned {
  readonly kind: "string"
  readonly value: string
}
interface NumberLiteral extends Spanned {
  readonly kind: "number"
  readonly text: string
}
interface WordLiteral extends Spanned {
  readonly kind: "literal"
  readonly value: "null" | "true" | "false" | "default"
}
/** `a`, `t.a`, `t.a.b[0].c`: which part is the relation, the column and the path is known only with the scope. */
export interface ColumnRef extends Spanned {
  readonly kind: "column"
  readonly parts: readonly Identifier[]
  readonly steps: readonly PathStep[]
  /** With the mark of an outer join behind it: `b.id (+)`. */
  readonly outer?: true
}
export interface PathStep extends Spanned {
  readonly kind: "step"
  readonly field: Identifier | undefined
  readonly index: Expression | undefined
}
export interface Star extends Spanned {
  readonly kind: "star"
  readonly qualifier: readonly Identifier[]
}
export interface Unary extends Spanned {
  readonly kind: "unary"
  readonly operator: string
  readonly operand: Expression
}
export interface Binary extends Spanned {
  readonly kind: "binary"
  readonly left: Expression
  readonly operator: string
  readonly operatorStart: number
  readonly operatorEnd: number
  readonly right: Expression
}
export interface TypeName extends Spanned {
  readonly kind: "type"
  /** Words joined by one blank, lower case: `double precision`, `timestamp without time zone`. */
  readonly name: string
  readonly arguments: readonly number[]
}
export interface Cast extends Spanned {
  readonly kind: "cast"
  readonly operand: Expression
  readonly type: TypeName
  readonly style: "colons" | "cast" | "convert" | "try_cast"
}
/** `date '2024-01-15'`. */
export interface TypedLiteral extends Spanned {
  readonly kind: "typed"
  readonly type: string
  readonly value: string
}
export interface IntervalLiteral extends Spanned {
  readonly kind: "interval"
  readonly value: string
  readonly unit: string | undefined
}
export interface Call extends Spanned {
  readonly kind: "call"
  readonly name: string
  readonly nameStart: number
  readonly nameEnd: number
  readonly schema: string | undefined
  readonly distinct: boolean
  readonly approximate: boolean
  readonly star: boolean
  readonly args: readonly Expression[]
  /** Words between arguments that are part of the grammar: `position(a in b)`, `trim(both a from b)`. */
  readonly form: string | undefined
  readonly withinGroup: readonly OrderItem[] | undefined
  readonly nulls: "ignore" | "respect" | undefined
  readonly over: Window | Identifier | undefined
}
export interface Window extends Spanned {
  readonly kind: "window"
  /** The named window that it goes on from. */
  readonly base: Identifier | undefined
  readonly partitionBy: readonly Expression[]
  readonly orderBy: readonly OrderItem[]
  readonly frame: Frame | undefined
}
export interface Frame extends Spanned {
  readonly kind: "frame"
  readonly unit: "rows" | "range"
}
export interface CaseBranch extends Spanned {
  readonly kind: "branch"
  readonly when: Expression
  readonly result: Expression
}
export interface Case extends Spanned {
  readonly kind: "case"
  readonly operand: Expression | undefined
  readonly branches: readonly CaseBranch[]
  readonly otherwise: Expression | undefined
}
interface Between extends Spanned {
  readonly kind: "between"
  readonly operand: Expression
  readonly low: Expression
  readonly high: Expression
}
export interface InList extends Spanned {
  readonly kind: "in"
  readonly operand: Expression
  readonly list: readonly Expression[] | undefined
  readonly query: Query | undefined
}
export interface Like extends Spanned {
  readonly kind: "like"
  readonly operand: Expression
  readonly operator: "like" | "ilike" | "similar to"
  readonly negated: boolean
  readonly pattern: Expression
  readonly escape: Expression | undefined
}
interface IsTest extends Spanned {
  readonly kind: "is"
  readonly operand: Expression
  readonly test: "null" | "true" | "false" | "unknown"
  readonly negated: boolean
}
interface Exists extends Spanned {
  readonly kind: "exists"
  readonly query: Query
}
interface Subquery extends Spanned {
  readonly kind: "subquery"
  readonly query: Query
}
interface Quantified extends Spanned {
  readonly kind: "quantified"
  readonly left: Expression
  readonly operator: string
  readonly query: Query
}
export interface Paren extends Spanned {
  readonly kind: "paren"
  readonly inner: Expression
}
export interface Row extends Spanned {
  readonly kind: "row"
  readonly items: readonly Expression[]
}
export interface Extract extends Spanned {
  readonly kind: "extract"
  readonly part: string
  readonly operand: Expression
}
interface AtTimeZone extends Spanned {
  readonly kind: "zone"
  readonly operand: Expression
  readonly zone: Expression
}

export type Expression =
  | StringLiteral
  | NumberLiteral
  | WordLiteral
  | ColumnRef
  | Star
  | Unary
  | Binary
  | Cast
  | TypedLiteral
  | IntervalLiteral
  | Call
  | Case
  | Between
  | InList
  | Like
  | IsTest
  | Exists
  | Subquery
  | Quantified
  | Paren
  | Row
  | Extract
  | AtTimeZone
