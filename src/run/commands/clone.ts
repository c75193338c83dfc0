import { randomUUID } from "node:crypto"
import { knowingCompiler } from "../../analysis/knowledge.ts"
import type { LuxError } from "../../errors.ts"
import { Interrupted } from "../../errors.ts"
import type { Selected } from "../../graph/select.ts"
import type { LuxGraph } from "../../graph/state/lux-graph.ts"
import { isInWarehouse } from "../../project/materialized.ts"
import { targetPlace } from "../../project/target/target-place.ts"
import type { ReadProject } from "../../record/read-project.ts"
import type { OnEvent } from "../events.ts"
import type { NodeResult, RunResult } from "../results.ts"
import { attachState } from "../session/defer.ts"
import { openProjectWarehouse, schemasOf } from "../session/prepare-warehouse.ts"
import { cloneNode, notCloned } from "./clone-node.ts"

export interface CloneOptions {
  readonly state: LuxGraph
  readonly selected: Selected
  /** Replaces what is there. */
  readonly fullRefresh: boolean
  readonly lockTimeoutSeconds: number
  readonly signal: AbortSignal | undefined
  readonly onEvent: OnEvent
  /** Told what was done before the clone ends. Gives warnings, throws nothing. */
  readonly onDone: (result: RunResult) => Promise<readonly LuxError[]>
}

/**
 * Makes in the target what a state has: tables as copies, views again. What is there already stays, unless it is to be
 * replaced. Nothing is checked, and no history is kept: what is copied was.
 */
export async function clone(read: ReadProject, options: CloneOptions): Promise<RunResult> {
  const startedAt = new Date()
  const invocationId = randomUUID()
  const { project, graph } = read
  const invocation = { id: invocationId, startedAt: startedAt.toISOString() }
  const { compiler } = knowingCompiler(read, invocation)
  for (const error of [...project.warnings, ...options.selected.warnings])
    options.onEvent({ type: "warning", error })
  const built = options.selected.ids.flatMap((id) => {
    const resource = graph.nodes.get(id)?.resource
    return resource !== undefined && isInWarehouse(resource) ? [resource] : []
  })
  const results: NodeResult[] = []
  const warehouse = await openProjectWarehouse(project, { ...options, threads: 1, invocation })
  const cancel = (): void => warehouse.cancel()
  options.signal?.addEventListener("abort", cancel)
  try {
    const schemas = [...schemasOf(project, compiler)]
    const catalog = await warehouse.readCatalog(schemas)
    const isElsewhere = options.state.project.target.path !== targetPlace(project.target)
    if (isElsewhere && built.length > 0) await attachState(warehouse, options.state)
    const context = { ...options, project, warehouse, catalog, compiler, isElsewhere }
    options.onEvent({ type: "run-started", invocationId, total: built.length, threads: 1 })
    await warehouse.withSession(async (session) => {
      for (const schema of schemas)
        if (!catalog.schemas.has(schema)) await session.run(warehouse.statements.createSchema(schema))
      for (const [index, resource] of built.entries()) {
        const result =
          options.signal?.aborted === true
            ? notCloned(resource, context)
            : await cloneNode(resource, session, context)
        results.push(result)
        options.onEvent({ type: "node-finished", result, index: index + 1, total: built.length })
      }
    })
  } catch (error) {
    if (!(error instanceof Interrupted)) throw error
  } finally {
    options.signal?.removeEventListener("abort", cancel)
    await warehouse.close()
  }
  const cancelled = options.signal?.aborted === true
  const result: RunResult = {
    invocationId,
    command: "clone",
    startedAt,
    finishedAt: new Date(),
    nodes: results,
    success: !cancelled && results.every(({ status }) => status !== "error"),
    cancelled,
    project: project.name,
    target: project.target.name,
    warehouse: targetPlace(project.target),
  }
  for (const error of await options.onDone(result)) options.onEvent({ type: "warning", error })
  options.onEvent({ type: "run-finished", result })
  return result
}
