/** The ordered statements for a node: built next to, audited, published in one transaction. Pure. */
import type { LuxError } from "../errors.ts"
import type { Model } from "../project/types.ts"
import type { Relation } from "../sql/relation.ts"
import type { CatalogEntry, RelationKind } from "../warehouse/warehouse.ts"

export interface Statement {
  readonly sql: string
  /** What it does, for people: `build candidate`. */
  readonly purpose: string
}

/** What existed before, and how the run goes about the node. */
export interface Situation {
  /** The relation as the catalog has it; undefined when there is none. */
  readonly existing: CatalogEntry | undefined
  /** An earlier version that lux rejected and kept. */
  readonly rejected: CatalogEntry | undefined
  /** True when checks decide whether the new version is published. */
  readonly audited: boolean
  /**
   * What the names of what is made next to it have of this run, where its record knows them by that; undefined where each
   * gets a comment of its own.
   */
  readonly token?: string | undefined
  /** Where it is published together with others: its query as it reads the published ones; undefined for a seed. */
  readonly together?: { readonly sql: string | undefined } | undefined
  readonly fullRefresh: boolean
  /** Where the definitions of materialized views are written down. */
  readonly definitions: Relation
  /** Materialized views of the project that read it: they hold the table itself, whatever its name. */
  readonly readers: readonly Relation[]
  /** How a new version takes a table's place, where the warehouse has no `create or replace table`. */
  readonly publish: Publishing
}

/**
 * swap: the new table takes the old one's name. replace: the old one's rows are deleted and the new ones inserted in one
 * transaction, so that no relation ever becomes another, and every reader sees one version or the other.
 */
export type Publishing = "swap" | "replace"

export interface Columns {
  readonly existing: readonly ColumnType[]
  /** Those of the same name as an existing one are written like it, so that names can be compared as they are. */
  readonly candidate: readonly ColumnType[]
  /** Views that are bound to the live relation, each after those that it reads; asked for where a plan says so. */
  readonly boundViews?: readonly BoundView[] | undefined
  /** The keys that one side of a match never leaves null, by their columns' names; undefined where that makes no difference. */
  readonly filledKeys?: ReadonlySet<string> | undefined
}

/** A view that the warehouse binds to what it reads, so that it has to be made again with it. */
export interface BoundView {
  readonly relation: Relation
  readonly kind: Exclude<RelationKind, "table">
  /** Its query as the warehouse writes it, or the whole statement that makes it. */
  readonly query: string
  /** True where the same transaction publishes it too: it is not made again as it was. */
  readonly isPublishedToo: boolean
}

/** What a plan does to a relation that others depend on. */
export interface Disturbance {
  /** True where another object takes the relation's place. */
  readonly isReplaced: boolean
  /** Columns that go or change their type: views that read them are not made again as they were. */
  readonly lost: readonly string[]
}

export interface ColumnType {
  readonly name: string
  readonly type: string
}

export type Plan = DecidedPlan | AskingPlan
export type DecidedPlan = DirectPlan | AuditedPlan

/** A plan that depends on the columns of its query, as they are when its turn comes. */
export interface AskingPlan {
  readonly kind: "asking"
  readonly query: string
  /** The table whose columns are asked for too, where it is there. */
  readonly live: Relation | undefined
  /** What rows are matched by; whether the live table has a null there is asked too. Throws for columns that are not there. */
  readonly keys?: (columns: Columns) => readonly string[]
  readonly mergesIntoLive: boolean
  /** What the columns are taken to be where nothing may be asked. */
  readonly assumed: Columns
  /** Throws for columns that cannot be. */
  readonly decide: (columns: Columns) => {
    readonly demands: readonly Demand[]
    readonly plan: DecidedPlan
  }
}

export type FoundRow = Readonly<Record<string, unknown>>

/** What must hold before anything is changed: a query without rows. */
export interface Demand {
  readonly purpose: string
  readonly query: string
  /** What is shown of what the query found; asked only then. */
  readonly examples?: string
  readonly problem: (found: readonly FoundRow[], examples: readonly FoundRow[]) => LuxError
}

