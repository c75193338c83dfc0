import type { Expression, Identifier, PathStep, Row, Window } from "./expression.ts"
import type { Spanned } from "./spanned.ts"

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
  /** Names that the whole list is given without: in Redshift `exclude` stands behind it. */
  readonly exclude: readonly Identifier[] | undefined
  readonly from: readonly FromItem[]
  readonly where: Expression | undefined
  readonly groupBy: readonly GroupItem[]
  /** `group by all`: by every column of the list that has no aggregate. */
  readonly groupsByAll: boolean
  readonly having: Expression | undefined
  readonly qualify: Expression | undefined
  /** Of a `window` clause. */
  readonly windows: readonly NamedWindow[]
}
/** `window name as (...)`. */
export interface NamedWindow extends Spanned {
  readonly kind: "named window"
  readonly name: Identifier
  readonly window: Window
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
  /** `unpivot o.payload as value at name`: the attributes of an object in it. */
  readonly attributes?: boolean
}
/** `generate_series(1, 9) as x (n)`; Redshift has none. */
interface TableFunction extends Spanned {
  readonly kind: "tableFunction"
  readonly parts: readonly Identifier[]
  readonly args: readonly Expression[]
  readonly alias: Alias | undefined
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
  /** Of relations between commas that conditions of `where` join by `(+)`. */
  readonly conditions?: readonly Expression[]
}
interface ParenFrom extends Spanned {
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
export type FromItem = TableRef | TableFunction | DerivedTable | Join | ParenFrom | Pivot | Unpivot
