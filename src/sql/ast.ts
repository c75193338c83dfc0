/**
 * The syntax tree of a Redshift query. Every node has its span in the authored text; fields that hold nodes are
 * in the order of the text wherever the grammar allows.
 */
interface Spanned {
  readonly start: number
  readonly end: number
}

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
export interface NumberLiteral extends Spanned {
  readonly kind: "number"
  readonly text: string
}
export interface WordLiteral extends Spanned {
  readonly kind: "literal"
  readonly value: "null" | "true" | "false" | "default"
}
/** `a`, `t.a`, `t.a.b[0].c`: which part is the relation, the column and the path is known only with the scope. */
export interface ColumnRef extends Spanned {
  readonly kind: "column"
  readonly parts: readonly Identifier[]
  readonly steps: readonly PathStep[]
}
export interface PathStep extends Spanned {
  readonly kind: "step"
  readonly field: Identifier | undefined
  readonly index: Expression | undefined
}
export interface Star extends Spanned {
  readonly kind: "star"
  readonly qualifier: readonly Identifier[]
  readonly exclude: readonly Identifier[] | undefined
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
export interface Between extends Spanned {
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
export interface IsTest extends Spanned {
  readonly kind: "is"
  readonly operand: Expression
  readonly test: "null" | "true" | "false" | "unknown"
  readonly negated: boolean
}
export interface Exists extends Spanned {
  readonly kind: "exists"
  readonly query: Query
}
export interface Subquery extends Spanned {
  readonly kind: "subquery"
  readonly query: Query
}
export interface Quantified extends Spanned {
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
export interface AtTimeZone extends Spanned {
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

export interface OrderItem extends Spanned {
  readonly kind: "order"
  readonly expression: Expression
  readonly descending: boolean
  readonly nulls: "first" | "last" | undefined
}
export interface SelectItem extends Spanned {
  readonly kind: "item"
  readonly expression: Expression
  readonly alias: Identifier | undefined
}
export interface Top extends Spanned {
  readonly kind: "top"
  readonly count: string
}
export interface GroupingSets extends Spanned {
  readonly kind: "grouping"
  readonly form: "rollup" | "cube" | "grouping sets" | "set"
  readonly items: readonly GroupItem[]
}
export type GroupItem = Expression | GroupingSets

export interface Select extends Spanned {
  readonly kind: "select"
  readonly distinct: boolean
  readonly top: Top | undefined
  readonly items: readonly SelectItem[]
  readonly from: readonly FromItem[]
  readonly where: Expression | undefined
  readonly groupBy: readonly GroupItem[]
  readonly having: Expression | undefined
  readonly qualify: Expression | undefined
}
export interface Values extends Spanned {
  readonly kind: "values"
  readonly rows: readonly Row[]
}
export interface SetOperation extends Spanned {
  readonly kind: "set"
  readonly left: QueryBody
  readonly operator: "union" | "intersect" | "except" | "minus"
  readonly operatorStart: number
  readonly operatorEnd: number
  readonly all: boolean
  readonly right: QueryBody
}
export type QueryBody = Select | Values | SetOperation | Query

export interface Cte extends Spanned {
  readonly kind: "cte"
  readonly name: Identifier
  readonly columns: readonly Identifier[] | undefined
  readonly query: Query
}
/** A query, without the parentheses that may stand around it when it is a part of another; then `parens` says so. */
export interface Query extends Spanned {
  readonly kind: "query"
  readonly parens: boolean
  readonly recursive: boolean
  readonly ctes: readonly Cte[]
  readonly body: QueryBody
  readonly orderBy: readonly OrderItem[]
  readonly limit: Expression | undefined
  readonly offset: Expression | undefined
}

export interface Alias extends Spanned {
  readonly kind: "alias"
  readonly name: Identifier
  readonly columns: readonly Identifier[] | undefined
}
/** A relation, or a path into a SUPER column of a relation before it: the scope decides. */
export interface TableRef extends Spanned {
  readonly kind: "table"
  readonly parts: readonly Identifier[]
  readonly steps: readonly PathStep[]
  readonly alias: Alias | undefined
  readonly at: Identifier | undefined
}
export interface DerivedTable extends Spanned {
  readonly kind: "derived"
  readonly query: Query
  readonly alias: Alias | undefined
}
export interface Join extends Spanned {
  readonly kind: "join"
  readonly left: FromItem
  readonly type: "inner" | "left" | "right" | "full" | "cross"
  readonly natural: boolean
  readonly right: FromItem
  readonly on: Expression | undefined
  readonly using: readonly Identifier[] | undefined
}
export interface ParenFrom extends Spanned {
  readonly kind: "parenFrom"
  readonly inner: FromItem
}
export interface Pivot extends Spanned {
  readonly kind: "pivot"
  readonly source: FromItem
  readonly aggregates: readonly SelectItem[]
  readonly column: Identifier
  readonly values: readonly SelectItem[]
  readonly alias: Alias | undefined
}
export interface Unpivot extends Spanned {
  readonly kind: "unpivot"
  readonly source: FromItem
  readonly includeNulls: boolean
  readonly value: Identifier
  readonly column: Identifier
  readonly columns: readonly SelectItem[]
  readonly alias: Alias | undefined
}
export type FromItem = TableRef | DerivedTable | Join | ParenFrom | Pivot | Unpivot

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
export type Statement = Query | Insert | Update | Delete | Merge | CreateTableAs

export type Node =
  | Assignment
  | MergeBranch
  | Statement
  | Expression
  | Identifier
  | PathStep
  | TypeName
  | Window
  | Frame
  | CaseBranch
  | OrderItem
  | SelectItem
  | Top
  | GroupingSets
  | QueryBody
  | Cte
  | Alias
  | FromItem