/** What new rows are matched by, and what must hold of them before they are published. */
export interface RowKeys {
  /** As the project writes them. */
  readonly names: readonly string[]
  /** The same as the new rows' columns are called. Throws LUX-2102 for a name that no column has. */
  readonly meant: (columns: readonly ColumnType[]) => readonly string[]
  /** What must hold of rows under the keys' true names; undefined where several rows may have one key. */
  readonly demand: ((rows: Relation, keys: readonly string[]) => Demand) | undefined
  /** Fails where a name or a key is wrong: in the transaction that publishes, where nobody looks at columns first. */
  readonly guard: (rows: Relation) => Statement
}

/** Columns that a statement names before anybody knows which the query has: looked at once it failed. */
interface NamedInBuild {
  readonly query: string
  /** Throws LUX-2102 for a name that no column has. */
  readonly check: (columns: readonly ColumnType[]) => void
}

/** A query for the values that made a statement fail, and what they mean. */
export interface Doubt {
  readonly query: string
  /** `reason` is the warehouse's own, where the query fails as well. */
  readonly problem: (
    rows: readonly Readonly<Record<string, unknown>>[],
    reason?: string | undefined,
  ) => LuxError
}

/** A query whose columns must be what its model's contract says; types as the engine takes them. */
export interface ContractCheck {
  /** The same plan with the rows of another query; absent where the relation has the query's own types. */
  readonly planned?: ((query: string) => Plan) | undefined
  readonly model: Model
  readonly query: string
  readonly columns: readonly ColumnType[]
}

/** Nothing to audit: the statements replace the relation in one transaction. */
export interface DirectPlan {
  readonly kind: "direct"
  /** How many rows it gets, where that is known before: several statements may write them. */
  readonly rows?: number | undefined
  readonly contract?: ContractCheck
  readonly named?: NamedInBuild | undefined
  /** One transaction. */
  readonly publish: readonly Statement[]
  /** After the commit, each by itself: what nobody sees. */
  readonly after?: readonly Statement[] | undefined
  readonly otherwise?: Otherwise | undefined
}

/** What is published instead where `publish` turns out not to fit what is there; then nothing of it has happened. */
export interface Otherwise {
  readonly when: (error: unknown) => boolean
  readonly plan: AuditedPlan
}

/** Built next to the live relation and committed there, so that checks on any connection see it. */
export interface AuditedPlan {
  readonly kind: "beside"
  /** How many rows it gets, where that is known before: several statements may write them. */
  readonly rows?: number | undefined
  readonly contract?: ContractCheck
  readonly named?: NamedInBuild | undefined
  /** The live one. */
  readonly relation: Relation
  readonly candidate: Relation
  readonly candidateKind: RelationKind
  /** Each a transaction of its own. */
  readonly build: readonly (readonly Statement[])[]
  /** True when checks about the whole table must run inside the publishing transaction: the candidate is only its new rows. */
  readonly mergesIntoLive: boolean
  /** Looked at together with the columns. */
  readonly rowKeys?: RowKeys | undefined
  /** Materialized views of the project that read the live one. */
  readonly readers?: readonly Relation[] | undefined
  /** True: `columns` are read from the warehouse before it is published; so they are when `mergesIntoLive`. */
  readonly readsColumns?: boolean | undefined
  /** Undefined where everything that depends on the live relation stays as it is. */
  readonly disturbs?: ((columns: Columns) => Disturbance | undefined) | undefined
  /** Committed by themselves before the transaction: what cannot happen inside one. */
  readonly before?: ((columns: Columns) => readonly Statement[]) | undefined
  /** Tables that nobody reads while others take their names: of several plans in one transaction all are locked first. */
  readonly locks?: ((columns: Columns) => readonly Relation[]) | undefined
  /** One transaction. */
  readonly publish: (columns: Columns) => readonly Statement[]
  /** Asked where `build` refuses values, to say which. */
  readonly buildDoubts?: readonly Doubt[] | undefined
  /** The same for `publish`. */
  readonly doubts?: ((columns: Columns) => readonly Doubt[]) | undefined
  readonly otherwise?: Otherwise | undefined
  /** After the commit, each by itself: what nobody sees. */
  readonly after?: ((columns: Columns) => readonly Statement[]) | undefined
  /** Keeps the candidate for inspection: one transaction. */
  readonly reject: readonly Statement[]
  readonly rejected: Relation
  /** Clears away a candidate that came to nothing; also where there is none. */
  readonly dropCandidate: Statement
}
