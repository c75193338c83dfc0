/** What calls of the programmatic interface take. */
import type { IndirectSelection } from "../graph/selection.ts"
import type { SchedulerName } from "../orchestrate/scheduler-names.ts"
import type { Exported } from "../run/commands/export.ts"
import type { StatementDone } from "../run/commands/run-operation.ts"
import type { SourceFreshness } from "../run/commands/source-freshness.ts"
import type { OnEvent } from "../run/events.ts"
import type { FileFormat } from "../warehouse/statements.ts"

export interface LuxOptions {
  /** The project's folder, or one inside it; the current folder when absent. */
  readonly projectDir?: string | undefined
  readonly target?: string | undefined
  readonly targetPath?: string | undefined
  /** `--vars`: YAML or JSON text. */
  readonly vars?: string | undefined
  /** What `env` in templates and the project's settings see; `process.env` when absent. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined
  /** False: nothing is taken from the record of an earlier command, and none is kept. */
  readonly cache?: boolean | undefined
  /** Which warnings are errors, and which are not told. */
  readonly warnErrorOptions?: WarnErrorOptions | undefined
}

/** Warnings by code (`LUX-1212`); LUX-2403 stands for checks of severity `warn` that found something. */
export interface WarnErrorOptions {
  /** These are errors; `"all"` for all of them. */
  readonly include?: "all" | readonly string[] | undefined
  /** Of those included, these stay warnings. */
  readonly exclude?: readonly string[] | undefined
  /** These are not told at all. */
  readonly silence?: readonly string[] | undefined
}

export interface SelectionOptions {
  /** Each entry as on the command line; several are a union. Empty: everything. */
  readonly select?: readonly string[] | undefined
  readonly exclude?: readonly string[] | undefined
  /** Name of a selection of `selectors.yml`, instead of the two above. */
  readonly selector?: string | undefined
  /** Which tests come along with what is selected; `eager` by default. */
  readonly indirectSelection?: IndirectSelection | undefined
  /** Only nodes of these types: `model`, `seed`, `test` ... Empty: of all. */
  readonly resourceTypes?: readonly string[] | undefined
  readonly excludeResourceTypes?: readonly string[] | undefined
  /**
   * Folder, or `s3://` address, with the artifacts of an earlier command, which `state:` and `result:` compare with. When
   * absent the last run that the target's `artifacts:` keeps.
   */
  readonly state?: string | undefined
}

export interface DeferOptions {
  /** Refs to what is not selected and not there mean the relations of `state`. */
  readonly defer?: boolean | undefined
  /** With `defer`: also where the own relation is there. */
  readonly favorState?: boolean | undefined
  /** Folder, or `s3://` address, with the artifacts of the state; when absent as for a selection. */
  readonly state?: string | undefined
}

export interface CompileOptions extends SelectionOptions, DeferOptions, LookOptions {}

/** Of commands that look into the warehouse, or may have to. */
export interface LookOptions {
  /** How long to wait for another process to let go of the database file; 0: not at all. */
  readonly lockTimeoutSeconds?: number | undefined
  readonly signal?: AbortSignal | undefined
}

export interface ExportOptions extends SelectionOptions, LookOptions {
  /** A folder, or an address such as `s3://bucket/prefix`; on Redshift an address. */
  readonly to: string
  /** `parquet` by default. */
  readonly format?: FileFormat | undefined
  /** Files that are there are written over; on Redshift what is under the node's own prefix goes first. */
  readonly overwrite?: boolean | undefined
  /** Redshift: a list of the files, `manifest`, is next to them. */
  readonly manifest?: boolean | undefined
  /** Told each relation as its files are there. */
  readonly onExported?: ((exported: Exported) => void) | undefined
}

export interface RunOptions extends SelectionOptions, DeferOptions {
  /** Unique ids of exactly what is meant, instead of a selection. */
  readonly only?: readonly string[] | undefined
  readonly threads?: number | undefined
  readonly fullRefresh?: boolean | undefined
  /** What models and snapshots read is read without its rows: a build of the columns alone. Nothing is staged. */
  readonly empty?: boolean | undefined
  readonly failFast?: boolean | undefined
  /** False: `build` publishes what it builds at once and checks it then, as dbt does. */
  readonly auditFirst?: boolean | undefined
  /** Plans and tells the SQL as `dry-run-sql` events; touches nothing. */
  readonly dryRun?: boolean
  /** Redshift: asks the system tables after the run what each node cost, for the result and a `run-cost` event. */
  readonly showCost?: boolean | undefined
  /** How long to wait for a node that another run builds, on Redshift and Postgres; 1800 by default, 0: not at all. */
  readonly leaseTimeoutSeconds?: number | undefined
  /** How long to wait for another process to let go of the database file; 0: not at all. */
  readonly lockTimeoutSeconds?: number | undefined
  /**
   * A name of the work that a scheduler may ask for again. A run that failed under the same name, by the same command and
   * selection, goes on with what it left undone. Needs `artifacts:` of the target.
   */
  readonly task?: string | undefined
  readonly signal?: AbortSignal | undefined
  readonly onEvent?: OnEvent | undefined
}

