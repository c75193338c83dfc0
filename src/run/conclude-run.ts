import { LuxError } from "../errors.ts"
import { runCosts } from "./commands/run-cost.ts"
import { historyRows } from "./history/history-rows.ts"
import { writeHistory } from "./history/history-write.ts"
import type { OpenRun } from "./open-run.ts"
import { type Remaining, remainingOf } from "./remaining.ts"
import type { NodeCost, RunResult } from "./results.ts"
import { runProjectHooks } from "./run-hooks.ts"

/** What comes after the nodes: hooks, the history, what the run cost and what it leaves to do. */
export async function concludeRun(run: OpenRun): Promise<RunResult> {
  const { read, options, compiler, journal, warn, warehouse } = run
  const { project } = read
  if (options.signal?.aborted !== true)
    await runProjectHooks(warehouse, compiler, "on-run-end", project.onRunEnd)
  const done = journal.finish()
  const rows = historyRows(project, done, options.selection ?? null)
  for (const problem of await writeHistory(warehouse, project, rows)) warn(problem)
  const costs = await costsOf(run, done)
  const remaining = await remainingAfter(run, done)
  return {
    ...done,
    ...(costs.length === 0 ? {} : { costs }),
    ...(remaining.length === 0 ? {} : { remaining }),
  }
}

/** Those that cannot be read are a warning. */
async function costsOf(
  { read, options, invocation, warn, warehouse }: OpenRun,
  done: RunResult,
): Promise<readonly NodeCost[]> {
  if (!options.showCost || done.cancelled) return []
  const costs = await runCosts(warehouse, read.project, invocation, done.nodes)
  if (costs instanceof LuxError) {
    warn(costs)
    return []
  }
  if (costs.length > 0) options.onEvent({ type: "run-cost", costs })
  return costs
}

async function remainingAfter(
  { read: { project, graph }, command, options, journal, catalog, thereIn }: OpenRun,
  done: RunResult,
): Promise<readonly Remaining[]> {
  if (done.cancelled) return []
  const isThere = thereIn(catalog, journal.well())
  return remainingOf(command, journal.results, options.asked, { project, graph, isThere })
}
