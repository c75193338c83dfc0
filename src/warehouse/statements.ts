import type { Physical } from "../project/config/physical-schemas.ts"
import type { BatchFormat, ConstraintType } from "../project/types.ts"
import type { Relation } from "../sql/relation.ts"
import type { TypeRules } from "./exact-cast.ts"
import type { RelationKind } from "./warehouse.ts"

/**
 * By the name of a column, what goes there instead of the source's own value: an expression about the row,
 * which is called `source`.
 */
export type SourceValues = ReadonlyMap<string, string>

/** Which stored rows new rows stand for. */
export interface Matching {
  readonly target: Relation
  readonly source: Relation
  readonly values?: SourceValues | undefined
  readonly keys: readonly string[]
  /** Keys that are never null in the source: `=` says enough of them, and lets the warehouse hash. */
  readonly filledKeys?: ReadonlySet<string> | undefined
  /** Conditions on the stored rows, which are called `target`. */
  readonly predicates: readonly string[]
  /** A stored row with a greater value here is newer and stays. */
  readonly sequenceBy: string | undefined
}

export interface TypedColumn {
  readonly name: string
  readonly type: string
}

/** A column with what the warehouse is to hold about it, such as `not null`. */
export interface ConstrainedColumn extends TypedColumn {
  readonly constraints: readonly string[]
}

/** enforced: rows that break it are refused; recorded: readers and planners may rely on it; unsupported: cannot be said. */
type ConstraintSupport = "enforced" | "recorded" | "unsupported"

/** Files to show as a relation. */
export interface FilesToRead {
  readonly format: "json" | "csv" | "parquet"
  /** Absolute paths. */
  readonly files: readonly string[]
  /** Instead of `files`, of JSON whose records are known to be good. */
  readonly json?: readonly JsonFiles[]
  readonly columns: readonly TypedColumn[]
  /** strftime pattern that a file's name ends in, such as `media_%Y-%m-%d_%H%M%S.json`. */
  readonly collectedAt: string | undefined
  /** Of Parquet files that differ in types: those of one kind together. They are read as `columns`. */
  readonly alike?: readonly (readonly string[])[] | undefined
  /** Of copies: how many characters of a path stand before that of the original, and what stands before that instead. */
  readonly original?: { readonly start: number; readonly prefix: string } | undefined
}

/** JSON files that are written alike, whose records are all objects that fit the columns. */
export interface JsonFiles {
  readonly files: readonly string[]
  readonly layout: "list" | "lines"
  readonly original?: FilesToRead["original"]
  /** Each record has its number in its file, as `lux_record`. */
  readonly isNumbered?: boolean
}

/** What is read from the warehouse's own tables of what it has. */
export interface CatalogQueries {
  /** `name` and `type` of each column, in its order. */
  columnsQuery(relation: Relation): string
  /** A row for each column that only one of two relations has, by name and type. */
  differentColumnsQuery(one: Relation, other: Relation): string
  /**
   * What depends on a relation. A view has a row for each column that it reads: `schema_name`, `name`, `kind` (`v` or `m`),
   * `definition`, `read_schema`, `read_name` and `read_column`; each view comes after those that it reads. Whatever else
   * depends on the relation or on such a view has the kind `-`, a `name` that describes it, and what it reads.
   * `readers` are materialized views that read the relation, where they are there.
   */
  dependentsQuery(relation: Relation, readers?: readonly Relation[]): string
}

/** What a warehouse's refusals of statements mean. */
export interface Refusals {
  /** A relation is not dropped while another depends on it. */
  isDependedOn(error: Error): boolean
  /** `create view` that keeps what is bound to the view fails where its columns change. */
  changesViewColumns(error: Error): boolean
  /** The column that a table or view would have twice; undefined where it was refused for something else. */
  columnTwice(error: Error): string | undefined
  /** {@link WarehouseStatements.refuseRows} found rows. */
  foundRows(error: Error): boolean
}

/** How one of several runs at once has a relation to itself. */
export interface LeaseStatements {
  /** Until the end of the transaction no other one changes the table. */
  lock(table: Relation): string
  /** A query that fails where the table has no such row. Where it can, it keeps the row as it is until the transaction ends. */
  demand(table: Relation, where: string): string
  /** Statements of a run, by its id in their text or query group, that go on. Absent where those of a client that is gone end. */
  runningOf?(run: string): string
}

