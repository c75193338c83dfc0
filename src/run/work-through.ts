import type { Graph } from "../graph/types.ts"
import type { Resource } from "../project/types.ts"
import { dropWaiting, publishTogether } from "./build/publish-together.ts"
import { remakeOf } from "./build/remake.ts"
import { readRemembered } from "./history/history-read.ts"
import { afresh } from "./leases/run-leases.ts"
import type { OpenRun } from "./open-run.ts"
import { perform } from "./perform.ts"
import type { PerformContext } from "./perform-context.ts"
import { schedule } from "./schedule.ts"
import { tasksFor } from "./tasks.ts"
import type { Work, WorkloadItem } from "./workload.ts"

/** Does what is planned, each as soon as what it waits for is done. What still waits to be published then is dropped. */
export async function workThrough(items: readonly WorkloadItem[], run: OpenRun): Promise<void> {
  const { options, journal, warehouse, leases } = run
  const context = await contextOf(items, run)
  const { waiting } = context
  const tasks = tasksFor(items, {
    onEvent: (event) => {
      if (event.type === "node-finished" && !waiting.has(event.result.uniqueId))
        leases?.release(event.result.uniqueId)
      options.onEvent(event)
    },
    results: journal.results,
    perform: (work) => perform(work, context),
    publish: (ids) => publishTogether(ids, context),
    cancelled: context.cancelled,
  })
  await schedule(tasks, {
    concurrency: options.threads,
    failFast: options.failFast,
    signal: options.signal,
    admit: leases?.admit,
  })
  if (waiting.size > 0)
    await warehouse.withSession((session) => dropWaiting(session, waiting.keys(), context))
}

async function contextOf(items: readonly WorkloadItem[], run: OpenRun): Promise<PerformContext> {
  const { read, options, invocation, compiler, journal, unitTests, warn, warehouse, lake, leases } = run
  const { project, graph } = read
  const works = items.map(({ work }) => work)
  const { statements } = warehouse
  return {
    ...{ project, compiler, warehouse, statements, lake, unitTests, warn },
    remake: remakeOf(items, statements),
    remembered: await readRemembered(warehouse, project, works),
    fullRefresh: options.fullRefresh,
    staging: options.staging,
    cancelled: () => options.signal?.aborted === true,
    invocationId: invocation.id,
    dependsOn: (id) => upstreamOf(graph, id),
    waiting: new Map(),
    guard: (id) => leases?.guard(id),
    afresh: (work) => afreshIn(run, work),
    onExecuted: (files) => journal.writeSent(files),
  }
}

/** Where other runs build too, work is planned again by what is there when its turn comes. */
async function afreshIn(run: OpenRun, work: Work): Promise<Work> {
  const { planner, warehouse, catalog, lake, leases, thereIn } = run
  if (leases === undefined) return work
  return afresh({
    ...{ work, lake, leases, warehouse, catalog },
    plan: (now) => planner.planAgain(work.id, now, warehouse.statements, thereIn(now, planner.scope.builds)),
  })
}

function upstreamOf(graph: Graph, id: string): readonly Resource[] {
  return (graph.nodes.get(id)?.dependsOn ?? []).flatMap(
    (upstream) => graph.nodes.get(upstream)?.resource ?? [],
  )
}
