import type { Project } from "../../project/types.ts"
import { historyRows } from "../history/history-rows.ts"
import { rememberLater } from "../history/history-write.ts"
import type { NodeResult, RunResult } from "../results.ts"
import type { ExecuteOptions } from "../run.ts"
import { schedule } from "../schedule.ts"
import { tasksFor } from "../tasks.ts"
import type { WorkloadItem } from "../workload.ts"
import { performUnitTest } from "./perform-unit-test.ts"
import type { UnitTestEngine } from "./unit-test-engine.ts"

type Asked = Pick<ExecuteOptions, "threads" | "failFast" | "signal" | "onEvent" | "onDone" | "selection">

interface Around extends Asked {
  readonly project: Project
  readonly results: NodeResult[]
  readonly finish: () => RunResult
}

/**
 * A run of nothing but unit tests: the project's own warehouse is not opened, so that it needs none. Its history waits in
 * the target folder for a run that opens it.
 */
export async function executeUnitTests(
  items: readonly WorkloadItem[],
  engine: UnitTestEngine,
  { project, selection, threads, failFast, signal, onEvent, onDone, results, finish }: Around,
): Promise<RunResult> {
  const cancel = (): void => engine.cancel()
  signal?.addEventListener("abort", cancel)
  try {
    onEvent({ type: "run-started", invocationId: finish().invocationId, total: items.length, threads })
    const tasks = tasksFor(items, {
      onEvent,
      results,
      perform: (work) => {
        if (work.kind !== "unit_test") throw new Error(`${work.id} is no unit test`)
        return performUnitTest(work, engine)
      },
      publish: async () => new Map(),
      cancelled: () => signal?.aborted === true,
    })
    await schedule(tasks, { concurrency: threads, failFast, signal })
    const result = finish()
    const unwritten = rememberLater(project, historyRows(project, result, selection ?? null))
    if (unwritten !== undefined) onEvent({ type: "warning", error: unwritten })
    for (const error of await onDone(result, items, new Set())) onEvent({ type: "warning", error })
    onEvent({ type: "run-finished", result })
    return result
  } finally {
    signal?.removeEventListener("abort", cancel)
    await engine.close()
  }
}
