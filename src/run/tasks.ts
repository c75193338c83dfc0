import type { LuxError } from "../errors.ts"
import type { OnEvent } from "./events.ts"
import type { CheckResult, NodeResult, NodeStatus } from "./results.ts"
import type { Task } from "./schedule.ts"
import type { Work, WorkloadItem } from "./workload.ts"

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

export interface TaskOptions {
  readonly onEvent: OnEvent
  /** Where finished results go, in the order in which they finish. */
  readonly results: NodeResult[]
  /** Runs the work; must not throw. */
  readonly perform: (work: Work) => Promise<Outcome>
  readonly cancelled: () => boolean
}

/** The tasks of a run: each tells when it starts and ends, and leaves its result. */
export function tasksFor(items: readonly WorkloadItem[], options: TaskOptions): readonly Task[] {
  const total = items.length
  const names = new Map(items.map(({ work }) => [work.id, nameOf(work)]))
  let started = 0
  let finished = 0

  return items.map(({ work, after }) => ({
    id: work.id,
    after,
    run: async () => {
      started++
      const startedAt = new Date()
      const label = labelOf(work)
      options.onEvent({
        type: "node-started",
        uniqueId: work.id,
        label,
        kind: kindOf(work),
        index: started,
        total,
      })
      const outcome = await options.perform(work)
      finish(work, startedAt, outcome)
      return outcome.status === "ok" || outcome.status === "warn"
    },
    skip: (because) => finish(work, new Date(), skippedOutcome(because)),
  }))

  function finish(work: Work, startedAt: Date, outcome: Outcome): void {
    finished++
    const result: NodeResult = {
      uniqueId: work.id,
      label: labelOf(work),
      kind: kindOf(work),
      grants: work.kind === "relation" ? work.resource.config.grants : {},
      startedAt,
      finishedAt: new Date(),
      ...outcome,
    }
    options.results.push(result)
    options.onEvent({ type: "node-finished", result, index: finished, total })
    for (const check of outcome.checks) options.onEvent({ type: "check-finished", result: check })
  }

  function skippedOutcome(because: string | undefined): Outcome {
    const cancelled = because === undefined && options.cancelled()
    return {
      status: cancelled ? "cancelled" : "skipped",
      message:
        because === undefined
          ? cancelled
            ? "interrupted"
            : "an earlier failure ended the run"
          : reason(because),
      rows: undefined,
      checks: [],
      error: undefined,
      compiledPath: undefined,
    }
  }

  function reason(because: string): string {
    const result = options.results.find((each) => each.uniqueId === because)
    const check = result?.checks.find((each) => each.status === "fail" || each.status === "error")
    const name = names.get(because) ?? because
    return check === undefined
      ? `because ${name} did not come through`
      : `because ${name} failed ${check.name}`
  }
}

/** What kind of thing a piece of work makes, in one word. */
export function kindOf(work: Work): string {
  if (work.kind !== "relation") return work.kind
  return work.resource.type === "model" ? work.resource.config.materialized : work.resource.type
}

function nameOf(work: Work): string {
  return work.kind === "test" || work.kind === "unit_test" ? work.label : work.resource.name
}

/** What people call what a piece of work makes. */
export function labelOf(work: Work): string {
  return work.kind === "relation" ? work.relation.label : nameOf(work)
}
