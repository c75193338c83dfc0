import type { LuxError } from "../../errors.ts"
import type { Project } from "../../project/types.ts"
import type { ExecuteOptions } from "../execute-options.ts"
import { historyRows } from "../history/history-rows.ts"
import { rememberLater } from "../history/history-write.ts"
import type { RunResult } from "../results.ts"
import type { RunJournal } from "../run-journal.ts"
import { schedule } from "../schedule.ts"
import { tasksFor } from "../tasks.ts"
import type { WorkloadItem } from "../workload.ts"
import { performUnitTest } from "./perform-unit-test.ts"
import type { UnitTestEngine } from "./unit-test-engine.ts"

type Asked = Pick<ExecuteOptions, "threads" | "failFast" | "signal" | "onEvent" | "selection">

interface Around extends Asked {
  readonly project: Project
  readonly journal: RunJournal
  readonly warn: (error: LuxError) => void
}

/**
 * A run of nothing but unit tests: the project's own warehouse is not opened, so that it needs none. Its history waits in
 * the target folder for a run that opens it.
 */
export async function executeUnitTests(
  items: readonly WorkloadItem[],
  engine: UnitTestEngine,
  { project, selection, threads, failFast, signal, onEvent, journal, warn }: Around,
): Promise<RunResult> {
  const cancel = (): void => engine.cancel()
  signal?.addEventListener("abort", cancel)
  try {
    journal.begin(items)
    onEvent({
      type: "run-started",
      invocationId: journal.finish().invocationId,
      total: items.length,
      threads,
    })
    const tasks = tasksFor(items, {
      onEvent,
      results: journal.results,
      perform: (work) => {
        if (work.kind !== "unit_test") throw new Error(`${work.id} is not a unit test`)
        return performUnitTest(work, engine)
      },
      publish: async () => new Map(),
      cancelled: () => signal?.aborted === true,
    })
    await schedule(tasks, { concurrency: threads, failFast, signal })
    const result = journal.finish()
    const unwritten = await rememberLater(project, historyRows(project, result, selection ?? null))
    if (unwritten !== undefined) warn(unwritten)
    await journal.leave(result)
    onEvent({ type: "run-finished", result })
    return result
  } finally {
    signal?.removeEventListener("abort", cancel)
    await engine.close()
  }
}
