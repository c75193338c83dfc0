import type { LuxError } from "../errors.ts"
import type { CheckResult, NodeStatus } from "./results.ts"

/** What running one piece of work came to. */
export interface Outcome {
  readonly status: NodeStatus
  readonly message: string
  readonly rows: number | undefined
  readonly checks: readonly CheckResult[]
  readonly error: LuxError | undefined
  readonly compiledPath: string | undefined
  /** Where a rejected version stays, as SQL names it. */
  readonly rejectedAs?: string | undefined
}

export function isWell({ status }: Pick<Outcome, "status">): boolean {
  return status === "ok" || status === "warn"
}
