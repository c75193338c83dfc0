import type { LuxMacro, LuxNodeBody } from "../graph/state/lux-graph.ts"
import type { Group, MacroProperties, SqlDialect } from "../project/types.ts"
import type { WarehouseType } from "../project/warehouses.ts"
import type { ColumnOrigin } from "../sql/analysis.ts"
import type { Plain, PlainResource } from "./plain.ts"

/**
 * A project as it was compiled, without a warehouse: all that generators make files of. A plain value, which
 * `compiledText` keeps as text. What takes time is worked out when it is first asked for.
 */
export interface CompiledProject {
  readonly name: string
  readonly version: string
  readonly dialect: SqlDialect
  /** Absolute path of its folder. */
  readonly root: string
  readonly target: CompiledTarget
  /** The command that made it. */
  readonly invocation: CompiledInvocation
  /** By unique id. */
  readonly nodes: Readonly<Record<string, CompiledNode>>
  /** Unique ids, every node after what it reads. */
  readonly order: readonly string[]
  /** Several may have one unique id. */
  readonly disabled: readonly CompiledNode[]
  /** By each name that the project's templates call them; one macro may have two. */
  readonly macros: Readonly<Record<string, CompiledMacro>>
  /** Generic tests, in the same way. */
  readonly genericTests: Readonly<Record<string, CompiledMacro>>
  readonly groups: readonly Plain<Group>[]
  readonly docs: readonly CompiledDocsBlock[]
  /** The definitions of `selectors.yml` as they are written, in their order. */
  readonly selectors: readonly unknown[]
}

interface CompiledTarget {
  readonly name: string
  readonly type: WarehouseType
  /** Where the warehouse is: a path, or an address without any secret. */
  readonly place: string
  readonly database: string
  /** The folder of the stage batches. */
  readonly batches: string
  readonly schema: string
  readonly schemaPrefix: string
}

export interface CompiledInvocation {
  readonly id: string
  /** ISO 8601 UTC. */
  readonly startedAt: string
}

/** A resource with what compiling found out about it. */
export interface CompiledNode {
  /** As its files declare it, with the places in them. */
  readonly resource: PlainResource
  /** Changes where any of its files does. */
  readonly key: string
  /** What its files say, as `lux.json` keeps it. */
  readonly said: LuxNodeBody
  /** Unique ids of what it reads, sorted. */
  readonly dependsOn: readonly string[]
  /** Unique ids of what reads it, sorted. */
  readonly readers: readonly string[]
  /** What it reads, as it calls it; of a generic test, what it is declared on goes last. */
  readonly calls: readonly CompiledCall[]
  /** Unique id of what a generic test is declared on. */
  readonly attachedTo: string | undefined
  /** Unique ids of the macros that its SQL calls, directly or through others; of a generic test first that test. */
  readonly macros: readonly string[]
  /** The template of a model or test; empty where there is none. */
  readonly authored: string
  /** Where its rows are; undefined for what has none. */
  readonly relation: CompiledRelation | undefined
  /** Where a test keeps its failing rows; undefined for all others. */
  readonly failures: CompiledRelation | undefined
  /** Undefined where the command did not compile it. */
  readonly sql: string | undefined
  /** The file of its compiled SQL, and of the SQL that is sent for it, relative to the project. */
  readonly sqlPath: string
  readonly sentPath: string
  /** Those that are known without a warehouse, in their order, then those that are only declared. */
  readonly columns: readonly CompiledColumn[]
  /** Why nothing is known of its query; undefined where it was analysed, and where nothing was. */
  readonly unknown: string | undefined
}

export interface CompiledRelation {
  readonly database: string
  readonly schema: string
  readonly name: string
  /** False where the warehouse has no such relation, as for an ephemeral model: schema and name are those that it would have. */
  readonly exists: boolean
  /** What SQL that reads it calls it, unquoted and in lower case: `analytics.brand`, or the name of a view of the session or of a CTE. */
  readonly called: string
  /** True for what is a part of the SQL that reads it. */
  readonly isInlined: boolean
}

export interface CompiledCall {
  readonly kind: "ref" | "source"
  readonly parts: readonly string[]
  readonly version?: string | number | undefined
}

export interface CompiledColumn {
  readonly name: string
  /** As it is declared, else as the SQL gives it; undefined where neither is known. */
  readonly type: string | undefined
  /** As it is declared; empty where nothing is said. */
  readonly description: string
  /** The columns that flow into it; undefined where the model was not analysed. */
  readonly from: readonly CompiledOrigin[] | undefined
  /** Whether these are all of them. */
  readonly complete: boolean
  /** The SQL that computes it; undefined where it is a column as it is, and where the model was not analysed. */
  readonly expression: string | undefined
}

interface CompiledOrigin {
  /** Unique id. */
  readonly node: string
  readonly column: string
  readonly kind: ColumnOrigin["kind"]
}

/** A macro or a generic test. */
export interface CompiledMacro {
  /** `macro.luxury_brands.by_week`; of a generic test `macro.luxury_brands.test_positive`. */
  readonly uniqueId: string
  readonly name: string
  readonly packageName: string
  /** Of its file. */
  readonly path: string
  /** True for what is in no file of the project. */
  readonly isBuiltIn: boolean
  /** The block or the function, as it is written. */
  readonly definition: string
  /** What decides whether it is another macro than before. */
  readonly source: LuxMacro
  /** Names of what it takes. */
  readonly parameters: readonly string[]
  /** Unique ids of the macros that it calls. */
  readonly macros: readonly string[]
  /** What a properties file says about it. */
  readonly properties: Plain<MacroProperties> | undefined
}

export interface CompiledDocsBlock {
  readonly name: string
  readonly packageName: string
  readonly path: string
  readonly text: string
}
