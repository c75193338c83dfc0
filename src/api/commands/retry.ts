import { exactly } from "../../graph/exactly.ts"
import type { ReadProject } from "../../record/read-project.ts"
import type { OnEvent, RunEvent } from "../../run/events.ts"
import type { RunResult } from "../../run/results.ts"
import { lastRunOfTask } from "../kept-runs.ts"
import type { OpenProject } from "../open-project.ts"
import type { RetryOptions, RunCommand, RunOptions } from "../types.ts"
import { deferFor } from "./command-compiler.ts"
import { executeWatched } from "./execute-watched.ts"
import { readLastRun, unfinishedOf } from "./last-run.ts"
import { nothingToRetry, prepareRetry } from "./prepare-retry.ts"
import { selectFrom, selecting } from "./select-nodes.ts"

/**
 * What the last run of a task left undone, where it is of the same command and selection; undefined where there is nothing
 * to go on with. Throws LUX-3401 and LUX-3402.
 */
export async function goOn(
  open: OpenProject,
  { project, graph }: ReadProject,
  command: RunCommand,
  options: RunOptions & { readonly task: string },
  emit: OnEvent,
): Promise<RunResult | undefined> {
  const { task, threads, failFast, leaseTimeoutSeconds, lockTimeoutSeconds, showCost, signal, onEvent } =
    options
  const folder = await lastRunOfTask(project, task)
  if (folder === undefined) return undefined
  const last = await readLastRun(folder)
  const left = unfinishedOf(last, graph)
  if (left.length === 0 || last.command !== command || asked(last.options) !== asked(options))
    return undefined
  const started: RunEvent = {
    type: "notice",
    message: `the task "${task}" goes on with what its last run left undone`,
  }
  emit(started)
  onEvent?.(started)
  const flags = { threads, failFast, leaseTimeoutSeconds, lockTimeoutSeconds, showCost, signal, onEvent }
  return retry(open, { ...flags, task, state: folder }, emit)
}

/** What a run was asked for, to compare. */
function asked({
  select = [],
  exclude = [],
  selector,
  fullRefresh = false,
  empty = false,
}: RunOptions): string {
  return JSON.stringify([select, exclude, selector, fullRefresh, empty])
}

/** `lux retry`. */
export async function retry(open: OpenProject, options: RetryOptions, emit: OnEvent): Promise<RunResult> {
  if (options.rejects === true) return (await import("./lake.ts")).retryRejected(open, options, emit)
  const { onEvent } = options
  const prepared = await prepareRetry(open.options, options)
  const { found, command, run, lux, before } = prepared
  if (run.only.length === 0)
    return nothingToRetry(prepared, (event) => {
      emit(event)
      onEvent?.(event)
    })
  const readsState = command === "clone" || run.defer === true
  const source = await selectFrom(open, found, readsState ? run : {})
  const { state } = source
  const selected = exactly(found.graph, run.only)
  const watch = { rules: open.rules, emit, reselect: selecting(source), lux }
  if (command === "clone") {
    const { cloneState } = await import("./clone-state.ts")
    return cloneState(found, { ...run, selected, from: state }, watch)
  }
  const deferTo = await deferFor(run, state, before.built)
  return executeWatched(found, command, { ...run, selected, deferTo, before }, watch)
}
