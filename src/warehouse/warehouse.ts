/** What every warehouse gives to the rooms above it. */
import type { Kysely } from "kysely"
import type { Relation } from "../sql/relation.ts"
import type { WarehouseStatements } from "./statements.ts"

export interface Warehouse {
  readonly type: string
  /** What people call it: the path of the database file. */
  readonly place: string
  readonly statements: WarehouseStatements
  /** One read of what exists: every table, view and column of the named schemas. */
  readCatalog(schemas: readonly string[]): Promise<Catalog>
  /** Every comment in the named schemas; absent where the warehouse keeps none. */
  readComments?(schemas: readonly string[]): Promise<readonly CatalogComment[]>
  /** Runs `work` on a session of its own; at most `threads` sessions are out at once, others wait. */
  withSession<T>(work: (session: Session) => Promise<T>): Promise<T>
  /**
   * Interrupts the work of every session that is out: the statement that runs, or the next one where none does, throws
   * `Interrupted`, once. Sessions that are handed out later are not touched, so that a run can still clean up.
   */
  cancel(): void
  /** Waits until no session is out and none is waited for, then closes. */
  close(): Promise<void>
}

/** One connection. Statements run one after another. */
export interface Session {
  /** Tells for which node statements are sent from now on; undefined for the run. The query comment says it. */
  about(node: string | undefined): void
  /** Runs a statement (or several, separated by semicolons); `rows` is how many it changed, where the engine says. */
  run(sql: string): Promise<{ readonly rows: number | undefined }>
  /**
   * Runs statements as one transaction, in one round trip where they fit into one; inside an open transaction as a part of
   * it. `rows` is what the last one says that says it. Once they are committed `after` is run, each by itself and
   * whatever comes of it: what nobody waits for.
   */
  runAll(sqls: readonly string[], after?: readonly string[]): Promise<{ readonly rows: number | undefined }>
  /** Runs statements as one transaction, in one round trip where they fit into one, and reads the rows of one of them. */
  runReading(sqls: readonly string[], read: number): Promise<QueryResult>
  /** Runs a query and reads all of it. */
  query(sql: string): Promise<QueryResult>
  /** Runs queries in one round trip, where the warehouse has any to save. The first error ends it. */
  queryAll(sqls: readonly string[]): Promise<readonly QueryResult[]>
  /** Runs `work` between begin and commit; rolls back when it throws, and throws the same error on. */
  transaction<T>(work: () => Promise<T>): Promise<T>
  /** Kysely on this very connection, inside its open transaction if there is one. */
  kysely<Tables>(): Kysely<Tables>
}

export interface QueryResult {
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  /** Values as JavaScript has them: numbers, strings (decimals, dates and 64-bit integers beyond 2^53 too), booleans, null. */
  readonly rows: readonly Readonly<Record<string, unknown>>[]
}

/** As statements name it. */
export type RelationKind = "table" | "view" | "materialized view"

/** False of what only reads: it has no size, and nobody reads it but by what it reads. */
export function holdsRows(kind: RelationKind): boolean {
  return kind !== "view"
}

export interface CatalogEntry {
  readonly schema: string
  readonly name: string
  readonly kind: RelationKind
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  /** About how many, where the warehouse knows without counting. */
  readonly rows?: number | undefined
  /** Privilege -> who has it next to the owner, where the warehouse has such things. */
  readonly privileges?: Readonly<Record<string, readonly string[]>> | undefined
  /** What lux made a materialized view from, as it was written down then; undefined where it was not. */
  readonly definition?: string | undefined
  /** The relation that lux made it next to; undefined where lux did not make it, or it is no such relation. */
  readonly madeNextTo?: Relation | undefined
  /** The run whose token its name has, where that is recorded; then lux made it next to another relation. */
  readonly madeBy?: string | undefined
}

/** A comment on a relation, or on one of its columns. */
export interface CatalogComment {
  readonly schema: string
  readonly name: string
  readonly column: string | undefined
  readonly comment: string
}

/** What existed when the run began, kept up to date by the run itself. */
export interface Catalog {
  readonly schemas: ReadonlySet<string>
  get(relation: Relation): CatalogEntry | undefined
  entries(): Iterable<CatalogEntry>
}
