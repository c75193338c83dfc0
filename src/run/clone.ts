import { randomUUID } from "node:crypto"
import { knowingCompiler, type ReadProject } from "../analysis/knowledge.ts"
import type { Compiler } from "../compile/compiler.ts"
import type { Selected } from "../graph/select.ts"
import type { LuxGraph } from "../graph/state/lux-graph.ts"
import { isBuilt } from "../project/built.ts"
import type { Built } from "../project/types.ts"
import { identifier } from "../sql/identifier.ts"
import { Relation } from "../sql/relation.ts"
import { asLuxError, Interrupted } from "../warehouse/errors.ts"
import type { Catalog, RelationKind, Session, Warehouse } from "../warehouse/warehouse.ts"
import { attachedName, attachState } from "./defer.ts"
import type { OnEvent } from "./events.ts"
import { installMacros } from "./install-macros.ts"
import { openProjectWarehouse, schemasOf } from "./prepare-warehouse.ts"
import type { NodeResult, RunResult } from "./results.ts"

export interface CloneOptions {
  readonly state: LuxGraph
  readonly selected: Selected
  /** Replaces what is there. */
  readonly fullRefresh: boolean
  readonly lockTimeoutSeconds: number
  readonly signal: AbortSignal | undefined
  readonly onEvent: OnEvent
}

/**
 * Makes in the target what a state has: tables as copies, views anew. What is there already stays, unless it is to be
 * replaced. Nothing is checked, and no history is kept: what is copied was.
 */
export async function clone(read: ReadProject, options: CloneOptions): Promise<RunResult> {
  const startedAt = new Date()
  const invocationId = randomUUID()
  const { project, graph } = read
  const { compiler } = knowingCompiler(read, { id: invocationId, startedAt: startedAt.toISOString() })
  for (const error of [...project.warnings, ...options.selected.warnings])
    options.onEvent({ type: "warning", error })
  const built = options.selected.ids.flatMap((id) => {
    const resource = graph.nodes.get(id)?.resource
    return resource !== undefined && isBuilt(resource) && hasRelation(resource) ? [resource] : []
  })
  const results: NodeResult[] = []
  const warehouse = await openProjectWarehouse(project, { ...options, threads: 1 })
  const cancel = (): void => warehouse.cancel()
  options.signal?.addEventListener("abort", cancel)
  try {
    const schemas = [...schemasOf(project, compiler)]
    const catalog = await warehouse.readCatalog(schemas)
    const isElsewhere = options.state.project.target.path !== project.target.path
    if (isElsewhere && built.length > 0) await attachState(warehouse, options.state)
    const context = { ...options, warehouse, catalog, compiler, isElsewhere }
    options.onEvent({ type: "run-started", invocationId, total: built.length, threads: 1 })
    await warehouse.withSession(async (session) => {
      for (const schema of schemas)
        if (!catalog.schemas.has(schema)) await session.run(warehouse.statements.createSchema(schema))
      for (const [index, resource] of built.entries()) {
        if (options.signal?.aborted === true) break
        const result = await cloneOne(resource, session, context)
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
    warehouse: project.target.path,
  }
  options.onEvent({ type: "run-finished", result })
  return result
}

interface CloneContext extends CloneOptions {
  readonly warehouse: Warehouse
  readonly catalog: Catalog
  readonly compiler: Compiler
  /** True where the state is another database file. */
  readonly isElsewhere: boolean
}

function hasRelation(resource: Built): boolean {
  return resource.type !== "model" || !["ephemeral", "stage"].includes(resource.config.materialized)
}

async function cloneOne(resource: Built, session: Session, context: CloneContext): Promise<NodeResult> {
  const startedAt = new Date()
  const relation = context.compiler.relationOf(resource)
  const kind = kindIn(context.state, resource.uniqueId)
  const result = (
    status: NodeResult["status"],
    message: string,
    more: Partial<NodeResult> = {},
  ): NodeResult => ({
    uniqueId: resource.uniqueId,
    label: relation.label,
    kind,
    status,
    message,
    rows: undefined,
    grants: {},
    startedAt,
    finishedAt: new Date(),
    checks: [],
    error: undefined,
    compiledPath: undefined,
    ...more,
  })
  const there = context.state.nodes[resource.uniqueId]?.relation
  if (there === undefined || there === null) return result("skipped", "because the state does not have it")
  const source = new Relation(there.schema ?? undefined, there.name)
  if (!context.isElsewhere && source.label === relation.label)
    return result("skipped", "because it is the state's own")
  const existing = context.catalog.get(relation)
  if (existing !== undefined && !context.fullRefresh)
    return result("skipped", "because it is there; --full-refresh replaces it")
  try {
    const sql = await statementFor(resource, kind, source, relation, context)
    const { drop } = context.warehouse.statements
    const { rows } = await session.transaction(async () => {
      if (existing !== undefined) await session.run(drop(relation, existing.kind))
      return session.run(sql)
    })
    return kind === "table" && rows !== undefined
      ? result("ok", `${rows} ${rows === 1 ? "row" : "rows"}`, { rows })
      : result("ok", "")
  } catch (error) {
    const known = asLuxError(error, resource.place)
    return result("error", known.message, { error: known })
  }
}

/** A view in the same file is one over the state's; in another file it cannot be read from, and is made of its own SQL. */
async function statementFor(
  resource: Built,
  kind: RelationKind,
  source: Relation,
  relation: Relation,
  { compiler, warehouse, isElsewhere }: CloneContext,
): Promise<string> {
  const { createView, createTableAs } = warehouse.statements
  if (kind === "table")
    return createTableAs(
      relation,
      `select * from ${isElsewhere ? `${identifier(attachedName)}.` : ""}${source}`,
    )
  if (!isElsewhere || resource.type !== "model") return createView(relation, `select * from ${source}`)
  const compiled = compiler.model(resource, { isIncremental: false })
  await installMacros(warehouse, compiled.macros)
  return createView(relation, compiled.sql)
}

/** What it was when the state was built. */
function kindIn({ nodes }: LuxGraph, id: string): RelationKind {
  const node = nodes[id]
  return node?.resource_type === "model" && (node.config["materialized"] ?? "view") === "view"
    ? "view"
    : "table"
}
