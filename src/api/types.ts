/** The programmatic interface. The command line is built on it and on nothing below it but run events. */
import type { LuxError } from "../errors.ts"
import type { OnEvent } from "../run/events.ts"
import type { RunResult } from "../run/results.ts"

export interface LuxOptions {
  /** Absolute path of the project's folder, or of one inside it. */
  readonly projectDir: string
  readonly target?: string | undefined
  readonly targetPath?: string | undefined
  /** `--vars`: YAML or JSON text. */
  readonly vars?: string | undefined
  readonly env: Readonly<Record<string, string | undefined>>
  /** False: nothing is taken from the record of an earlier command, and none is kept. */
  readonly cache?: boolean | undefined
}

export interface SelectionOptions {
  /** Each entry as on the command line; several are a union. Empty: everything. */
  readonly select?: readonly string[]
  readonly exclude?: readonly string[]
}

export interface RunOptions extends SelectionOptions {
  readonly threads?: number | undefined
  readonly fullRefresh?: boolean
  readonly failFast?: boolean
  /** Plans and tells the SQL as `dry-run-sql` events; touches nothing. */
  readonly dryRun?: boolean
  /** How long to wait for another process to let go of the database file; 0: not at all. */
  readonly lockTimeoutSeconds?: number
  readonly signal?: AbortSignal
  readonly onEvent?: OnEvent
}

export type RunCommand = "run" | "test" | "build" | "seed"

export interface ShowOptions {
  /** Name of a model, seed, source (`lake.media`) or test; or else `inline`. */
  readonly node?: string
  /** Templated SQL. */
  readonly inline?: string
  /** Rows at most; -1 for all. */
  readonly limit: number
  readonly lockTimeoutSeconds?: number
  readonly signal?: AbortSignal
}

export interface ShowResult {
  /** Name of the node, or `inline_query`. */
  readonly node: string
  readonly columns: readonly { readonly name: string; readonly type: string }[]
  readonly rows: readonly Readonly<Record<string, unknown>>[]
  readonly warehouse: string
}

export interface ListedNode {
  readonly uniqueId: string
  readonly resourceType: "model" | "seed" | "source" | "test" | "exposure"
  readonly name: string
  readonly path: string
  /** What `--select` takes to name it: `luxury_brands.marts.popularity_factor`. */
  readonly selector: string
}

export interface CompiledResult {
  readonly uniqueId: string
  readonly name: string
  readonly sql: string
  /** Relative to the project. */
  readonly path: string
}

export interface ParseResult {
  readonly project: string
  /** `{ model: 14, seed: 1, ... }` */
  readonly counts: Readonly<Record<string, number>>
  readonly warnings: readonly LuxError[]
}

export interface DebugCheck {
  readonly name: string
  readonly ok: boolean
  readonly detail: string
  /** What to do when it is not well. */
  readonly hint?: string | undefined
}

export interface CleanResult {
  readonly removed: readonly string[]
}

export interface Lux {
  parse(): Promise<ParseResult>
  list(options: SelectionOptions): Promise<readonly ListedNode[]>
  /** Writes the compiled SQL under `target/compiled/` and returns it. Needs no warehouse. */
  compile(options: SelectionOptions): Promise<readonly CompiledResult[]>
  /** The one compiled statement of `--inline`. */
  compileInline(sql: string): Promise<CompiledResult>
  execute(command: RunCommand, options: RunOptions): Promise<RunResult>
  show(options: ShowOptions): Promise<ShowResult>
  /** What is configured, found and reachable. Does not throw for what is not well: it says so. */
  debug(): Promise<readonly DebugCheck[]>
  clean(): Promise<CleanResult>
  /** Warnings found while the project was read (after any of the calls above). */
  readonly warnings: readonly LuxError[]
}
