import { randomUUID } from "node:crypto"
import { knowingCompiler } from "../../analysis/knowledge.ts"
import type { CompiledSql, Compiler, Deferral } from "../../compile/compiler.ts"
import { LuxError } from "../../errors.ts"
import { didYouMean } from "../../nearest.ts"
import { isShown } from "../../project/resource-guards.ts"
import type { KindWith } from "../../project/resource-kinds.ts"
import { isMeantByName, referenceName, shownName } from "../../project/resources/names.ts"
import { referenceTemplate, referenceTo } from "../../project/resources/references.ts"
import { targetPlace } from "../../project/target/target-place.ts"
import type { Project, Resource, ResourceOfKind } from "../../project/types.ts"
import { poseTest } from "../../quality/check.ts"
import type { ReadProject } from "../../record/read-project.ts"
import type { QueryResult } from "../../warehouse/warehouse.ts"
import type { Asked } from "../next-commands.ts"
import { currentDeferrals, readsElsewhere } from "../session/current-deferrals.ts"
import { attachState, type Defer } from "../session/defer.ts"
import { openProjectWarehouse, prepareWarehouse } from "../session/prepare-warehouse.ts"
import { checkWarehouseIsThere } from "../session/warehouse-there.ts"
import { answerQuery } from "./answer-query.ts"

export interface ShowQuery {
  /** The unique ids that options select: for the command that a hint names. */
  readonly select: Asked["select"]
  readonly node?: string | undefined
  readonly inline?: string | undefined
  /** Rows at most; negative for all. */
  readonly limit: number
  /** What refs of other nodes may mean. */
  readonly defer?: Defer | undefined
  readonly lockTimeoutSeconds?: number | undefined
  readonly signal?: AbortSignal | undefined
}

export interface Shown extends QueryResult {
  readonly node: string
  readonly warehouse: string
}

/**
 * Runs a node's query, or one given in the command, and reads its first rows. A model shows what its query gives now;
 * a seed or source what is in its table.
 */
export async function show(read: ReadProject, query: ShowQuery): Promise<Shown> {
  const invocationId = randomUUID()
  const { project } = read
  const resource = query.inline === undefined ? shownResource(project, query.node ?? "") : undefined
  const deferred =
    query.defer === undefined ? undefined : await deferredFor(read, resource, query.defer, query)
  const invocation = { id: invocationId, startedAt: new Date().toISOString() }
  const { compiler } = knowingCompiler(read, invocation, undefined, deferred)
  const compiled =
    resource === undefined
      ? compiler.inline(query.inline ?? "")
      : compileResource(resource, project, compiler)
  if (deferred === undefined) checkWarehouseIsThere(project)
  const options = {
    threads: 1,
    lockTimeoutSeconds: query.lockTimeoutSeconds ?? 10,
    signal: query.signal,
    invocation,
  }
  const warehouse = await openProjectWarehouse(project, options)
  const cancel = (): void => warehouse.cancel()
  query.signal?.addEventListener("abort", cancel)
  try {
    if (query.defer !== undefined && deferred !== undefined && readsElsewhere(deferred))
      await attachState(warehouse, query.defer.state)
    const prepared = await prepareWarehouse(warehouse, project, compiler, invocationId)
    const rows = await answerQuery(compiled, { warehouse, read, compiler, prepared }, query)
    return {
      node: resource === undefined ? "inline_query" : shownName(resource),
      warehouse: targetPlace(project.target),
      ...rows,
    }
  } finally {
    query.signal?.removeEventListener("abort", cancel)
    await warehouse.close()
  }
}

function deferredFor(
  read: ReadProject,
  shown: Resource | undefined,
  defer: Defer,
  { lockTimeoutSeconds = 10, signal }: ShowQuery,
): Promise<ReadonlyMap<string, Deferral>> {
  const selected = new Set(shown === undefined ? [] : [shown.uniqueId])
  return currentDeferrals(read, defer, selected, { lockTimeoutSeconds, signal })
}

function shownResource(project: Project, wanted: string): ResourceOfKind[KindWith<"shown">] {
  const shown = project.resources.filter(isShown)
  const resource =
    shown.find((each) => shownName(each) === wanted || each.uniqueId === wanted) ??
    shown.find((each) => isLatestOf(each, wanted))
  if (resource === undefined)
    throw new LuxError("LUX-2301", `there is no model, seed, snapshot, source or test "${wanted}" to show`, {
      hint: didYouMean(wanted, shown.map(shownName)) ?? "`lux ls` shows what there is.",
    })
  return resource
}

function compileResource(
  resource: ResourceOfKind[KindWith<"shown">],
  project: Project,
  compiler: Compiler,
): CompiledSql {
  switch (resource.type) {
    case "model":
      return compiler.model(resource, { isIncremental: false })
    case "test": {
      const { sql, inputs, reads, macros } = poseTest(resource, project, compiler)
      const { place } = resource
      return {
        sql,
        authored: sql,
        ephemerals: [],
        inputs,
        reads,
        macros,
        placeAt: () => place,
        callersAt: () => [],
      }
    }
    case "seed":
    case "snapshot":
    case "source":
      return compiler.inline(`select * from ${referenceTemplate(referenceTo(resource))}`)
  }
}

/** A model with versions is known by its name as well: that is the latest. */
function isLatestOf(resource: Resource, name: string): boolean {
  return referenceName(resource) === name && isMeantByName(resource)
}
