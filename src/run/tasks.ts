import type { LuxError } from "../errors.ts"
import { wayOf } from "../project/materialized.ts"
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
  /** Publishes together what `perform` has built of one group; of what is not named in the outcome nothing came. */
  readonly publish: (ids: readonly string[]) => Promise<ReadonlyMap<string, Outcome>>
  readonly cancelled: () => boolean
}

/** The models of a group, while they wait for each other. */
interface Group {
  readonly id: string
  readonly name: string
  readonly members: string[]
  readonly built: Map<
    string,
    { readonly work: Work; readonly startedAt: Date; readonly outcome: Outcome; readonly builtAt: Date }
  >
  /** Why nothing of it is published: the id of what failed, or that the run was stopped. */
  failed: { readonly because: string | undefined } | undefined
}

/**
 * The tasks of a run: each tells when it starts and ends, and leaves its result. Of models that are published together
 * one more does that; until then they have not ended.
 */
export function tasksFor(items: readonly WorkloadItem[], options: TaskOptions): readonly Task[] {
  const total = items.length
  const names = new Map(items.map(({ work }) => [work.id, nameOf(work)]))
  const groups = groupsOf(items)
  let started = 0
  let finished = 0

  return [...items.map(taskOf), ...[...groups.values()].map(publishingTask)]

  function taskOf({ work, after }: WorkloadItem): Task {
    const group = work.kind === "relation" ? groups.get(work.together?.id ?? "") : undefined
    return {
      id: work.id,
      after,
      run: async () => {
        if (group?.failed !== undefined) {
          finish(work, new Date(), skippedOutcome(group.failed.because, group))
          return false
        }
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
        if (group === undefined || !isWell(outcome)) {
          if (group !== undefined) group.failed ??= { because: work.id }
          finish(work, startedAt, outcome)
          return isWell(outcome)
        }
        group.built.set(work.id, { work, startedAt, outcome, builtAt: new Date() })
        if (group.failed !== undefined) {
          leave(group)
          return false
        }
        const { id: uniqueId } = work
        options.onEvent({ type: "node-built", uniqueId, label, kind: kindOf(work), together: group.name })
        return true
      },
      skip: (because) => {
        if (group !== undefined) group.failed ??= { because }
        finish(work, new Date(), skippedOutcome(because))
      },
    }
  }

  function publishingTask(group: Group): Task {
    return {
      id: group.id,
      after: group.members,
      run: async () => {
        const outcomes = await options.publish(group.members)
        const due = [...outcomes].find(([, outcome]) => !isWell(outcome))
        if (due !== undefined) group.failed = { because: due[0] }
        for (const [id, outcome] of outcomes) {
          const built = group.built.get(id)
          group.built.delete(id)
          if (built !== undefined) finish(built.work, built.startedAt, outcome, built.builtAt)
        }
        leave(group)
        return due === undefined
      },
      skip: (because) => {
        group.failed ??= { because }
        leave(group)
      },
    }
  }

  /** Those that are built and come to nothing: what their checks found is told all the same. */
  function leave(group: Group): void {
    for (const { work, startedAt, outcome, builtAt } of group.built.values()) {
      const { checks, compiledPath } = outcome
      const skipped = skippedOutcome(group.failed?.because, group)
      finish(work, startedAt, { ...skipped, checks, compiledPath }, builtAt)
    }
    group.built.clear()
  }

  function finish(work: Work, startedAt: Date, outcome: Outcome, finishedAt = new Date()): void {
    finished++
    const result: NodeResult = {
      uniqueId: work.id,
      label: labelOf(work),
      kind: kindOf(work),
      grants: work.kind === "relation" ? work.resource.config.grants : {},
      startedAt,
      finishedAt,
      ...outcome,
    }
    options.results.push(result)
    options.onEvent({ type: "node-finished", result, index: finished, total })
    for (const check of outcome.checks) options.onEvent({ type: "check-finished", result: check })
  }

  function skippedOutcome(because: string | undefined, group?: Group): Outcome {
    const cancelled = because === undefined && options.cancelled()
    return {
      status: cancelled ? "cancelled" : "skipped",
      message:
        because === undefined
          ? cancelled
            ? "interrupted"
            : "an earlier failure ended the run"
          : `${reason(because)}${group === undefined ? "" : `, and it is published together with "${group.name}"`}`,
      rows: undefined,
      checks: [],
      error: undefined,
      compiledPath: undefined,
    }
  }

  function reason(because: string): string {
    const due = groups.get(because)?.failed?.because ?? because
    const result = options.results.find((each) => each.uniqueId === due)
    const check = result?.checks.find((each) => each.status === "fail" || each.status === "error")
    const name = names.get(due) ?? due
    return check === undefined
      ? `because ${name} did not come through`
      : `because ${name} failed ${check.name}`
  }
}

function groupsOf(items: readonly WorkloadItem[]): ReadonlyMap<string, Group> {
  const groups = new Map<string, Group>()
  for (const { work } of items) {
    if (work.kind !== "relation" || work.together === undefined) continue
    const { id, name } = work.together
    const group: Group = groups.get(id) ?? { id, name, members: [], built: new Map(), failed: undefined }
    groups.set(id, group)
    group.members.push(work.id)
  }
  return groups
}

function isWell({ status }: Outcome): boolean {
  return status === "ok" || status === "warn"
}

/** What kind of thing a piece of work makes, in one word. */
export function kindOf(work: Work): string {
  if (work.kind !== "relation") return work.kind
  return wayOf(work.resource)
}

function nameOf(work: Work): string {
  return work.kind === "test" || work.kind === "unit_test" ? work.label : work.resource.name
}

/** What people call what a piece of work makes. */
export function labelOf(work: Work): string {
  return work.kind === "relation" ? work.relation.label : nameOf(work)
}
