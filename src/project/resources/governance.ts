/** Who may read a model, what it promises, and what is said about it: the types. */
import type { Place } from "../../errors.ts"
import type { RelationArgument } from "../types.ts"

/** private: its group; protected: its project; public: every project. */
export type Access = "private" | "protected" | "public"

/** What a model promises about its columns. */
export interface Contract {
  readonly enforced: boolean
  /** False: types are taken as written, not by the names that the engine knows them under. */
  readonly aliasTypes: boolean
}

export type ConstraintType = "not_null" | "unique" | "primary_key" | "foreign_key" | "check" | "custom"

/** What the warehouse itself is to hold. Without an enforced contract it has no effect. */
export interface Constraint {
  readonly type: ConstraintType
  readonly name: string | undefined
  /** Of a check, its condition; of a foreign key, what follows `references`; else what follows the constraint's words. */
  readonly expression: string | undefined
  /** Of a constraint on a column, that column alone. */
  readonly columns: readonly string[]
  /** What a foreign key refers to; undefined where its expression says it. */
  readonly to: RelationArgument | undefined
  readonly toColumns: readonly string[]
  readonly warnUnenforced: boolean
  readonly warnUnsupported: boolean
  readonly place: Place
}

/** As written: `2` and `"2"` are one version. */
export type ModelVersion = string | number

export interface Owner {
  readonly name: string | undefined
  readonly email: string | undefined
  /** What else is said about the owner, by its key. */
  readonly further: Readonly<Record<string, unknown>>
}

export interface Group {
  /** `group.luxury_brands.finance` */
  readonly uniqueId: string
  readonly name: string
  readonly packageName: string
  /** Of the properties file, relative to the project. */
  readonly path: string
  readonly place: Place
  readonly description: string
  readonly owner: Owner
  readonly meta: Readonly<Record<string, unknown>>
}

/** Which descriptions become comments in the warehouse. */
export interface PersistDocs {
  readonly relation: boolean
  readonly columns: boolean
}

/** How a node shows on the documentation site. */
export interface NodeDocs {
  readonly show: boolean
  readonly nodeColor: string | undefined
  /** So many rows of it are shown; 0: none. */
  readonly sample: number
}

/** What a properties file says about a macro. */
export interface MacroProperties {
  readonly name: string
  readonly description: string
  readonly arguments: readonly {
    readonly name: string
    readonly type: string | undefined
    readonly description: string
  }[]
  readonly docs: NodeDocs
  readonly meta: Readonly<Record<string, unknown>>
  /** Of the properties file, relative to the project. */
  readonly path: string
  readonly place: Place
}
