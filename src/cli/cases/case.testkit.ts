/** For tests: small projects that once went wrong, each run on the warehouses where its SQL makes sense. */
import type { Lux, RunCommand, RunOptions, RunResult } from "../../api/types.ts"
import type { Finished, ProcessOptions } from "../../dev/lux-process.testkit.ts"

export const warehouses = ["duckdb", "postgres", "redshift"] as const
export type CaseWarehouse = (typeof warehouses)[number]

export interface Case {
  /** Two digits, or `b` and two digits; the table is sorted by them. */
  readonly id: string
  readonly title: string
  /** Warehouses that it is not run on, and why. */
  readonly not?: Readonly<Partial<Record<CaseWarehouse, string>>>
  /** Builds the project and asserts what is right. */
  run(project: CaseProject): Promise<void>
}

/** Warehouses other than DuckDB where nothing of the case reaches a warehouse. */
export const withoutWarehouse = {
  postgres: "nothing of it reaches a warehouse",
  redshift: "nothing of it reaches a warehouse",
} as const

/** Values as text; null is null. */
export type Rows = readonly (readonly (string | null)[])[]

/** `vars` as `--vars` takes them: YAML or JSON text. */
interface CaseOptions extends RunOptions {
  readonly vars?: string | undefined
}

export interface CaseProject {
  readonly warehouse: CaseWarehouse
  readonly folder: string
  /** The schema that models are built in, as SQL names it. */
  readonly schema: string
  /** Path of the database file of DuckDB. */
  readonly database: string
  /** Writes files over those that are there; a `Buffer` as it is. */
  write(files: Readonly<Record<string, string | Uint8Array>>): void
  /** Adds keys to `lux_project.yml`; those of an earlier call are gone. */
  settings(yaml: string): void
  remove(path: string): void
  read(path: string): string
  lux(vars?: CaseOptions["vars"]): Lux
  execute(command: RunCommand, options?: CaseOptions): Promise<RunResult>
  /**
   * Runs a command and gives `name -> status` of its nodes. Where one went wrong the status is followed by the code of
   * its error: `error LUX-2133`.
   */
  statuses(command: RunCommand, options?: CaseOptions): Promise<Readonly<Record<string, string>>>
  /** `name -> status` of every check of a command. */
  checks(command: RunCommand, options?: CaseOptions): Promise<Readonly<Record<string, string>>>
  /** The messages of all errors of a run, with their hints, or of the run's refusal. */
  errors(command: RunCommand, options?: CaseOptions): Promise<string>
  /** Rows of a query with refs. */
  rows(sql: string): Promise<Rows>
  /** Runs statements as another program does, and gives the rows of each, values as text. */
  elsewhere(...sqls: readonly string[]): Promise<readonly Rows[]>
  /** The real command in the project's folder. */
  command(args: readonly string[], options?: ProcessOptions): Promise<Finished>
}
