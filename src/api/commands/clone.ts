import type { OnEvent } from "../../run/events.ts"
import type { RunResult } from "../../run/results.ts"
import type { OpenProject } from "../open-project.ts"
import type { CloneOptions } from "../types.ts"
import { selectFrom, selectNodes } from "./select-nodes.ts"

/** `lux clone`. */
export async function clone(open: OpenProject, options: CloneOptions, emit: OnEvent): Promise<RunResult> {
  const found = await open.whole()
  const source = await selectFrom(open, found, options)
  const selected = await selectNodes(source, options)
  const { cloneState } = await import("./clone-state.ts")
  const watch = { rules: open.rules, emit, lux: open.options }
  return cloneState(found, { ...options, selected, from: source.state }, watch)
}
