/** The programmatic interface. The command line is built on it and on nothing below it but run events. */

import type { LuxError } from "../errors.ts"
import type { StateChange } from "../graph/state/compare-nodes.ts"
import type { ResourceKind } from "../project/resource-kinds.ts"
import type { CompiledResult } from "../record/compile-record.ts"
import type { Exported } from "../run/commands/export.ts"
import type { OperationResult } from "../run/commands/run-operation.ts"
import type { FreshnessRun } from "../run/commands/source-freshness.ts"
import type { RunEvent } from "../run/events.ts"
import type { RunResult } from "../run/results.ts"
import type { CollectOptions, CollectResult, MissedTick } from "./collect/collect-types.ts"
import type { ProfileOptions, ProfileResult } from "./commands/profile-types.ts"
import type {
  CheckHistory,
  CompactedHistory,
  CompactOptions,
  JanitorOptions,
  JanitorResult,
  MetricHistory,
  QualityOptions,
  RelationQuality,
  Status,
  StatusOptions,
} from "./commands/quality-types.ts"
import type { PackagedFunction } from "./lambdas/package-functions.ts"
import type {
  AcceptOptions,
  CloneOptions,
  CompileOptions,
  DeferOptions,
  DepsOptions,
  DropOptions,
  DroppedFile,
  ExportOptions,
  FreshnessOptions,
  GenerateDocsOptions,
  GenerateLookerOptions,
  ListOptions,
  LookOptions,
  OperationOptions,
  OrchestrateOptions,
  RetryOptions,
  RunCommand,
  RunOptions,
  ServeDocsOptions,
  ShowOptions,
} from "./options.ts"

export type { ErrorCode } from "../error-codes.ts"
export type {
  LuxError,
  LuxErrorDetails,
  LuxErrors,
  Place,
  RelatedPlace,
} from "../errors.ts"
export type { IndirectSelection } from "../graph/selection.ts"
export type { ChangedPart, StateChange } from "../graph/state/compare-nodes.ts"
export type { CompiledResult } from "../record/compile-record.ts"
export type { Exported } from "../run/commands/export.ts"
export type { OperationResult, StatementDone } from "../run/commands/run-operation.ts"
export type { FreshnessRun, SourceFreshness } from "../run/commands/source-freshness.ts"
export type { OnEvent, RunEvent } from "../run/events.ts"
export type { CheckResult, CheckStatus, NodeCost, NodeResult, NodeStatus, RunResult } from "../run/results.ts"
export type * from "./collect/collect-types.ts"
export type * from "./commands/profile-types.ts"
export type * from "./commands/quality-types.ts"
export type { PackagedFunction } from "./lambdas/package-functions.ts"
export type {
  AcceptOptions,
  CloneOptions,
  CompileOptions,
  DeferOptions,
  DepsOptions,
  DropOptions,
  DroppedFile,
  ExportOptions,
  FreshnessOptions,
  GenerateDocsOptions,
  GenerateLookerOptions,
  ListOptions,
  LookOptions,
  LuxOptions,
  OperationOptions,
  OrchestrateOptions,
  RetryOptions,
  RunCommand,
  RunOptions,
  SelectionOptions,
  ServeDocsOptions,
  ShownMetrics,
  ShowOptions,
  WarnErrorOptions,
} from "./options.ts"

/** A run that is going on: a promise of its result, with its events as they come. */
export interface LuxRun extends Promise<RunResult> {
  /**
   * Every event of the run from its beginning, to each loop over it; ends with the run, and with its error where it fails.
   * Leaving the loop leaves the run going on: an `AbortSignal` ends it.
   */
  readonly events: AsyncIterable<RunEvent>
}

export interface ShowResult {
  /** Name of the node, or `inline_query`. */
  readonly node: string
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly rows: readonly Readonly<Record<string, unknown>>[]
  readonly warehouse: string
}

export interface GeneratedLooker {
  readonly folder: string
  /** Relative to the folder. */
  readonly files: readonly string[]
}

