/**
 * The syntax tree of a Redshift query. Every node has its span in the authored text; fields that hold nodes are
 * in the order of the text wherever the grammar allows.
 */
import type {
  CaseBranch,
  Expression,
  Frame,
  Identifier,
  PathStep,
  TypeName,
  Window,
} from "./ast/expression.ts"
import type {
  Alias,
  Cte,
  FromItem,
  GroupingSets,
  OrderItem,
  QueryBody,
  SelectItem,
  Top,
} from "./ast/query.ts"
import type { Assignment, MergeBranch, Statement } from "./ast/statement.ts"

export type * from "./ast/expression.ts"
export type * from "./ast/query.ts"
export type * from "./ast/statement.ts"

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
