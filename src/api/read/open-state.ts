import { existsSync, readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { LuxError } from "../../errors.ts"
import { compareGraphs, type StateComparison } from "../../graph/state/compare-graphs.ts"
import { type LuxGraph, luxJsonName } from "../../graph/state/lux-graph.ts"
import { readLuxGraph } from "../../graph/state/read-lux-graph.ts"
import type { Project } from "../../project/types.ts"
import type { ReadProject } from "../../record/read-project.ts"

import type { Defer } from "../../run/session/defer.ts"
import { isStateAddress, latestRun, stateAt } from "../kept-runs.ts"
import type { RunOptions } from "../types.ts"

/** A folder that an earlier command left its artifacts in. What is not asked for is not read. */
export interface OpenState {
  /** Absolute path of the folder. */
  readonly path: string
  /** Throws LUX-1240 where the folder has no lux.json, LUX-1241 and LUX-1242 where it cannot be read. */
  graph(): LuxGraph
  compare(found: ReadProject): Promise<StateComparison>
  /** Unique ids of the nodes of the last run with a status. Throws LUX-2331 and LUX-2332. */
  results(): Promise<(status: string) => ReadonlySet<string>>
}

/** A state as it can be named from anywhere: an address, or an absolute path. */
export function stateName(state: string, root: string): string {
  return isStateAddress(state) ? state : stateFolder(state, root)
}

/** Absolute path of a folder that is named from where the command runs, or from the project on. */
function stateFolder(folder: string, root: string): string {
  const here = resolve(folder)
  return existsSync(here) ? here : resolve(root, folder)
}

/** The state that is named, or that the project's target keeps; undefined where neither is. */
export async function stateOf(
  state: string | undefined,
  root: string,
  project: () => Promise<Project>,
): Promise<OpenState | undefined> {
  if (state === undefined) {
    const kept = await latestRun(await project())
    return kept === undefined ? undefined : openState(kept, root)
  }
  if (isStateAddress(state)) return openState(state, root, await stateAt(state, await project()))
  const folder = stateFolder(state, root)
  if (existsSync(join(folder, luxJsonName))) return openState(state, root)
  const own = await project()
  // In a container the target folder is empty, and what it would have is kept elsewhere.
  const kept = folder === own.targetPath ? await latestRun(own) : undefined
  return openState(state, root, kept)
}

function openState(folder: string, root: string, path = stateFolder(folder, root)): OpenState {
  const file = join(path, luxJsonName)
  // Read at once: the command may write into the same folder.
  const text = textOf(file)
  let graph: LuxGraph | undefined
  let comparison: StateComparison | undefined
  const state: OpenState = {
    path,
    graph() {
      if (text === undefined) throw missing(folder, path)
      graph ??= readLuxGraph(text, file)
      return graph
    },
    async compare(found) {
      const before = state.graph()
      const { presentGraph } = await import("./present-graph.ts")
      comparison ??= compareGraphs(before, presentGraph(found))
      return comparison
    },
    async results() {
      const { readLastRun } = await import("../commands/last-run.ts")
      const { results } = await readLastRun(path)
      return (status) =>
        new Set(results.filter((each) => each.status === status).map(({ uniqueId }) => uniqueId))
    },
  }
  return state
}

/**
 * What `defer` asks for. Throws LUX-1214 where no state is given for it, and what reading the state throws.
 * `own`: nodes that are never read from the state, next to those that are selected.
 */
export function deferOf(
  { defer = false, favorState = false }: Pick<RunOptions, "defer" | "favorState">,
  state: OpenState | undefined,
  own: ReadonlySet<string> = new Set(),
): Defer | undefined {
  if (!defer) return undefined
  if (state !== undefined) return { state: state.graph(), favorState, own }
  throw new LuxError("LUX-1214", "--defer stands in with the relations of a state, and none is given", {
    hint: "Name the folder that holds its lux.json: --state FOLDER, or LUX_STATE.",
  })
}

/** A warning where a command that reads another state's relations writes its own state into the same folder. */
export function overwrittenState({ path }: OpenState, targetPath: string): readonly LuxError[] {
  if (path !== targetPath) return []
  return [
    new LuxError("LUX-1219", "--defer reads the target folder's own state, which this command writes again", {
      hint: "Keep a copy of the folder that holds the state, and name it with --state; or write elsewhere with --target-path.",
    }),
  ]
}

function missing(folder: string, path: string): LuxError {
  const hint = !existsSync(path)
    ? "There is no such folder."
    : existsSync(join(path, "manifest.json"))
      ? "It has a manifest.json, which is for dbt's tools: lux compares with its own lux.json. Copy the whole target folder."
      : "lux compile, build and the like leave lux.json in the target folder, and lux parse --write-json: keep a copy of that folder."
  return new LuxError("LUX-1240", `the state folder "${folder}" has no ${luxJsonName}`, { hint })
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8")
  } catch {
    return undefined
  }
}
