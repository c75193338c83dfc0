/** What commands compile with. What few of them need is loaded where it is asked for. */
import { randomUUID } from "node:crypto"
import { join } from "node:path"
import type { Deferral } from "../../compile/compiler.ts"
import type { Resource } from "../../project/types.ts"
import type { ReadProject } from "../../record/read-project.ts"
import type { Defer } from "../../run/session/defer.ts"
import type { OpenProject } from "../open-project.ts"
import type { deferOf } from "../read/open-state.ts"
import type { DeferOptions, LookOptions } from "../types.ts"
import type { SelectFrom } from "./select-nodes.ts"

/** Loaded for commands that look at another state. */
export function openedStates() {
  return import("../read/open-state.ts")
}

/** `deferOf`, loaded where it is asked for. */
export async function deferFor(
  ...[options, ...more]: Parameters<typeof deferOf>
): Promise<Defer | undefined> {
  return options.defer === true ? (await openedStates()).deferOf(options, ...more) : undefined
}

/** What refs of nodes that are not selected mean; undefined where nothing is deferred. */
export async function deferredNow(
  read: ReadProject,
  { state }: SelectFrom,
  options: DeferOptions & LookOptions,
  selected: readonly Resource[] = [],
): Promise<ReadonlyMap<string, Deferral> | undefined> {
  const defer = await deferFor(options, state)
  if (defer === undefined) return undefined
  const { currentDeferrals } = await import("../../run/session/current-deferrals.ts")
  const { lockTimeoutSeconds = 10, signal } = options
  const ids = new Set(selected.map(({ uniqueId }) => uniqueId))
  return currentDeferrals(read, defer, ids, { lockTimeoutSeconds, signal })
}

/** Loaded for the commands that compile. What is known of models is by their own relations, so it is not kept with others. */
export async function compilerFor(
  { options }: OpenProject,
  read: ReadProject,
  deferred?: ReadonlyMap<string, Deferral> | undefined,
) {
  const [{ knowingCompiler }, { openAnalysisRecord }] = await Promise.all([
    import("../../analysis/knowledge.ts"),
    import("../../record/analysis-record.ts"),
  ])
  const keeps = options.cache !== false && deferred === undefined
  const record = keeps ? openAnalysisRecord(join(read.project.targetPath, "analysis.record")) : undefined
  const invocation = { id: randomUUID(), startedAt: new Date().toISOString() }
  return { ...knowingCompiler(read, invocation, record, deferred), invocation }
}
