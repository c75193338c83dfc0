import { LuxError } from "../../errors.ts"
import type { Selected } from "../../graph/select.ts"
import type { ReadProject } from "../../record/read-project.ts"
import { clone } from "../../run/commands/clone.ts"
import type { RunResult } from "../../run/results.ts"
import type { OpenState } from "../read/open-state.ts"
import type { CloneOptions } from "../types.ts"
import type { Watch } from "./execute-watched.ts"

/** Clones what is selected, and leaves its results. Throws LUX-1214 where no state is given, and what reading it throws. */
export async function cloneState(
  found: ReadProject,
  options: CloneOptions & { readonly selected: Selected; readonly from: OpenState | undefined },
  { rules, emit, lux }: Omit<Watch, "reselect">,
): Promise<RunResult> {
  const { from, selected, fullRefresh = false, lockTimeoutSeconds = 10, signal } = options
  if (from === undefined)
    throw new LuxError("LUX-1214", "a clone is one of a state, and none is given", {
      hint: "Name the folder that holds its lux.json: --state FOLDER, or LUX_STATE.",
    })
  return clone(found, {
    state: from.graph(),
    selected,
    fullRefresh,
    lockTimeoutSeconds,
    signal,
    onDone: async (result) => {
      const [{ writeRunArtifacts }, { runArgs }] = await Promise.all([
        import("./write-artifacts.ts"),
        import("../run-args.ts"),
      ])
      // What was there already is as it should be: it is not left to be done again.
      const nodes = result.nodes.map((node) =>
        node.status === "skipped" ? { ...node, status: "ok" as const } : node,
      )
      const args = runArgs("clone", { ...options, threads: 1 }, lux, found.project, [])
      return writeRunArtifacts(found, { result: { ...result, nodes }, items: [], executed: new Set(), args })
    },
    onEvent: (event) => {
      if (event.type === "warning" && rules(event.error.code) === "silent") return
      if (event.type === "warning" && rules(event.error.code) === "error") throw event.error
      emit(event)
      options.onEvent?.(event)
    },
  })
}