export interface GeneratedOrchestration {
  readonly folder: string
  /** Relative to the folder. */
  readonly files: readonly string[]
  /** Ids of the DAGs. */
  readonly dags: readonly string[]
}

export interface CheckedLooker {
  readonly files: number
  readonly views: number
}

export interface CreateUnitTestOptions {
  /** Name of the model. */
  readonly model: string
  /** How many rows are to come of it, where it has as many; 3 by default. */
  readonly limit?: number | undefined
  /** Name of the test; `MODEL_from_present_data` by default. */
  readonly name?: string | undefined
  readonly lockTimeoutSeconds?: number | undefined
  readonly signal?: AbortSignal | undefined
}

export interface CreatedUnitTest {
  readonly name: string
  readonly model: string
  /** The properties file that it stands in, relative to the project, and its line there. */
  readonly path: string
  readonly line: number
  /** Rows of each input. */
  readonly given: readonly { readonly input: string; readonly rows: number }[]
  readonly expected: number
}

export interface ListedNode {
  readonly uniqueId: string
  readonly resourceType: ResourceKind
  readonly name: string
  readonly path: string
  /** What `--select` takes to name it: `luxury_brands.marts.popularity_factor`. */
  readonly selector: string
  /** What is known of it, by dbt's names: `tags`, `config`, `depends_on` and so on; null what it does not have. */
  readonly properties: Readonly<Record<string, unknown>>
  /** Where `reasons` are asked for: `"new"`, or each difference from the earlier state; none where it is unmodified. */
  readonly changes?: "new" | readonly StateChange[] | undefined
}

export interface ParseResult {
  readonly project: string
  /** `{ model: 14, seed: 1, ... }` */
  readonly counts: Readonly<Record<string, number>>
  readonly warnings: readonly LuxError[]
}

/** A column of a model, seed or source: `popularity_factor`, `lake.media`; and the column's name. */
export interface LineageNode {
  readonly uniqueId: string
  readonly name: string
  readonly column: string
}

export interface LineageStep {
  readonly from: LineageNode
  readonly to: LineageNode
  /** The value as it is, something computed from it, or from many rows. */
  readonly kind: "identity" | "transformation" | "aggregation"
}

export interface LineageResult {
  readonly column: LineageNode
  /** What flows into the column, the nearest first. */
  readonly up: readonly LineageStep[]
  /** What the column flows into, the nearest first. */
  readonly down: readonly LineageStep[]
  /** Columns on the way up whose origins are not all known. */
  readonly incomplete: readonly LineageNode[]
}

export interface GeneratedDocs {
  /** Where `manifest.json` and `catalog.json` are, relative to the project. */
  readonly folder: string
  /** The page to open, relative to the project. */
  readonly site: string
  /** How many of the project's relations the warehouse has. */
  readonly relations: number
}

export interface ServedDocs {
  /** `http://127.0.0.1:8080/` */
  readonly address: string
  /** True where the site was generated first. */
  readonly generated: boolean
  close(): Promise<void>
}

/** A job or cluster of a Spark service. */
export interface SparkRun {
  readonly id: string
  /** `EMR cluster`, `EMR Serverless job`. */
  readonly what: string
  readonly state: string
  readonly since: Date | undefined
  /** Id of the command that started it. */
  readonly invocation: string
}

export interface DebugCheck {
  readonly name: string
  readonly ok: boolean
  readonly detail: string
  /** What to do when it is not well. */
  readonly hint?: string | undefined
}

export interface DepsResult {
  /** Name of the lock file. */
  readonly lock: string
  /** Each after the packages that it uses itself. */
  readonly packages: readonly {
    readonly name: string
    /** Such as `git https://...`, without credentials. */
    readonly from: string
    /** The commit or version; undefined for a folder. */
    readonly resolved: string | undefined
    readonly status: "installed" | "unchanged" | "linked" | "locked"
  }[]
}

