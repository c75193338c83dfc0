/** What the files of a project declare, typed. Everything authored keeps its place. */

import type { LuxError, Place } from "../errors.ts"
import type { SecretNames } from "../secrets.ts"
import type { SourceFile } from "../template/source-file.ts"
import type { GenericTest, MacroTable, Template } from "../template/types.ts"
import type { Collector } from "./collectors/collector-types.ts"
import type { Physical } from "./config/physical-schemas.ts"
import type { Dashboard } from "./dashboards/dashboard-types.ts"
import type { Materialization } from "./materializations.ts"
import type { ColumnSemantics, Metric, UnsupportedKey } from "./metrics/metric-types.ts"
import type { OrchestrateSettings } from "./orchestrate-keys.ts"
import type { KindWith, ResourceKind } from "./resource-kinds.ts"
import type { DocsBlock } from "./resources/docs-blocks.ts"
import type {
  Access,
  Constraint,
  Contract,
  Group,
  MacroProperties,
  ModelVersion,
  NodeDocs,
  Owner,
  PersistDocs,
} from "./resources/governance.ts"
import type { Snapshot } from "./resources/snapshot-types.ts"
import type { SourceTable } from "./resources/source-types.ts"
import type { Target } from "./target/target-types.ts"
import type { UnitTest } from "./tests/unit-test-types.ts"
import type { WarehouseType } from "./warehouses.ts"

export type { Collector } from "./collectors/collector-types.ts"
export type {
  Constraint,
  ConstraintType,
  Contract,
  Group,
  MacroProperties,
  ModelVersion,
  NodeDocs,
  Owner,
  PersistDocs,
} from "./resources/governance.ts"
export type {
  HardDeletes,
  Snapshot,
  SnapshotMetaColumns,
  SnapshotStrategy,
} from "./resources/snapshot-types.ts"
export type { Age, ExternalFiles, Freshness, LoadedAt, SourceTable } from "./resources/source-types.ts"
export type {
  BatchFormat,
  PostgresTarget,
  RedshiftTarget,
  Target,
} from "./target/target-types.ts"
export type { GivenInput, UnitTest, WrittenRows } from "./tests/unit-test-types.ts"

/** A dialect that a project is authored in or that an engine speaks. */
export type SqlDialect = WarehouseType

export interface Project {
  /** Absolute path of the folder that holds lux_project.yml. */
  readonly root: string
  readonly name: string
  readonly version: string
  readonly dialect: SqlDialect
  /** False: the project file says no dialect, and the default is meant. */
  readonly isDialectSaid: boolean
  readonly target: Target
  /** Every target's name, for messages. */
  readonly targetNames: readonly string[]
  /** Absolute path of the artifacts' folder. */
  readonly targetPath: string
  /** The flags that it was opened with: for the commands that messages name. */
  readonly opening: readonly string[]
  readonly vars: Readonly<Record<string, unknown>>
  /** The environment that the project sees: the process's over `.env`. */
  readonly env: Readonly<Record<string, string | undefined>>
  /** Variables that are secrets, or are none, whatever their names say. */
  readonly secretNames: SecretNames
  /** Where the quality history is, as it is called in the warehouse. */
  readonly qualitySchema: string
  readonly looker: LookerSettings
  readonly orchestrate: OrchestrateSettings
  readonly queryComment: QueryComment
  readonly onRunStart: readonly Template[]
  readonly onRunEnd: readonly Template[]
  /** What the project's own templates see: of packages, each by its package and name, and by its name where no other has it. */
  readonly macros: MacroTable
  /** In the same way. */
  readonly genericTests: ReadonlyMap<string, GenericTest>
  /** The packages that it uses, each after those that it uses itself. */
  readonly packages: readonly ProjectPackage[]
  /** All resources whose `enabled` is not false, ordered by unique id. */
  readonly resources: readonly Resource[]
  readonly disabled: readonly Resource[]
  /** Ordered by name. */
  readonly groups: readonly Group[]
  /** What is said about macros and generic tests, ordered by name. */
  readonly macroProperties: readonly MacroProperties[]
  /** True: packages may read its models only where they are public. */
  readonly restrictAccess: boolean
  readonly docsBlocks: ReadonlyMap<string, DocsBlock>
  /** Where collectors write: an absolute path, or an address on S3. */
  readonly collectTo: string
  /** What was found while reading that stops nothing. */
  readonly warnings: readonly LuxError[]
}

