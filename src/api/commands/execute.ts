import { exactly } from "../../graph/exactly.ts"
import type { OnEvent } from "../../run/events.ts"
import type { RunResult } from "../../run/results.ts"
import type { OpenProject } from "../open-project.ts"
import type { RunCommand, RunOptions } from "../types.ts"
import { checkMetrics } from "./check-metrics.ts"
import { deferFor, openedStates } from "./command-compiler.ts"
import { executeWatched } from "./execute-watched.ts"
import { selectFrom, selecting, selectNodes } from "./select-nodes.ts"

/** `lux build`, `run`, `test`, `seed` and `snapshot`. */
export async function execute(
  open: OpenProject,
  command: RunCommand,
  options: RunOptions,
  emit: OnEvent,
): Promise<RunResult> {
  const found = await open.whole()
  const { task } = options
  if (task !== undefined && options.dryRun !== true) {
    const { goOn } = await import("./retry.ts")
    const rest = await goOn(open, found, command, { ...options, task }, emit)
    if (rest !== undefined) return rest
  }
  // A metric that does not fit is found before its model is built in another form.
  if (command === "build" || command === "run") await checkMetrics(open)
  const source = await selectFrom(open, found, options)
  const deferTo = await deferFor(options, source.state)
  if (deferTo !== undefined && source.state !== undefined)
    open.keep((await openedStates()).overwrittenState(source.state, found.project.targetPath))
  const { only } = options
  const selected = only === undefined ? await selectNodes(source, options) : exactly(found.graph, only)
  const watch = { rules: open.rules, emit, reselect: selecting(source), lux: open.options }
  return executeWatched(found, command, { ...options, selected, deferTo }, watch)
}
