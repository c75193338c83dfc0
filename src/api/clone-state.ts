import type { ReadProject } from "../analysis/knowledge.ts"
import { LuxError } from "../errors.ts"
import type { Selected } from "../graph/select.ts"
import { clone } from "../run/clone.ts"
import type { RunResult } from "../run/results.ts"
import type { Watch } from "./execute-watched.ts"
import type { OpenState } from "./open-state.ts"
import type { CloneOptions } from "./types.ts"

/** Clones what is selected. Throws LUX-1214 where no state is given, and what reading it throws. */
export async function cloneState(
  found: ReadProject,
  options: CloneOptions & { readonly selected: Selected; readonly from: OpenState | undefined },
  { rules, emit }: Pick<Watch, "rules" | "emit">,
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
    onEvent: (event) => {
      if (event.type === "warning" && rules(event.error.code) === "silent") return
      if (event.type === "warning" && rules(event.error.code) === "error") throw event.error
      emit(event)
      options.onEvent?.(event)
    },
  })
}