/** An installed package. */
export interface ProjectPackage {
  readonly name: string
  readonly version: string
  /** Relative to the project, with forward slashes. */
  readonly folder: string
  /** What its own templates see. */
  readonly vars: Readonly<Record<string, unknown>>
  readonly macros: MacroTable
  /** True: others may read its models only where they are public. */
  readonly restrictAccess: boolean
}

/** What `lux looker generate` writes. */
export interface LookerSettings {
  /** Whether lux_project.yml has `looker:`, so that what Looker refuses is told by lux parse. */
  readonly isDeclared: boolean
  /** The name of the LookML model. */
  readonly model: string
  /** The connection that Looker has. */
  readonly connection: string
  /** Of the names of views. */
  readonly prefix: string
  /** The models that become views, as `--select` takes them; empty: all that are relations. */
  readonly select: readonly string[]
}

export interface QueryComment {
  /** Undefined when comments are off. */
  readonly comment: Template | undefined
  readonly append: boolean
}

export interface ResourceOfKind {
  readonly model: Model
  readonly seed: Seed
  readonly snapshot: Snapshot
  readonly source: SourceTable
  readonly test: DataTest
  readonly unit_test: UnitTest
  readonly exposure: Exposure
  readonly collector: Collector
}

export type Resource = ResourceOfKind[ResourceKind]

/** What lux makes in the warehouse. */
export type Built = ResourceOfKind[KindWith<"built">]

/** What ref and source name. */
export type Relational = ResourceOfKind[KindWith<"relational">]

export interface ResourceBase {
  /** `model.luxury_brands.popularity_factor` */
  readonly uniqueId: string
  readonly name: string
  readonly packageName: string
  /** Of the file that defines it, relative to the project. */
  readonly path: string
  /** Package, folders, name: what selection by name follows. */
  readonly fqn: readonly string[]
  readonly place: Place
  readonly description: string
  /** Names of the docs blocks that its description refers to. */
  readonly docsBlocks?: readonly string[] | undefined
  readonly tags: readonly string[]
  readonly meta: Readonly<Record<string, unknown>>
  readonly enabled: boolean
  /** Name of the group that it belongs to; a generic test belongs to that of what it is declared on. */
  readonly group?: string | undefined
  /** Unique id of the collector that writes it. */
  readonly collectedBy?: string | undefined
  /** The configuration keys (of a source also `schema`, `identifier`, `external`) whose values are templates, as written. */
  readonly unrendered?: Readonly<Record<string, unknown>> | undefined
}

export interface Column {
  readonly name: string
  readonly description: string
  /** Names of the docs blocks that its description refers to. */
  readonly docsBlocks?: readonly string[] | undefined
  readonly dataType: string | undefined
  readonly tags: readonly string[]
  readonly meta: Readonly<Record<string, unknown>>
  readonly quote: boolean
  readonly constraints: readonly Constraint[]
  readonly semantics?: ColumnSemantics | undefined
  readonly place: Place
}

/** A template with the place that it was authored at: SQL of a hook. */
export interface Hook {
  readonly sql: Template
  /** False: runs by itself, outside the transaction that publishes. */
  readonly transaction: boolean
}

export interface RelationConfig {
  readonly alias: string | undefined
  /** Exact schema from `+schema`; undefined: the target's. */
  readonly schema: string | undefined
  readonly preHooks: readonly Hook[]
  readonly postHooks: readonly Hook[]
  /** Privilege -> grantees. */
  readonly grants: Readonly<Record<string, readonly string[]>>
  readonly indexes: readonly { readonly columns: readonly string[]; readonly unique: boolean }[]
  readonly fullRefresh: boolean | undefined
  readonly persistDocs: PersistDocs
  readonly docs: NodeDocs
  /** How a new version takes a table's place; undefined: as is best for the warehouse and the table's size. */
  readonly publish: "swap" | "replace" | undefined
  readonly physical: Physical
}

type IncrementalStrategy = "append" | "delete+insert" | "merge"
type OnSchemaChange = "ignore" | "fail" | "append_new_columns" | "sync_all_columns"

export interface ModelConfig extends RelationConfig {
  readonly materialized: Materialization
  readonly incrementalStrategy: IncrementalStrategy
  readonly uniqueKey: readonly string[]
  /** The column that says which version of a row is newer: an upsert never replaces a newer row by an older one. */
  readonly sequenceBy: string | undefined
  /** Of a stage: conditions over its columns; a record that one is true of is rejected. */
  readonly rejectIf: readonly RejectIf[]
  /** Of a stage: the share of the records of a batch that may be rejected; undefined: all. */
  readonly maxRejected: number | undefined
  readonly incrementalPredicates: readonly string[]
  readonly mergeUpdateColumns: readonly string[] | undefined
  readonly mergeExcludeColumns: readonly string[] | undefined
  readonly onSchemaChange: OnSchemaChange
  /** What is done where a materialized view is there that was made of something else. */
  readonly onConfigurationChange: "apply" | "continue" | "fail"
  readonly contract: Contract
  /** Name of the group of models that are published in one transaction. */
  readonly publishTogether: string | undefined
  /** Every config as written and inherited, by its YAML key: for artifacts and selection by config. */
  readonly raw: Readonly<Record<string, unknown>>
}