/** Names that a command line may hold, for completion. */
export interface ProjectNames {
  /** A source by `source.table`. */
  readonly nodes: readonly { readonly name: string; readonly type: ResourceKind }[]
  readonly tags: readonly string[]
  /** `source` and `source.table`. */
  readonly sources: readonly string[]
  readonly exposures: readonly string[]
  readonly collectors: readonly string[]
  readonly packages: readonly string[]
  readonly groups: readonly string[]
  /** That hold resources, relative to the project. */
  readonly folders: readonly string[]
  readonly targets: readonly string[]
  /** Of selectors.yml. */
  readonly selectors: readonly string[]
}

export interface CleanResult {
  readonly removed: readonly string[]
}

export interface Lux {
  /** Runs collectors: asks the API and writes files to the lake. Never part of a build. */
  collect(options?: CollectOptions): Promise<CollectResult>
  /** The ticks of the last seven days that have no report, or none that is complete. */
  missedTicks(options?: {
    readonly collectors?: readonly string[] | undefined
  }): Promise<readonly MissedTick[]>
  /** Bundles the functions of `lambdas/` into zips: the same sources give the same bytes. */
  packageFunctions(options?: {
    readonly names?: readonly string[] | undefined
    /** From the project's folder on; `lambdas` in the target folder by default. */
    readonly outputDir?: string | undefined
  }): Promise<readonly PackagedFunction[]>
  /** Reads the project. `writeJson` leaves `lux.json` and `manifest.json` too, as every command does that compiles or runs. */
  parse(options?: { readonly writeJson?: boolean }): Promise<ParseResult>
  list(options?: ListOptions): Promise<readonly ListedNode[]>
  /**
   * Writes the compiled SQL under `target/compiled/` and returns it. Needs no warehouse, but for `defer` without
   * `favorState`, which asks it what is there.
   */
  compile(options?: CompileOptions): Promise<readonly CompiledResult[]>
  /** The one compiled statement of `--inline`. */
  compileInline(sql: string, options?: DeferOptions & LookOptions): Promise<CompiledResult>
  /** Where a column comes from and where it goes: `popularity_calculation.sum_rank`. Needs no warehouse. */
  lineage(column: string): Promise<LineageResult>
  /** How every relation's checks stand, from the quality history. Rejects with LUX-2430 where there is none. */
  quality(options?: QualityOptions): Promise<readonly RelationQuality[]>
  /** What ran, what failed, what is late and what is red, from the history and the ledger of the target. */
  status(options?: StatusOptions): Promise<Status>
  /**
   * Lists what lux made of this project and target and nothing makes any more, and drops it with `drop`. Rejects with LUX-2430
   * where there is no history, which knows what lux made.
   */
  janitor(options?: JanitorOptions): Promise<JanitorResult>
  /** The results of one check, by its name or unique id. */
  qualityHistory(check: string, options?: QualityOptions): Promise<CheckHistory>
  /** What was measured of `relation.column`, or of a relation's rows. */
  qualityMetrics(of: string, options?: QualityOptions): Promise<MetricHistory>
  /** Moves the history's old rows to Parquet files next to the stage batches, or deletes them. */
  qualityCompact(options?: CompactOptions): Promise<CompactedHistory>
  /** Seeds, snapshots and models with their checks: what fails is not published. */
  build(options?: RunOptions): LuxRun
  /** Models without their checks. */
  run(options?: RunOptions): LuxRun
  /** The checks of what is published. */
  test(options?: RunOptions): LuxRun
  /** Seeds. */
  seed(options?: RunOptions): LuxRun
  /** Snapshots, without their checks. */
  snapshot(options?: RunOptions): LuxRun
  /**
   * A run by its command's name. Rejects with LuxError or LuxErrors, before anything is touched, when the project or the
   * selection is wrong; what fails while it runs is in the result.
   */
  execute(command: RunCommand, options?: RunOptions): LuxRun
  /**
   * Does again what failed or was skipped in the last run, with its command and its options; those given here go before.
   * Where nothing is left to do, it says so as a notice. Rejects with LUX-2331 or LUX-2332 where no run is known.
   */
  retry(options?: RetryOptions): LuxRun
  /** Stages files that are set aside because their batch failed, whatever their checks say. Rejects with LUX-3255. */
  acceptFiles(options: AcceptOptions): LuxRun
  /** Gives files up that are set aside. Rejects with LUX-3255. */
  dropFiles(options: DropOptions): Promise<readonly DroppedFile[]>
  /** How old sources are that say how old they may be. What goes wrong with one of them is in its result. */
  sourceFreshness(options?: FreshnessOptions): Promise<FreshnessRun>
  /**
   * Runs the statements that a macro or a template prints, in one transaction unless the options or the statements say
   * otherwise. Rejects with what is wrong; then nothing of the transaction is left.
   */
  runOperation(options: OperationOptions): Promise<OperationResult>
  /**
   * Compiles everything and leaves the documentation site, and `manifest.json` and `catalog.json` (columns and types as the
   * warehouse has them) for tools that document a project. What the warehouse could not tell is the warning LUX-3100.
   */
  generateDocs(options?: GenerateDocsOptions): Promise<GeneratedDocs>
  /** Serves the documentation site to this machine until it is closed; generates it first where it is missing or old. */
  serveDocs(options?: ServeDocsOptions): Promise<ServedDocs>
  /** Makes in the target what `state` has: tables as copies, views again. What is there stays, unless it is to be replaced. */
  clone(options: CloneOptions): LuxRun
  /**
   * Writes the rows of what is built into files, one relation after the other. Rejects with LUX-2670 to LUX-2672, before
   * anything is written, for what cannot be exported.
   */
  export(options: ExportOptions): Promise<readonly Exported[]>
  show(options: ShowOptions): Promise<ShowResult>
  /**
   * Writes LookML of models and metrics into a folder. Throws LUX-3141 where a file of somebody else is in the way,
   * LUX-3140 for what Looker would refuse.
   */
  generateLooker(options: GenerateLookerOptions): Promise<GeneratedLooker>
  /** Writes Airflow DAGs of the graph. Throws LUX-3403 and LUX-3404. */
  orchestrate(options: OrchestrateOptions): Promise<GeneratedOrchestration>
  /** Holds the LookML of a folder against itself and the project's columns. Throws LUX-3140, LUX-3142, LUX-3143. */
  checkLooker(folder: string): Promise<CheckedLooker>
  /**
   * Writes a unit test of a model from present data into its properties file: few rows of what it reads that lead to rows
   * of it, and those. Throws LUX-2461 for a model that there is not, LUX-2302 without a warehouse, LUX-2470 where no rows
   * are found.
   */
  createUnitTest(options: CreateUnitTestOptions): Promise<CreatedUnitTest>
  /** Measures every column of a model, seed, snapshot, source or of files, and proposes checks. */
  profile(options: ProfileOptions): Promise<ProfileResult>
  /** Spark jobs and clusters that lux started for this project and that still run. Throws LUX-3276 for a target without Spark. */
  sparkRuns(): Promise<readonly SparkRun[]>
  /** Stops them, or those of these ids. Throws LUX-3276 for one that is not among them. */
  stopSparkRuns(ids: readonly string[] | "all"): Promise<readonly SparkRun[]>
  /**
   * What is configured, found and reachable. Does not throw for what is not well: it says so. `tell` gets each check as soon as it
   * is known.
   */
  debug(tell?: (check: DebugCheck) => void): Promise<readonly DebugCheck[]>
  clean(): Promise<CleanResult>
  /** What a shell may complete; of a project with errors, what its files tell. */
  names(): Promise<ProjectNames>
  /**
   * Installs the packages of `packages.yml` as they are locked, and locks those that are new. Throws LUX-108x for what
   * does not go together, LUX-2006 for what cannot be fetched.
   */
  deps(options?: DepsOptions): Promise<DepsResult>
  /** The folder of lux_project.yml. Throws LUX-1001 where there is none. */
  root(): string
  /** Warnings found while the project was read (after any of the calls above), without those that are silenced. */
  readonly warnings: readonly LuxError[]
}
