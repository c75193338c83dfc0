import { randomUUID } from "node:crypto"
import { knowingCompiler, type ReadProject } from "../analysis/knowledge.ts"
import type { Deferral } from "../compile/compiler.ts"
import { LuxError } from "../errors.ts"
import { ungated } from "../graph/gate-upstream.ts"
import { placeGates, withoutGates } from "../graph/gates.ts"
import { graphWarnings } from "../graph/graph-warnings.ts"
import { publishGroups } from "../graph/publish-groups.ts"
import type { Selected } from "../graph/select.ts"
import type { Graph } from "../graph/types.ts"
import { targetPlace } from "../project/target/target-place.ts"
import type { Project, Resource } from "../project/types.ts"
import { catalogOf } from "../warehouse/catalog.ts"
import { Interrupted } from "../warehouse/errors.ts"
import type { WarehouseStatements } from "../warehouse/statements.ts"
import type { Catalog } from "../warehouse/warehouse.ts"
import { implementationOf } from "../warehouse/warehouses.ts"
import { dropWaiting, publishTogether } from "./build/publish-together.ts"
import { remakeOf } from "./build/remake.ts"
import { costsUnknown, runCosts } from "./commands/run-cost.ts"
import { compiledPathOf, type SqlFile, writeSqlFiles } from "./compiled-files.ts"
import { compiledSqlOf } from "./compiled-sql.ts"
import { dryRun } from "./dry-run.ts"
import type { OnEvent } from "./events.ts"
import { readRemembered } from "./history/history-read.ts"
import { historyRows } from "./history/history-rows.ts"
import { writeHistory } from "./history/history-write.ts"
import { afresh, leasesOfRun } from "./leases/run-leases.ts"
import { unitsOf } from "./leases/units.ts"
import { type Asked, buildCommand } from "./next-commands.ts"
import { nothingToDo } from "./nothing-to-do.ts"
import { perform } from "./perform.ts"
import type { PerformContext } from "./perform-context.ts"
import { everythingIsThere, type IsThere, presenceOf } from "./presence.ts"
import { remainingOf } from "./remaining.ts"
import type { NodeResult, RunResult } from "./results.ts"
import { runProjectHooks } from "./run-hooks.ts"
import { schedule } from "./schedule.ts"
import { type RunCommand, scopeOf } from "./scope.ts"
import { readsElsewhere } from "./session/current-deferrals.ts"
import { attachState, type Defer, deferrals } from "./session/defer.ts"
import { installMacros, macrosOf } from "./session/install-macros.ts"
import { openProjectWarehouse, prepareWarehouse } from "./session/prepare-warehouse.ts"
import { tasksFor } from "./tasks.ts"
import { notBuilt, resourcesOf, unbuiltFor } from "./unbuilt.ts"
import { executeUnitTests } from "./unit-test/execute-unit-tests.ts"
import { createUnitTestEngine } from "./unit-test/unit-test-engine.ts"
import { planWork, planWorkload, type WorkloadItem, type WorkloadOptions } from "./workload.ts"

export interface ExecuteOptions {
  readonly selected: Selected
  /** How the selection was written, for the history; undefined for everything. */
  readonly selection: string | undefined
  /** For the commands that hints name. */
  readonly asked: Asked
  readonly defer: Defer | undefined
  readonly threads: number
  readonly fullRefresh: boolean
  /** What models and snapshots read is read without its rows; nothing is staged. */
  readonly empty: boolean
  readonly failFast: boolean
  /** False: what is built is published at once, and checked then. */
  readonly auditFirst: boolean
  readonly dryRun: boolean
  readonly lockTimeoutSeconds: number
  /** How long a node is waited for that another run builds. */
  readonly leaseTimeoutSeconds: number
  /** After the run the system tables are asked what it cost. */
  readonly showCost: boolean
  readonly signal: AbortSignal | undefined
  readonly onEvent: OnEvent
  /** Told what was done, and the paths of the files with what was sent, before the run ends, also where an error ends it. Gives warnings, throws nothing. */
  readonly onDone: (
    result: RunResult,
    items: readonly WorkloadItem[],
    executed: ReadonlySet<string>,
  ) => Promise<readonly LuxError[]>
}

/**
 * One invocation from selection to history. Everything is compiled and planned before anything is touched, so a project
 * error throws and leaves the warehouse as it was; what fails while it runs is in the results.
 */