export interface Model extends ResourceBase {
  readonly type: "model"
  readonly template: Template
  readonly config: ModelConfig
  readonly columns: readonly Column[]
  /** Those of the whole table; a column has its own. */
  readonly constraints: readonly Constraint[]
  readonly access: Access
  /** Of a view: what it reads is published together with it, if its checks pass. Says nothing of other models. */
  readonly gateUpstream: boolean
  /** Undefined for a model that has no versions. */
  readonly version: ModelVersion | undefined
  /** The version that a ref without one means. */
  readonly latestVersion: ModelVersion | undefined
  readonly metrics: readonly Metric[]
  /** Keys for metrics that lux keeps and does not use: its own, its columns' and its metrics'. */
  readonly unsupportedKeys: readonly (UnsupportedKey & { readonly of: string })[]
  /** ISO 8601, as written. */
  readonly deprecationDate: string | undefined
  /** The properties file that describes it. */
  readonly propertiesPath: string | undefined
}

interface SeedConfig extends RelationConfig {
  readonly columnTypes: Readonly<Record<string, string>>
  readonly delimiter: string
  readonly quoteColumns: boolean
  /** Name of the group that it is published with in one transaction. */
  readonly publishTogether: string | undefined
  readonly raw: Readonly<Record<string, unknown>>
}

export interface Seed extends ResourceBase {
  readonly type: "seed"
  readonly file: SourceFile
  readonly config: SeedConfig
  readonly columns: readonly Column[]
  readonly propertiesPath: string | undefined
}

/** `ref('x')` or `source('a', 'b')` written as a test's argument. */
export interface RelationArgument {
  readonly kind: "ref" | "source"
  readonly parts: readonly string[]
  /** The version that a ref asks for. */
  readonly version?: ModelVersion
  readonly place: Place
}

/** An argument of a generic test: a plain value, a relation, or a template to render. */
export type TestArgument =
  | { readonly kind: "value"; readonly value: unknown }
  | { readonly kind: "relation"; readonly relation: RelationArgument }
  | { readonly kind: "template"; readonly template: Template }

interface RejectIf {
  readonly name: string | undefined
  readonly sql: string
  readonly place: Place | undefined
}

export interface TestConfig {
  readonly severity: "error" | "warn"
  /** A comparison with the number of failures: `>10`, `!= 0`. */
  readonly warnIf: string
  readonly errorIf: string
  readonly where: string | undefined
  readonly limit: number | undefined
  readonly failCalc: string
  /** Share of the rows that must be right. */
  readonly mostly: number | undefined
  /** `reject`: records of failing rows are set aside, and the rest of the batch goes on. */
  readonly onFail: "fail" | "reject"
  /** Of fewer rows nothing can be said. */
  readonly minRows: number | undefined
  /** Expressions: the test is judged for each group by itself. */
  readonly groupBy: readonly string[]
  readonly storeFailuresSchema: string | undefined
  readonly raw: Readonly<Record<string, unknown>>
}

export interface DataTest extends ResourceBase {
  readonly type: "test"
  /** What its file and its table are called: its name, or what is short for a long one that was made of arguments. */
  readonly shortName: string
  readonly storeFailures: boolean
  readonly config: TestConfig
  readonly definition: GenericTestUse | SingularTest
}

export interface GenericTestUse {
  readonly kind: "generic"
  /** Name of the generic test: `unique`; with its package where that is another: `checks.positive`. */
  readonly test: string
  readonly arguments: Readonly<Record<string, TestArgument>>
  /** Unique id of the resource that it is declared on. */
  readonly attachedTo: string
  readonly column: string | undefined
}

interface SingularTest {
  readonly kind: "singular"
  readonly template: Template
}

export interface Exposure extends ResourceBase {
  readonly type: "exposure"
  /** The name that people read. */
  readonly label: string | undefined
  readonly exposureType: string
  readonly owner: Owner
  readonly url: string | undefined
  readonly maturity: string | undefined
  readonly dependsOn: readonly RelationArgument[]
  /** What it shows, where the project says so. */
  readonly dashboard?: Dashboard | undefined
}
