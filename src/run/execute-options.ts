import type { LuxError } from "../errors.ts"
import type { Selected } from "../graph/select.ts"
import type { OnEvent } from "./events.ts"
import type { StagingChoice } from "./lake/staging-choice.ts"
import type { Asked } from "./next-commands.ts"
import type { RunResult } from "./results.ts"
import type { Defer } from "./session/defer.ts"
import type { OnStatement } from "./timed-warehouse.ts"
import type { WorkloadItem } from "./workload.ts"

export interface ExecuteOptions {
  readonly selected: Selected
  /** How the selection was written, for the history; undefined for everything. */
  readonly selection: string | undefined
  /** For the commands that hints name. */
  readonly asked: Asked
  readonly defer: Defer | undefined
  readonly threads: number
  readonly fullRefresh: boolean
  /** Of `lux lake accept` and `lux retry --rejects`. */
  readonly staging: StagingChoice | undefined
  /** What models and snapshots read is read without its rows; nothing is staged. */
  readonly empty: boolean
  readonly failFast: boolean
  /** False: what is built is published at once, and checked then. */
  readonly auditFirst: boolean
  readonly dryRun: boolean
  readonly lockTimeoutSeconds: number
  /** How long a node is waited for that another run builds. */
  readonly leaseTimeoutSeconds: number
  /** After the run the system tables are asked what it cost. */
  readonly showCost: boolean
  readonly signal: AbortSignal | undefined
  readonly onEvent: OnEvent
  /** Told each call of the warehouse. */
  readonly onStatement?: OnStatement | undefined
  /** Told what was done, and the paths of the files with what was sent, before the run ends, also where an error ends it. Gives warnings, throws nothing. */
  readonly onDone: (
    result: RunResult,
    items: readonly WorkloadItem[],
    executed: ReadonlySet<string>,
  ) => Promise<readonly LuxError[]>
}
