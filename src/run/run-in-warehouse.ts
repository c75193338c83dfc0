import { Interrupted } from "../errors.ts"
import type { Resource } from "../project/types.ts"
import { compiledFiles } from "./compiled-sql.ts"
import { concludeRun } from "./conclude-run.ts"
import type { ProjectWarehouse } from "./lake/lake-services.ts"
import type { Leases } from "./leases/leases.ts"
import { leasesOfRun } from "./leases/run-leases.ts"
import { unitsOf } from "./leases/units.ts"
import { buildCommand } from "./next-commands.ts"
import { nothingToDo } from "./nothing-to-do.ts"
import type { OpenRun, Run } from "./open-run.ts"
import { presenceOf } from "./presence.ts"
import type { RunResult } from "./results.ts"
import { runProjectHooks } from "./run-hooks.ts"
import { attachState } from "./session/defer.ts"
import { installMacros, macrosOf } from "./session/install-macros.ts"
import { openProjectWarehouse, prepareWarehouse } from "./session/prepare-warehouse.ts"
import { recordedRun } from "./session/recorded-runs.ts"
import { timedWarehouse } from "./timed-warehouse.ts"
import { notBuilt, resourcesOf, unbuiltFor } from "./unbuilt.ts"
import { workThrough } from "./work-through.ts"
import type { WorkloadItem } from "./workload.ts"

/** Opens the warehouse, plans, does the work and concludes. What was done is left also where an error ends it. */
export async function runInWarehouse(run: Run): Promise<RunResult> {
  const { read, options, invocation, journal, unitTests } = run
  // One session more than nodes at once, for what keeps the leases.
  const threads = options.threads + 1
  const opened = await openProjectWarehouse(read.project, { ...options, threads, invocation })
  const { onStatement } = options
  const warehouse = onStatement === undefined ? opened : timedWarehouse(opened, onStatement)
  const leases = leasesFor(run, warehouse)
  const cancel = (): void => {
    warehouse.cancel()
    unitTests.cancel()
  }
  options.signal?.addEventListener("abort", cancel)
  try {
    const open = await prepare(run, warehouse, leases)
    const items = await planBuildable(open).catch(async (error: unknown) => {
      // A retry then does all of it, not what an earlier run left undone.
      await journal.leave(journal.notBegun(scopeResources(run)))
      throw error
    })
    journal.begin(items)
    await begin(items, open)
    await workThrough(items, open)
    await leases?.close()
    const result = await concludeRun(open)
    await journal.leave(result)
    options.onEvent({ type: "run-finished", result })
    return result
  } catch (error) {
    const result = journal.finish()
    if (journal.hasBegun) await journal.leave({ ...result, success: false })
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

/** What the run was to build and to test. */
function scopeResources({ read: { graph }, planner: { scope } }: Run): readonly Resource[] {
  return [...scope.builds, ...scope.tests, ...scope.unitTests].flatMap(
    (id) => graph.nodes.get(id)?.resource ?? [],
  )
}

function leasesFor(
  { read: { project, graph }, planner, compiler, options, invocation, journal }: Run,
  warehouse: ProjectWarehouse,
): Leases | undefined {
  return leasesOfRun(project, {
    warehouse,
    invocationId: invocation.id,
    units: unitsOf(graph, planner.groups, planner.scope.builds, compiler),
    threads: options.threads,
    timeoutSeconds: options.leaseTimeoutSeconds,
    signal: options.signal,
    workOf: (id) => journal.workOf(id),
    onEvent: options.onEvent,
  })
}

async function prepare(run: Run, warehouse: ProjectWarehouse, leases: Leases | undefined): Promise<OpenRun> {
  const { read, compiler, planner, invocation, options } = run
  const { empty } = options
  const { target } = read.project
  await leases?.open()
  const prepared = await prepareWarehouse(warehouse, read.project, compiler, invocation.id, {
    empty,
    leases,
    run: planner.scope.builds.size === 0 ? undefined : recordedRun(target, invocation.id),
  })
  const { lake } = prepared
  const { relationOf } = compiler
  return {
    ...run,
    ...prepared,
    warehouse,
    leases,
    thereIn: (catalog, builds) => presenceOf({ catalog, relationOf, lake, builds, empty }),
  }
}

/** Plans everything. Throws LUX-2302 with the command that builds it where something is read that is not built. */
async function planBuildable(run: OpenRun): Promise<readonly WorkloadItem[]> {
  const { read, compiler, planner, options, warehouse, catalog, thereIn } = run
  const { project, graph } = read
  const isThere = thereIn(catalog, planner.scope.builds)
  const items = planner.plan(catalog, warehouse.statements, isThere)
  const selected = new Set(options.selected.ids)
  const unbuilt = unbuiltFor(items, { graph, compiler, isThere, selected })
  if (unbuilt.length === 0) return items
  const around = { project, graph, isThere: thereIn(catalog, new Set()) }
  throw notBuilt(unbuilt, await buildCommand(resourcesOf(unbuilt), options.asked, around))
}

/** What comes before the nodes: the state that is read, macros, hooks, the compiled files. */
async function begin(items: readonly WorkloadItem[], run: OpenRun): Promise<void> {
  const { read, command, compiler, planner, options, invocation, journal, warehouse } = run
  const { project, graph } = read
  const { defer, selected, selection, threads, onEvent } = options
  if (defer !== undefined && planner.readsElsewhere) await attachState(warehouse, defer.state)
  const hooks = [...project.onRunStart, ...project.onRunEnd]
  await installMacros(warehouse, macrosOf(items, compiler, hooks, project))
  onEvent({ type: "run-started", invocationId: invocation.id, total: items.length, threads })
  if (items.length === 0 && selected.warnings.length === 0)
    onEvent({ type: "notice", message: nothingToDo(command, selection) })
  await runProjectHooks(warehouse, compiler, "on-run-start", project.onRunStart)
  journal.write(compiledFiles(graph, project, items))
}
