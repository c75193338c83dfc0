import type { OnEvent } from "./events.ts"
import type { Outcome } from "./outcome.ts"
import type { PublishGroup } from "./publish-group.ts"
import type { NodeResult } from "./results.ts"
import { kindOf, labelOf, nameOf } from "./work-names.ts"
import type { Work, WorkloadItem } from "./workload.ts"

interface ProgressOptions {
  readonly onEvent: OnEvent
  /** Where finished results go, in the order in which they finish. */
  readonly results: NodeResult[]
  readonly cancelled: () => boolean
}

/** How far a run is: counts what starts and ends, tells it, and keeps the results. */
export class Progress {
  readonly #options: ProgressOptions
  readonly #groups: ReadonlyMap<string, PublishGroup>
  readonly #names: ReadonlyMap<string, string>
  readonly #total: number
  #started = 0
  #finished = 0

  constructor(
    items: readonly WorkloadItem[],
    groups: ReadonlyMap<string, PublishGroup>,
    options: ProgressOptions,
  ) {
    this.#options = options
    this.#groups = groups
    this.#names = new Map(items.map(({ work }) => [work.id, nameOf(work)]))
    this.#total = items.length
  }

  /** Gives the time. */
  start(work: Work): Date {
    this.#started++
    const startedAt = new Date()
    this.#options.onEvent({
      type: "node-started",
      uniqueId: work.id,
      label: labelOf(work),
      kind: kindOf(work),
      index: this.#started,
      total: this.#total,
    })
    return startedAt
  }

  /** Tells that a model is built, and waits for its group. */
  built(work: Work, group: PublishGroup): void {
    this.#options.onEvent({
      type: "node-built",
      uniqueId: work.id,
      label: labelOf(work),
      kind: kindOf(work),
      together: group.name,
    })
  }

  finish(work: Work, startedAt: Date, outcome: Outcome, finishedAt = new Date()): void {
    const { results, onEvent } = this.#options
    this.#finished++
    const result: NodeResult = {
      uniqueId: work.id,
      label: labelOf(work),
      kind: kindOf(work),
      grants: work.kind === "relation" ? work.resource.config.grants : {},
      startedAt,
      finishedAt,
      ...outcome,
    }
    results.push(result)
    onEvent({ type: "node-finished", result, index: this.#finished, total: this.#total })
    for (const check of outcome.checks) onEvent({ type: "check-finished", result: check })
  }

  /** Of what is not done. `because`: the id of what failed; undefined: the run was stopped. */
  skip(work: Work, because: string | undefined, group?: PublishGroup): void {
    this.finish(work, new Date(), this.#skipped(because, group))
  }

  /** Of a group that is not published: what the checks of its members found is reported all the same. */
  leave(group: PublishGroup): void {
    for (const { work, startedAt, outcome, builtAt } of group.takeAll()) {
      const { checks, compiledPath } = outcome
      const skipped = this.#skipped(group.failed?.because, group)
      this.finish(work, startedAt, { ...skipped, checks, compiledPath }, builtAt)
    }
  }

  #skipped(because: string | undefined, group: PublishGroup | undefined): Outcome {
    const cancelled = because === undefined && this.#options.cancelled()
    return {
      status: cancelled ? "cancelled" : "skipped",
      message:
        because === undefined
          ? cancelled
            ? "interrupted"
            : "an earlier failure ended the run"
          : `${this.#reason(because)}${group === undefined ? "" : `, and it is published together with "${group.name}"`}`,
      rows: undefined,
      checks: [],
      error: undefined,
      compiledPath: undefined,
    }
  }

  #reason(because: string): string {
    const due = this.#groups.get(because)?.failed?.because ?? because
    const result = this.#options.results.find((each) => each.uniqueId === due)
    const check = result?.checks.find((each) => each.status === "fail" || each.status === "error")
    const name = this.#names.get(due) ?? due
    return check === undefined
      ? `because ${name} did not come through`
      : `because ${name} failed ${check.name}`
  }
}
