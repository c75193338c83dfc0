import type { OnEvent } from "./events.ts"
import { isWell, type Outcome } from "./outcome.ts"
import { Progress } from "./progress.ts"
import { groupsOf, type PublishGroup } from "./publish-group.ts"
import type { NodeResult } from "./results.ts"
import type { Task } from "./schedule.ts"
import type { Work, WorkloadItem } from "./workload.ts"

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

/**
 * The tasks of a run: each tells when it starts and ends, and leaves its result. Of models that are published together
 * one more does that; until then they have not ended.
 */
export function tasksFor(items: readonly WorkloadItem[], options: TaskOptions): readonly Task[] {
  const groups = groupsOf(items)
  const progress = new Progress(items, groups, options)
  return [
    ...items.map((item) => {
      const id = item.work.kind === "relation" ? item.work.together?.id : undefined
      const group = id === undefined ? undefined : groups.get(id)
      return group === undefined
        ? ownTask(item, progress, options)
        : memberTask(item, group, progress, options)
    }),
    ...[...groups.values()].map((group) => publishingTask(group, progress, options)),
  ]
}

/** What reads raw files takes longest and must not wait for tests, which have few rows. */
const weights = { stage: 3, relation: 1, test: 1, unit_test: 0 } as const satisfies Record<
  Work["kind"],
  number
>

/** A piece of work that is done when it has run. */
function ownTask({ work, after }: WorkloadItem, progress: Progress, { perform }: TaskOptions): Task {
  return {
    id: work.id,
    after,
    weight: weights[work.kind],
    run: async () => {
      const startedAt = progress.start(work)
      const outcome = await perform(work)
      progress.finish(work, startedAt, outcome)
      return isWell(outcome)
    },
    skip: (because) => progress.skip(work, because),
  }
}

/** A model of a group: well built, it waits for the others. */
function memberTask(
  { work, after }: WorkloadItem,
  group: PublishGroup,
  progress: Progress,
  { perform }: TaskOptions,
): Task {
  return {
    id: work.id,
    after,
    run: async () => {
      if (group.failed !== undefined) {
        progress.skip(work, group.failed.because, group)
        return false
      }
      const startedAt = progress.start(work)
      const outcome = await perform(work)
      if (!isWell(outcome)) {
        group.fail(work.id)
        progress.finish(work, startedAt, outcome)
        return false
      }
      group.add({ work, startedAt, outcome, builtAt: new Date() })
      if (group.failed !== undefined) {
        progress.leave(group)
        return false
      }
      progress.built(work, group)
      return true
    },
    skip: (because) => {
      group.fail(because)
      progress.skip(work, because)
    },
  }
}

/** Publishes a group once all its members are built. */
function publishingTask(group: PublishGroup, progress: Progress, { publish }: TaskOptions): Task {
  return {
    id: group.id,
    after: group.members,
    run: async () => {
      const outcomes = await publish(group.members)
      const due = [...outcomes].find(([, outcome]) => !isWell(outcome))
      if (due !== undefined) group.failPublishing(due[0])
      for (const [id, outcome] of outcomes) {
        const built = group.take(id)
        if (built !== undefined) progress.finish(built.work, built.startedAt, outcome, built.builtAt)
      }
      progress.leave(group)
      return due === undefined
    },
    skip: (because) => {
      group.fail(because)
      progress.leave(group)
    },
  }
}
