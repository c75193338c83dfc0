/** One piece of work in the graph. */
export interface Task {
  readonly id: string
  /** Ids that must have finished well before; ids that are not tasks are taken to be there already. */
  readonly after: readonly string[]
  /** How long it takes, measured in others; 1 where nothing is said. */
  readonly weight?: number | undefined
  /** False when what depends on it must not run. */
  readonly run: () => Promise<boolean>
  /** Told instead of `run`, with the id of the task that failed, or undefined when the whole run was stopped. */
  readonly skip: (because: string | undefined) => void
}

export interface ScheduleOptions {
  /** Tasks that may run at once. */
  readonly concurrency: number
  /** After the first failure nothing new starts. */
  readonly failFast: boolean
  readonly signal: AbortSignal | undefined
  /**
   * Asked of a task that is next: undefined where it may run, else it stands aside until the promise is fulfilled, and is asked
   * of again. `next` are the others that are ready, the next one first.
   */
  readonly admit?: ((id: string, next: readonly string[]) => Promise<void> | undefined) | undefined
}

/**
 * Runs every task as soon as all it comes after have finished, never layer by layer; of those that are ready the one
 * with the heaviest chain behind it goes first. A failure skips what depends on it and nothing else. Resolves when
 * nothing runs any more and every task has run or was skipped; rejects when a `run` throws.
 */
export function schedule(tasks: readonly Task[], options: ScheduleOptions): Promise<void> {
  const byId = new Map(tasks.map((task) => [task.id, task]))
  const dependents = new Map<string, string[]>(tasks.map((task) => [task.id, []]))
  const waitsFor = new Map<string, number>()
  for (const task of tasks) {
    const known = new Set(task.after.filter((id) => byId.has(id)))
    waitsFor.set(task.id, known.size)
    for (const id of known) dependents.get(id)?.push(task.id)
  }
  const ready = readyQueue(chainWeights(byId, dependents))
  const settled = new Set<string>()
  let running = 0
  let aside = 0
  let stopped = false
  let ended = false
  for (const task of tasks) if (waitsFor.get(task.id) === 0) ready.push(task)

  return new Promise((resolve, reject) => {
    const goesOn = (): boolean => !stopped && options.signal?.aborted !== true
    const pump = (): void => {
      if (ended) return
      while (running < options.concurrency && goesOn()) {
        const task = ready.pop()
        if (task === undefined) break
        const admitted = options.admit?.(task.id, ready.next())
        if (admitted !== undefined) {
          aside++
          admitted.then(() => {
            aside--
            ready.push(task)
            pump()
          }, reject)
          continue
        }
        running++
        task.run().then((well) => {
          running--
          settle(task, well)
          pump()
        }, reject)
      }
      if (running > 0 || (aside > 0 && goesOn())) return
      ended = true
      for (const task of tasks) if (!settled.has(task.id)) task.skip(undefined)
      resolve()
    }
    pump()
  })

  function settle(task: Task, well: boolean): void {
    settled.add(task.id)
    if (well) release(task.id)
    else {
      stopped ||= options.failFast
      skipDependents(task.id)
    }
  }

  function release(id: string): void {
    for (const dependent of dependents.get(id) ?? []) {
      const left = (waitsFor.get(dependent) ?? 0) - 1
      waitsFor.set(dependent, left)
      const task = byId.get(dependent)
      if (left === 0 && task !== undefined && !settled.has(dependent)) ready.push(task)
    }
  }

  function skipDependents(failed: string): void {
    const open = [...(dependents.get(failed) ?? [])]
    for (let id = open.pop(); id !== undefined; id = open.pop()) {
      if (settled.has(id)) continue
      settled.add(id)
      byId.get(id)?.skip(failed)
      open.push(...(dependents.get(id) ?? []))
    }
  }
}

/** Task id -> weight of the heaviest chain that begins with it. */
function chainWeights(
  byId: ReadonlyMap<string, Task>,
  dependents: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, number> {
  const weights = new Map<string, number>()
  for (const start of byId.keys()) {
    const open = [start]
    for (let id = open.at(-1); id !== undefined; id = open.at(-1)) {
      const behind = dependents.get(id) ?? []
      const unknown = behind.filter((dependent) => !weights.has(dependent))
      if (unknown.length > 0 && !weights.has(id)) {
        open.push(...unknown)
        continue
      }
      weights.set(
        id,
        (byId.get(id)?.weight ?? 1) + Math.max(0, ...behind.map((dependent) => weights.get(dependent) ?? 0)),
      )
      open.pop()
    }
  }
  return weights
}

/** Heaviest chain first; among equals, first come first served. */
function readyQueue(weight: ReadonlyMap<string, number>) {
  const sorted: Task[] = []
  const weightOf = (task: Task): number => weight.get(task.id) ?? 0
  return {
    push(task: Task): void {
      // Kept ascending with later arrivals before earlier ones of equal weight: the next one is at the end.
      let low = 0
      let high = sorted.length
      while (low < high) {
        const middle = (low + high) >> 1
        const other = sorted[middle]
        if (other !== undefined && weightOf(other) < weightOf(task)) low = middle + 1
        else high = middle
      }
      sorted.splice(low, 0, task)
    },
    pop: (): Task | undefined => sorted.pop(),
    /** The next first, as many as matter. */
    next: (): readonly string[] =>
      sorted
        .slice(-100)
        .reverse()
        .map(({ id }) => id),
  }
}