export type RunCommand = "run" | "test" | "build" | "seed" | "snapshot"

export interface CloneOptions extends SelectionOptions {
  /** Replaces what is there. */
  readonly fullRefresh?: boolean | undefined
  readonly lockTimeoutSeconds?: number | undefined
  readonly signal?: AbortSignal | undefined
  readonly onEvent?: OnEvent | undefined
}

/** Of runs that stage chosen files. */
export interface AcceptOptions extends Omit<RunOptions, keyof SelectionOptions | "only" | "fullRefresh"> {
  /** Names or paths of files that are set aside. */
  readonly files: readonly string[]
}

export interface DropOptions extends LookOptions {
  /** Names or paths of files that are set aside. */
  readonly files: readonly string[]
}

/** A raw file that was given up. */
export interface DroppedFile {
  /** Name of the stage model. */
  readonly stage: string
  readonly file: string
}

export interface RetryOptions extends Omit<RunOptions, keyof SelectionOptions | "only"> {
  /** Stages again what was rejected and what is set aside, instead of the last run. */
  readonly rejects?: boolean | undefined
  /** With `rejects`: of which stage models; all by default. */
  readonly select?: readonly string[] | undefined
  /**
   * The folder, or the `s3://` address, of the `run_results.json` to go by. When absent the target folder, and where that
   * has none the last run that the target's `artifacts:` keeps; with `task` the last one of that task.
   */
  readonly state?: string | undefined
}

export interface FreshnessOptions extends SelectionOptions {
  readonly threads?: number | undefined
  readonly lockTimeoutSeconds?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** Told each result as it comes. */
  readonly onResult?:
    | ((result: SourceFreshness, position: { readonly index: number; readonly total: number }) => void)
    | undefined
  /** Where to write what was found, from the project's folder on; `sources.json` in the target folder when absent. */
  readonly output?: string | undefined
}

export interface OperationOptions {
  /** Name of a macro; or else `sql`. */
  readonly macro?: string | undefined
  /** The macro's arguments by name: a map, or YAML or JSON text of one. */
  readonly args?: string | Readonly<Record<string, unknown>> | undefined
  /** Templated SQL. */
  readonly sql?: string | undefined
  /** Renders and gives the statements, touches nothing. */
  readonly dryRun?: boolean | undefined
  /** False: each statement is committed by itself. */
  readonly transaction?: boolean | undefined
  readonly lockTimeoutSeconds?: number | undefined
  readonly signal?: AbortSignal | undefined
  /** Told each statement once it has run. */
  readonly onStatement?: ((done: StatementDone) => void) | undefined
}

export interface ShowOptions extends DeferOptions, LookOptions {
  /** Name of a model, seed, source (`lake.media`) or test; or else `inline`. */
  readonly node?: string
  /** Of a stage model its rejects: `file`, `record`, `reason`, `field`, `message`, `raw`. */
  readonly rejects?: boolean | undefined
  /** Templated SQL. */
  readonly inline?: string
  /** Metrics by dimensions instead. */
  readonly metrics?: ShownMetrics
  /** The numbers of a dashboard's tile instead: `dashboard.tile`. */
  readonly tile?: string
  /** Rows at most; -1 for all, 5 when absent. */
  readonly limit?: number
}

export interface ShownMetrics {
  /** Names of metrics of one model. */
  readonly metrics: readonly string[]
  /** Columns of the model, or times cut to a unit: `ts__day`. */
  readonly by?: readonly string[] | undefined
  /** A condition on columns of the model, in the project's dialect. */
  readonly where?: string | undefined
}

export interface ListOptions extends SelectionOptions {
  /** With `state`: why each node counts as modified. */
  readonly reasons?: boolean | undefined
}

export interface GenerateLookerOptions {
  /** The folder for LookML. */
  readonly output: string
  /** The models that become views; those of `looker: select:` when absent. */
  readonly select?: readonly string[] | undefined
}

export interface OrchestrateOptions {
  readonly scheduler: SchedulerName
  /** The folder for its files. */
  readonly output: string
}

export interface GenerateDocsOptions extends LookOptions {
  /** The site is one file, `site/index.html`, with everything in it. */
  readonly singleFile?: boolean | undefined
  /** The folder of an earlier site: this one shows what is different. */
  readonly compare?: string | undefined
}

export interface ServeDocsOptions extends LookOptions {
  /** 0: any that is free. Absent: 8080, or any that is free. */
  readonly port?: number | undefined
}

export interface DepsOptions {
  /** Look for every package again, whatever is locked. */
  readonly upgrade?: boolean | undefined
  /** Write the lock, install nothing. */
  readonly lockOnly?: boolean | undefined
  readonly signal?: AbortSignal | undefined
}