/** The statements that differ from one warehouse to the next, as readable text. Pure. */
export interface WarehouseStatements {
  /** A text as a string literal. */
  literal(text: string): string
  /** The same for two names of columns exactly where the warehouse takes them for one. */
  columnKey(name: string): string
  /** A query that fails where another finds rows. */
  refuseRows(query: string): string
  /** A query for what has the relation's name and another comment than `mark`, or none. */
  notMarked(relation: Relation, mark: string): string
  createSchema(schema: string): string
  /** A query for `schema_name`, `name`, `bytes` and `row_count` (about how many, or null) of tables; it may leave some out. */
  storage(tables: readonly Relation[]): string
  /**
   * A query for `relation` (`schema.name`) and `object_id` of every relation of the database: another one that somebody makes
   * under its name has another id. Absent where the warehouse cannot write such ids into a table.
   */
  readonly objectIds?: string | undefined
  /**
   * A query for `schema_name`, `name` and `created_at`, a text in UTC, of tables; it may leave some out. Absent where objects
   * have ids, or nothing tells when they were made.
   */
  readonly createdAt?: ((tables: readonly Relation[]) => string) | undefined
  /** A query for `schema_name`, `name` and `definition` of every view of the database that is not the warehouse's own. */
  readonly viewDefinitions: string
  /** A query for `schema_name`, `name` and `read_at`, a text in UTC, of tables; absent where nothing is known of reads. */
  readonly lastReads?: ((tables: readonly Relation[]) => string) | undefined
  /** Absent where one process at a time has the database. */
  readonly leases?: LeaseStatements | undefined
  /**
   * `name` and `type` of the columns of a relation, or of a query in parentheses, where the columns of a result leave
   * something of the type out.
   */
  describe?(from: string): string
  readonly refusals: Refusals
  /**
   * Gives `column_name` of each column that a query has. Absent where duplicates are an error; there one of them would
   * be called otherwise, without a word.
   */
  outputColumns?(query: string): string
  /** Absent where a relation's columns are asked of itself, and no view is bound to another relation. */
  readonly catalog?: CatalogQueries | undefined
  /**
   * Keeps readers out of several tables until the end of the transaction, and gives up where some do not leave soon: two
   * that wait for each other would end one of them. Absent where no reader is ever in the way.
   */
  readonly lockTables?: ((relations: readonly Relation[]) => readonly string[]) | undefined
  /** How a table is published that says nothing about it and had so many rows. */
  publishing(rows: number | undefined): "swap" | "replace"
  /** Which types hold the values of others. */
  readonly types: TypeRules
  /** The type that holds any text. */
  readonly textType: string
  /** The type that holds lists and structures. */
  readonly documentType: string
  /** What of a value is compared where rows are told apart: of a text that which the project's dialect compares. */
  key(value: string): string
  /** Of the rows of a query the newest of each key, by a column. Keys are expressions. */
  newestOfEach(query: string, keys: readonly string[], newest: string): string
  /** True: making a table takes the place of one of its name, all at once; else there must be none. */
  readonly replacesTables: boolean
  createTableAs(relation: Relation, sql: string, physical?: Physical): string
  /** `constraints` are those of the whole table, as they stand after its columns. */
  createTable(
    relation: Relation,
    columns: readonly (TypedColumn | ConstrainedColumn)[],
    constraints?: readonly string[],
    physical?: Physical,
  ): string
  readonly constraintSupport: Readonly<Record<ConstraintType, ConstraintSupport>>
  /** Values are texts that the column's type reads, or null. One statement for every some thousand rows. */
  insertRows(
    relation: Relation,
    columns: readonly TypedColumn[],
    rows: readonly (readonly (string | null)[])[],
  ): readonly string[]
  createView(relation: Relation, sql: string, physical?: Physical): string
  /** Reads no row of a view that the warehouse takes without looking at what it reads; undefined where it looks. */
  readonly bindView?: ((view: Relation, physical?: Physical) => string | undefined) | undefined
  /** Absent where there are none: such a model is kept as a table. */
  readonly materializedViews?: MaterializedViewStatements | undefined
  /** Also where there is none. */
  drop(relation: Relation, kind: RelationKind): string
  rename(relation: Relation, kind: RelationKind, name: string): string
  /** Undefined takes a comment away. */
  commentOn(relation: Relation, kind: RelationKind, text: string | undefined): string
  commentOnColumn(relation: Relation, column: string, text: string | undefined): string
  insertSelect(
    target: Relation,
    columns: readonly string[],
    source: Relation,
    values?: SourceValues | undefined,
  ): string
  /** Inserts the rows whose key the target does not have, in rows that the predicates are about. */
  insertMissing(
    into: Pick<Matching, "target" | "source" | "values" | "keys" | "filledKeys"> &
      Partial<Pick<Matching, "predicates">> & { readonly columns: readonly string[] },
  ): string
  deleteMatching(matching: Matching): string
  merge(
    matching: Matching & {
      readonly updateColumns: readonly string[]
      readonly insertColumns: readonly string[]
    },
  ): readonly string[]
  /** Changes stored rows, which are called `target`, by rows of another relation, `source`. */
  updateFrom(update: {
    readonly target: Relation
    readonly source: Relation
    readonly set: readonly { readonly column: string; readonly value: string }[]
    readonly where: string
  }): string
  /** A condition: both are null, or both are the same value. */
  same(left: string, right: string): string
  /** The time in UTC, as an expression of a type; of a timestamp without time zone unless one is given. */
  now(type?: string): string
  /** `constraints` is what stands behind its type. */
  addColumn(relation: Relation, column: TypedColumn & Partial<Pick<ConstrainedColumn, "constraints">>): string
  /**
   * Gives a table that is there a constraint, `text` as it stands behind the columns; fails where a row breaks it.
   * Undefined where such a constraint comes only with a new table.
   */
  addConstraint(
    relation: Relation,
    constraint: { readonly type: ConstraintType; readonly columns: readonly string[]; readonly text: string },
  ): readonly string[] | undefined
  /**
   * Lets a column hold more; `before` is what cannot happen inside a transaction, and harms nothing by itself. Absent where
   * the whole table is written again, without its constraints.
   */
  widenColumn?(
    relation: Relation,
    column: TypedColumn,
    from: string,
  ): { readonly before: readonly string[]; readonly statements: readonly string[] }
  /**
   * Gives a table exactly these columns: values of those it has are cast, the others are null; the rest goes. Fails where a
   * value would not stay the same.
   */
  reshapeTable(
    relation: Relation,
    columns: readonly (TypedColumn & { readonly exists: boolean })[],
    existing: readonly TypedColumn[],
  ): readonly string[]
  /** Takes a table's statistics again. Absent where nobody has to ask for that. */
  analyze?(relation: Relation): string
  /** Undefined where the warehouse has no indexes. */
  createIndex(
    relation: Relation,
    index: { readonly name: string; readonly columns: readonly string[]; readonly unique: boolean },
  ): string | undefined
  /** A view that only its session sees, over a query. */
  sessionView(view: Relation, sql: string): string
  /**
   * Sent before rows are deleted that the same transaction inserts again. Absent where a unique index never holds such a
   * row against the new one.
   */
  loadIndexes?(relation: Relation): string
  /** Absent where the warehouse does not load files of S3 by itself. */
  readonly loading?: ManifestLoading | undefined
  /** Absent where the warehouse writes no files by itself. */
  readonly unloading?: Unloading | undefined
  /** Absent where the database is behind a network. */
  readonly embedded?: EmbeddedStatements | undefined
}

