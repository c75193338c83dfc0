import type { SqlDialect } from "../types.ts"

/** A column as its upstream declares or infers it. The type is spelled as Redshift or DuckDB spells types. */
export interface KnownColumn {
  readonly name: string
  readonly type: string | undefined
}

/** What is known of a relation that a query reads. */
export interface KnownRelation {
  /** How lineage names the relation; as the query names it when absent. */
  readonly id?: string
  /** In the order of `select *`; undefined when nothing is known. */
  readonly columns: readonly KnownColumn[] | undefined
  /** Whether there are no columns but these. */
  readonly complete: boolean
}

export interface AnalysisOptions {
  readonly dialect: SqlDialect
  /** What is known of the relation of this name (lower-case parts), and undefined when nothing is. */
  readonly relationOf: (parts: readonly string[]) => KnownRelation | undefined
  /** Whether the result becomes a table or view, whose columns need names of their own. True when absent. */
  readonly asTable?: boolean
  /** Names of functions that the users of the warehouse have defined. */
  readonly functions?: ReadonlySet<string>
}

/** One column of the result. */
export interface OutputColumn {
  /** Lower case; `?column?` where the query gives none, as Redshift does. */
  readonly name: string
  /** As Redshift spells it, such as `decimal(12,2)`; without a size where that is not known; undefined when unknown. */
  readonly type: string | undefined
  /** False when it cannot be null, undefined when that is not known. */
  readonly nullable: boolean | undefined
  /** Where the column is written in the SQL (the star, for columns that it stands for). */
  readonly offset: number
  readonly length: number
}

/** What the warehouse would refuse. Offsets count UTF-16 units in the given SQL. */
export interface SqlProblem {
  readonly code: SqlProblemCode
  /** A warning is likely, not certain: a function that nobody knows may be the users' own. */
  readonly severity: "error" | "warning"
  readonly message: string
  readonly hint: string | undefined
  readonly offset: number
  readonly length: number
}

export type SqlProblemCode =
  | "LUX-1310"
  | "LUX-1311"
  | "LUX-1312"
  | "LUX-1313"
  | "LUX-1314"
  | "LUX-1315"
  | "LUX-1316"
  | "LUX-1317"
  | "LUX-1318"
  | "LUX-1319"
  | "LUX-1320"
  | "LUX-1321"
  | "LUX-1322"
  | "LUX-3300"
  | "LUX-3301"
  | "LUX-3302"
  | "LUX-3303"
  | "LUX-3304"
  | "LUX-3305"
  | "LUX-3306"
  | "LUX-3307"

/** A column of a relation that flows into a column of the result. */
export interface ColumnOrigin {
  /** The id that `relationOf` gave, or the name in the query. */
  readonly relation: string
  readonly column: string
  /** The value as it is, something computed from it, or from many rows. */
  readonly kind: "identity" | "transformation" | "aggregation"
}

/** Where one column of the result comes from. */
export interface ColumnLineage {
  readonly column: string
  readonly origins: readonly ColumnOrigin[]
  /** Whether these are all: false when a part of the query could not be followed. */
  readonly complete: boolean
  /** The SQL that computes it, in whichever part of the query; undefined where it is a column as it is. */
  readonly expression: string | undefined
}

/** A column that decides which rows there are, or in which order, without flowing into a value. */
export interface Influence {
  readonly relation: string
  readonly column: string
  readonly by: "filter" | "join" | "group" | "order"
}

/** A relation that the query names; one entry for each place. CTEs are none. */
export interface RelationRead {
  readonly parts: readonly string[]
  readonly id: string | undefined
  readonly offset: number
  readonly length: number
}

export interface QueryAnalysis {
  /** Undefined when a star over something unknown makes the list unknown. */
  readonly columns: readonly OutputColumn[] | undefined
  readonly problems: readonly SqlProblem[]
  /** One entry for each column that is known; when `columns` is undefined, those that are known nevertheless. */
  readonly lineage: readonly ColumnLineage[]
  readonly influence: readonly Influence[]
  readonly relations: readonly RelationRead[]
  /** Why nothing is known of the query, and where; undefined when it was analysed. */
  readonly unknown: { readonly reason: string; readonly offset: number; readonly length: number } | undefined
}
