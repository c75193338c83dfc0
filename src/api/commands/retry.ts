import { exactly } from "../../graph/exactly.ts"
import type { OnEvent } from "../../run/events.ts"
import type { RunResult } from "../../run/results.ts"
import type { OpenProject } from "../open-project.ts"
import type { RetryOptions } from "../types.ts"
import { deferFor } from "./command-compiler.ts"
import { executeWatched } from "./execute-watched.ts"
import { nothingToRetry, prepareRetry } from "./prepare-retry.ts"
import { selectFrom, selecting } from "./select-nodes.ts"

/** `lux retry`. */
export async function retry(open: OpenProject, options: RetryOptions, emit: OnEvent): Promise<RunResult> {
  const { onEvent } = options
  const prepared = await prepareRetry(open.options, options)
  const { found, command, run, lux, built } = prepared
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
  const deferTo = await deferFor(run, state, built)
  return executeWatched(found, command, { ...run, selected, deferTo }, watch)
}