/** A view whose rows are stored, as they were when it was made or last refreshed. */
export interface MaterializedViewStatements {
  create(view: Relation, sql: string, physical: Physical): string
  refresh(view: Relation): string
  /** What is said where it is made, next to its query and whether it refreshes by itself: a change needs a new one. */
  attributes(physical: Physical): readonly string[]
  /** Absent where none refreshes by itself. */
  readonly autoRefresh?: ((view: Relation, on: boolean) => string) | undefined
}

/** How a warehouse loads files of S3. */
export interface ManifestLoading {
  /** Loads the files that a manifest names, all or none. `role`: which one is taken on; by default the cluster's own. */
  copyManifest(
    relation: Relation,
    manifest: string,
    files: {
      readonly format: BatchFormat
      readonly role: string | undefined
      /** True: there are columns of {@link WarehouseStatements.documentType}. */
      readonly documents: boolean
    },
  ): string
  /** `file_name`, `line_number`, `column_name`, `column_type` and `reason` of the newest errors of these files. */
  errorsQuery(files: readonly string[], most: number): string
  /** `file_name`, `line_number` and `value` of the same; fails where the warehouse does not keep values. */
  errorValuesQuery(files: readonly string[], most: number): string
}

/** Of files that rows are written to; csv has a line of names, json one document a line. */
export type FileFormat = "parquet" | "csv" | "json"

/** How a warehouse writes rows into files of S3. */
export interface Unloading {
  /** `to`: what the files' addresses begin with. `role`: which one is taken on; by default the cluster's own. */
  unload(rows: {
    readonly sql: string
    readonly to: string
    readonly format: FileFormat
    readonly role: string | undefined
    /** Of the bucket; undefined: the cluster's own. */
    readonly region: string | undefined
    /** True: what is there goes first. */
    readonly overwrite: boolean
    /** True: a list of the files is next to them. */
    readonly manifest: boolean
  }): string
  /** How many rows the session's last statement of this kind wrote, as `n`. */
  readonly unloadedQuery: string
  /** Whether it was refused for what is there. */
  isTaken(error: Error): boolean
}

export type StatementsWithFiles = WarehouseStatements & { readonly embedded: EmbeddedStatements }

/** What a database that runs in lux's own process does with files. */
export interface EmbeddedStatements {
  /** A view that only its session sees, over files; empty of rows, but with its columns, where there are none. */
  filesView(view: Relation, files: FilesToRead): string
  /** Parquet files, as they stand behind `from`. */
  readParquet(files: Pick<FilesToRead, "files" | "alike" | "columns">): string
  /** `file` and `shape` of Parquet files: those of one shape have the same columns. */
  parquetShapes(files: readonly string[]): string
  /** Makes a database file readable under a name, for all sessions. */
  attachReadOnly(file: string, name: string): string
  /**
   * Writes a query's rows into one file. `gzip`: text is compressed; Parquet is by itself. `nullAs`: what null is in CSV;
   * nothing by default.
   */
  copyTo(
    sql: string,
    file: string,
    format: FileFormat,
    options?: { readonly gzip?: boolean; readonly nullAs?: string },
  ): string
}
