/** The ordered statements for a node: built beside, audited, published in one transaction. Pure. */
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
  /** The relation as the catalogue has it; undefined when there is none. */
  readonly existing: CatalogEntry | undefined
  /** An earlier version that was rejected and kept. */
  readonly rejected: CatalogEntry | undefined
  /** True when checks decide whether the new version is published. */
  readonly audited: boolean
  /** Where it is published together with others: its query as it reads the published ones, not their candidates. */
  readonly together?: { readonly sql: string } | undefined
  readonly fullRefresh: boolean
}

export interface Columns {
  readonly existing: readonly ColumnType[]
  readonly candidate: readonly ColumnType[]
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
  readonly mergesIntoLive: boolean
  /** What the columns are taken to be where nothing may be asked. */
  readonly assumed: Columns
  /** Throws for columns that cannot be. */
  readonly decide: (columns: Columns) => {
    readonly demands: readonly Demand[]
    readonly plan: DecidedPlan
  }
}

/** What must hold before anything is built: a query without rows. */
export interface Demand {
  readonly purpose: string
  readonly query: string
  readonly problem: (rows: readonly Readonly<Record<string, unknown>>[]) => LuxError
}

/** A query whose columns must be what its model's contract says; types as the engine takes them. */
export interface ContractCheck {
  readonly model: Model
  readonly query: string
  readonly columns: readonly ColumnType[]
}

/** Nothing to audit: the statements replace the relation in one transaction. */
export interface DirectPlan {
  readonly kind: "direct"
  readonly contract?: ContractCheck
  readonly publish: readonly Statement[]
}

/** Built beside the live relation and committed there, so that checks on any connection see it. */
export interface AuditedPlan {
  readonly kind: "beside"
  readonly contract?: ContractCheck
  /** The live one. */
  readonly relation: Relation
  readonly candidate: Relation
  readonly candidateKind: RelationKind
  /** Each committed by itself. */
  readonly build: readonly Statement[]
  /** True when checks about the whole table must run inside the publishing transaction: the candidate is only its new rows. */
  readonly mergesIntoLive: boolean
  /** One transaction. `columns` are read from the warehouse when `mergesIntoLive`. */
  readonly publish: (columns: Columns) => readonly Statement[]
  /** Keeps the candidate for inspection. */
  readonly reject: readonly Statement[]
  readonly rejected: Relation
  /** Clears away a candidate that came to nothing; also where there is none. */
  readonly dropCandidate: Statement
}

export const candidateSuffix = "__lux_candidate"
export const rejectedSuffix = "__rejected"
