/** What a run tells while it goes on. Reporters turn events into text; nothing below the command line prints. */
import type { LuxError } from "../errors.ts"
import type { CheckResult, NodeCost, NodeResult, RunResult } from "./results.ts"

export type RunEvent =
  | {
      readonly type: "run-started"
      readonly invocationId: string
      readonly total: number
      readonly threads: number
    }
  | {
      readonly type: "node-started"
      readonly uniqueId: string
      readonly label: string
      readonly kind: string
      readonly index: number
      readonly total: number
    }
  | {
      /** Another run builds it. */
      readonly type: "node-waits"
      readonly uniqueId: string
      readonly label: string
      readonly kind: string
      /** Id of the other run. */
      readonly run: string
      /** Since when, by the warehouse's clock: `2024-03-04 05:00:00`, UTC. */
      readonly since: string
    }
  | {
      /** Built and checked; it waits for those that it is published together with. */
      readonly type: "node-built"
      readonly uniqueId: string
      readonly label: string
      readonly kind: string
      /** Name of its group. */
      readonly together: string
    }
  | {
      readonly type: "node-finished"
      readonly result: NodeResult
      readonly index: number
      readonly total: number
    }
  | { readonly type: "check-finished"; readonly result: CheckResult }
  | {
      readonly type: "warning"
      readonly error: LuxError
      /** True when the options for warnings make it an error, and it is too late to stop for it. */
      readonly isError?: boolean
    }
  | { readonly type: "notice"; readonly message: string }
  | {
      readonly type: "dry-run-sql"
      readonly uniqueId: string
      readonly purpose: string
      readonly sql: string
      /** Of a query that asks checks: their unique ids, and why they are asked so. */
      readonly asks?: { readonly checks: readonly string[]; readonly why: string }
    }
  /** Where it was asked for. */
  | { readonly type: "run-cost"; readonly costs: readonly NodeCost[] }
  | { readonly type: "run-finished"; readonly result: RunResult }

export type OnEvent = (event: RunEvent) => void
