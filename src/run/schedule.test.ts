import { describe, expect, it } from "vitest"
import { schedule, type Task } from "./schedule.ts"

interface Seen {
  readonly started: string[]
  readonly skipped: Record<string, string | undefined>
  mostAtOnce: number
}

function tasksOf(
  edges: Readonly<Record<string, readonly string[]>>,
  failing: readonly string[],
  seen: Seen,
): Task[] {
  let running = 0
  return Object.entries(edges).map(([id, after]) => ({
    id,
    after,
    run: async () => {
      seen.started.push(id)
      running++
      seen.mostAtOnce = Math.max(seen.mostAtOnce, running)
      await Promise.resolve()
      running--
      return !failing.includes(id)
    },
    skip: (because) => {
      seen.skipped[id] = because
    },
  }))
}

function newSeen(): Seen {
  return { started: [], skipped: {}, mostAtOnce: 0 }
}

describe("schedule", () => {
  it("starts a task as soon as what it comes after is done, the longest chain first", async () => {
    const seen = newSeen()
    const tasks = tasksOf({ short: [], a: [], b: ["a"], c: ["b"], outside: ["not a task"] }, [], seen)
    await schedule(tasks, { concurrency: 1, failFast: false, signal: undefined })
    expect(seen.started).toEqual(["a", "b", "short", "outside", "c"])
  })

  it("counts in a chain what each of its tasks weighs", async () => {
    const seen = newSeen()
    const tasks = tasksOf({ a: [], b: ["a"], light: [], c: ["light"], d: ["c"] }, [], seen)
    const weighed = tasks.map((task) =>
      task.id === "light" || task.id === "c" ? { ...task, weight: 0 } : task,
    )
    await schedule(weighed, { concurrency: 1, failFast: false, signal: undefined })
    expect(seen.started).toEqual(["a", "light", "b", "c", "d"])
  })

  it("starts a task once, and only when all that it comes after is done", async () => {
    const done: string[] = []
    const started: (readonly [id: string, doneThen: readonly string[]])[] = []
    const task = (id: string, after: readonly string[], turns: number): Task => ({
      id,
      after,
      run: async () => {
        started.push([id, done.toSorted()])
        for (let turn = 0; turn < turns; turn++) await Promise.resolve()
        done.push(id)
        return true
      },
      skip: () => undefined,
    })
    const tasks = [task("quick", [], 1), task("slow", [], 20), task("last", ["quick", "slow"], 1)]
    await schedule(tasks, { concurrency: 4, failFast: false, signal: undefined })
    expect(started).toEqual([
      ["quick", []],
      ["slow", []],
      ["last", ["quick", "slow"]],
    ])
  })

  it("never runs more at once than it may", async () => {
    const seen = newSeen()
    const edges = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`t${index}`, []]))
    await schedule(tasksOf(edges, [], seen), { concurrency: 3, failFast: false, signal: undefined })
    expect(seen.started).toHaveLength(20)
    expect(seen.mostAtOnce).toBe(3)
  })

  it("skips what depends on a failure, names it, and runs everything else", async () => {
    const seen = newSeen()
    const tasks = tasksOf({ a: [], b: ["a"], c: ["b"], d: [], e: ["d", "c"] }, ["a"], seen)
    await schedule(tasks, { concurrency: 2, failFast: false, signal: undefined })
    expect(seen.started.sort()).toEqual(["a", "d"])
    expect(seen.skipped).toEqual({ b: "a", c: "a", e: "a" })
  })

  it("starts nothing new after the first failure when it shall fail fast", async () => {
    const seen = newSeen()
    const tasks = tasksOf({ a: [], b: [], c: [] }, ["a"], seen)
    await schedule(tasks, { concurrency: 1, failFast: true, signal: undefined })
    expect(seen.started).toEqual(["a"])
    expect(seen.skipped).toEqual({ b: undefined, c: undefined })
  })

  it("starts nothing when it was aborted", async () => {
    const seen = newSeen()
    await schedule(tasksOf({ a: [] }, [], seen), {
      concurrency: 1,
      failFast: false,
      signal: AbortSignal.abort(),
    })
    expect(seen.skipped).toEqual({ a: undefined })
  })

  it("sets aside what is not admitted, without a place for it, and asks again", async () => {
    const seen = newSeen()
    let admit: () => void = () => undefined
    const admitted = new Promise<void>((resolve) => {
      admit = resolve
    })
    const asked: string[] = []
    let isAdmitted = false
    await schedule(tasksOf({ a: [], b: ["a"], c: [] }, [], seen), {
      concurrency: 1,
      failFast: false,
      signal: undefined,
      admit: (id, next) => {
        asked.push(`${id} before ${next.join(" ")}`.trim())
        if (id === "c" && !isAdmitted) {
          isAdmitted = true
          admit()
        }
        return id === "a" && !isAdmitted ? admitted : undefined
      },
    })
    expect(seen.started).toEqual(["c", "a", "b"])
    expect(asked).toEqual(["a before c", "c before", "a before", "b before"])
    expect(seen.mostAtOnce).toBe(1)
  })

  it("waits no longer for what is set aside once it is to stop", async () => {
    const seen = newSeen()
    await schedule(tasksOf({ a: [], b: [], c: ["a"] }, ["b"], seen), {
      concurrency: 1,
      failFast: true,
      signal: undefined,
      admit: (id) => (id === "a" ? new Promise(() => undefined) : undefined),
    })
    expect([seen.started, seen.skipped]).toEqual([["b"], { a: undefined, c: undefined }])
  })
})