export async function execute(
  read: ReadProject,
  command: RunCommand,
  options: ExecuteOptions,
): Promise<RunResult> {
  const startedAt = new Date()
  const invocationId = randomUUID()
  const invocation = { id: invocationId, startedAt: startedAt.toISOString() }
  const { project, graph } = read
  const { selected, defer } = options
  const deferred = new Map<string, Deferral>()
  const { compiler } = knowingCompiler(read, invocation, undefined, deferred)
  const warnings = [
    ...project.warnings,
    ...graphWarnings(graph, startedAt),
    ...selected.warnings,
    ...[options.showCost ? costsUnknown(project) : undefined].filter((each) => each !== undefined),
  ]
  const warn = (error: LuxError): void => options.onEvent({ type: "warning", error })
  for (const error of warnings) warn(error)
  const scope = scopeOf(command, selected.ids, graph)
  const isBuilt = (id: string): boolean => scope.builds.has(id)
  const gatesUpstream = options.auditFirst && command === "build"
  const groups = publishGroups(graph, isBuilt, { gates: gatesUpstream })
  const gates = options.auditFirst
    ? placeGates(graph, scope.tests, isBuilt, groups)
    : withoutGates(scope.tests)
  const { fullRefresh, empty } = options
  const planning = (
    catalog: Catalog,
    statements: WarehouseStatements,
    isThere: IsThere,
  ): WorkloadOptions => ({
    isThere,
    project,
    graph,
    compiler,
    catalog,
    statements,
    fullRefresh,
    empty,
    ...scope,
    gates,
    groups,
  })
  const plan = (
    catalog: Catalog,
    statements: WarehouseStatements,
    isThere: IsThere = everythingIsThere,
  ): readonly WorkloadItem[] => {
    if (defer !== undefined) {
      const target = { relationOf: compiler.relationOf, catalog, database: targetPlace(project.target) }
      for (const [id, deferral] of deferrals(defer, graph, new Set(selected.ids), target))
        deferred.set(id, deferral)
    }
    if (gatesUpstream)
      for (const error of ungated(
        graph,
        scope.builds,
        (view) => catalog.get(compiler.relationOf(view)) !== undefined,
      ))
        warn(error)
    const items = planWorkload(planning(catalog, statements, isThere))
    for (const { work } of items) if (work.kind === "relation") for (const error of work.warnings) warn(error)
    return items
  }

  const unitTests = createUnitTestEngine(read, invocation)
  const results: NodeResult[] = []
  const finish = (): RunResult => ({
    invocationId,
    command,
    startedAt,
    finishedAt: new Date(),
    nodes: results,
    success: options.signal?.aborted !== true && results.every(({ status }) => wellStatuses.has(status)),
    cancelled: options.signal?.aborted === true,
    target: project.target.name,
    warehouse: targetPlace(project.target),
  })
  if (options.dryRun) {
    await dryRun(project, compiler, plan, options)
    return finish()
  }

  if (scope.unitTests.size > 0 && scope.builds.size + scope.tests.size === 0)
    return executeUnitTests(
      plan(catalogOf([], []), (await implementationOf(project.target)).statements),
      unitTests,
      {
        ...options,
        project,
        results,
        finish,
      },
    )

  // One session more than nodes at once, for what keeps the leases.
  const threads = options.threads + 1
  const warehouse = await openProjectWarehouse(project, { ...options, threads, invocation })
  const leases = leasesOfRun(project, {
    warehouse,
    invocationId,
    units: unitsOf(graph, groups, scope.builds, compiler),
    threads: options.threads,
    timeoutSeconds: options.leaseTimeoutSeconds,
    signal: options.signal,
    workOf: (id) => items.find(({ work }) => work.id === id)?.work,
    onEvent: options.onEvent,
  })
  const cancel = (): void => {
    warehouse.cancel()
    unitTests.cancel()
  }
  options.signal?.addEventListener("abort", cancel)
  let items: readonly WorkloadItem[] = []
  const unwritten: LuxError[] = []
  const executed = new Set<string>()
  const write = (files: readonly SqlFile[]): void => void unwritten.push(...writeSqlFiles(project, files))
  /** Leaves what was done for other tools and later commands. */
  const leave = async (result: RunResult): Promise<void> => {
    const problems = [...unwritten.slice(0, 1), ...(await options.onDone(result, items, executed))]
    for (const problem of problems) warn(problem)
  }
  try {
    await leases?.open()
    const { catalog, lake } = await prepareWarehouse(warehouse, project, compiler, invocationId, {
      empty,
      leases,
    })
    const thereIn = (found: Catalog, builds: ReadonlySet<string>): IsThere =>
      presenceOf({ catalog: found, relationOf: compiler.relationOf, lake, builds, empty })
    const isThere = thereIn(catalog, scope.builds)
    const planned = plan(catalog, warehouse.statements, isThere)
    const needing = { graph, compiler, isThere, selected: new Set(selected.ids) }
    const unbuilt = unbuiltFor(planned, needing)
    const around = { project, graph, isThere: thereIn(catalog, new Set()) }
    if (unbuilt.length > 0)
      throw notBuilt(unbuilt, await buildCommand(resourcesOf(unbuilt), options.asked, around))
    items = planned
    if (defer !== undefined && readsElsewhere(deferred)) await attachState(warehouse, defer.state)
    await installMacros(warehouse, macrosOf(items, compiler, [...project.onRunStart, ...project.onRunEnd]))
    options.onEvent({ type: "run-started", invocationId, total: items.length, threads: options.threads })
    if (items.length === 0 && selected.warnings.length === 0)
      options.onEvent({ type: "notice", message: nothingToDo(command, options.selection) })
    await runProjectHooks(warehouse, compiler, "on-run-start", project.onRunStart)
    write(compiledFiles(graph, project, items))
    const remembered = await readRemembered(
      warehouse,
      project,
      items.map(({ work }) => work),
    )
    const cancelled = (): boolean => options.signal?.aborted === true
    const context: PerformContext = {
      project,
      compiler,
      warehouse,
      statements: warehouse.statements,
      remake: remakeOf(items, warehouse.statements),
      lake,
      remembered,
      unitTests,
      fullRefresh,
      cancelled,
      invocationId,
      dependsOn: (id: string) => upstreamOf(graph, id),
      warn,
      waiting: new Map(),
      guard: (id) => leases?.guard(id),
      afresh: async (work) =>
        leases === undefined
          ? work
          : afresh({
              ...{ work, lake, leases, warehouse, catalog },
              plan: (now) => {
                const resource = graph.nodes.get(work.id)?.resource
                return (
                  resource &&
                  planWork(resource, planning(now, warehouse.statements, thereIn(now, scope.builds)))
                )
              },
            }),
      onExecuted: (files: readonly SqlFile[]) => {
        for (const { path } of files) executed.add(path)
        write(files)
      },
    }
    const tasks = tasksFor(items, {
      onEvent: (event) => {
        if (event.type === "node-finished" && !context.waiting.has(event.result.uniqueId))
          leases?.release(event.result.uniqueId)
        options.onEvent(event)
      },
      results,
      perform: (work) => perform(work, context),
      publish: (ids) => publishTogether(ids, context),
      cancelled,
    })
    await schedule(tasks, {
      concurrency: options.threads,
      failFast: options.failFast,
      signal: options.signal,
      admit: leases?.admit,
    })
    const { waiting } = context
    if (waiting.size > 0)
      await warehouse.withSession((session) => dropWaiting(session, waiting.keys(), context))
    await leases?.close()
    if (options.signal?.aborted !== true)
      await runProjectHooks(warehouse, compiler, "on-run-end", project.onRunEnd)
    const done = finish()
    const unwritten = await writeHistory(
      warehouse,
      project,
      historyRows(project, done, options.selection ?? null),
    )
    if (unwritten !== undefined) options.onEvent({ type: "warning", error: unwritten })
    const costs =
      options.showCost && !done.cancelled ? await runCosts(warehouse, project, invocation, done.nodes) : []
    if (costs instanceof LuxError) warn(costs)
    else if (costs.length > 0) options.onEvent({ type: "run-cost", costs })
    const well = new Set(results.filter(({ status }) => wellDone.has(status)).map(({ uniqueId }) => uniqueId))
    const remaining = done.cancelled
      ? []
      : await remainingOf(command, results, options.asked, { ...around, isThere: thereIn(catalog, well) })
    const result = {
      ...done,
      ...(costs instanceof LuxError || costs.length === 0 ? {} : { costs }),
      ...(remaining.length === 0 ? {} : { remaining }),
    }
    await leave(result)
    options.onEvent({ type: "run-finished", result })
    return result
  } catch (error) {
    const result = finish()
    if (items.length > 0) await leave({ ...result, success: false })
    // Interrupted before or after the nodes ran: what was done is in the results.
    if (!(error instanceof Interrupted)) throw error
    options.onEvent({ type: "run-finished", result })
    return result
  } finally {
    options.signal?.removeEventListener("abort", cancel)
    await leases?.close()
    await Promise.all([warehouse.close(), unitTests.close()])
  }
}

function compiledFiles(graph: Graph, project: Project, items: readonly WorkloadItem[]): readonly SqlFile[] {
  return [...compiledSqlOf(items)].flatMap(([id, sql]) => {
    const resource = graph.nodes.get(id)?.resource
    return resource === undefined ? [] : [{ path: compiledPathOf(resource, project), sql }]
  })
}

/** What is skipped is so because something else failed. */
const wellStatuses: ReadonlySet<NodeResult["status"]> = new Set(["ok", "warn", "skipped"])

const wellDone: ReadonlySet<NodeResult["status"]> = new Set(["ok", "warn"])

function upstreamOf(graph: Graph, id: string): readonly Resource[] {
  return (graph.nodes.get(id)?.dependsOn ?? []).flatMap(
    (upstream) => graph.nodes.get(upstream)?.resource ?? [],
  )
}
