import type { SparkResult, SparkScript } from "./script.ts"

/** What runs scripts on Spark: a process here, or a service. */
export interface SparkRunner {
  /** Begins; `tell` is reported each state. What goes wrong rejects the result, also what goes wrong at once. */
  run(script: SparkScript, tell: (message: string) => void): SparkJob
  /** Ends what runs, and what was started for it. */
  close(): Promise<void>
}

export interface SparkJob {
  /** Rejects with `Interrupted` where it was cancelled. */
  readonly result: Promise<SparkResult>
  /** Ends the work soon; also when it has ended. */
  cancel(): void
}
