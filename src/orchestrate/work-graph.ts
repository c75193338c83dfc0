import type { Graph } from "../graph/types.ts"
import { isSelectedBySource } from "../project/resource-guards.ts"
import type { Project } from "../project/types.ts"
import { placeTests } from "./test-places.ts"
import { type BuildTask, tasksOf, type WorkNode } from "./work-tasks.ts"

/** What schedulers run: a plain value, the same for the same project. */
export interface WorkGraph {
  readonly project: string
  readonly target: string
  readonly dags: readonly WorkDag[]
}

/** A test that a command asks. */
export interface WorkTest {
  readonly uniqueId: string
  readonly name: string
  readonly selector: string
}

/** What one `lux build` selects. */
export interface BuildCommand {
  readonly nodes: readonly WorkNode[]
  /** Selectors of tests that it asks, besides those that read its nodes by name; sorted. */
  readonly added: readonly string[]
  /** Selectors of tests that read its nodes and are asked by another command; sorted. */
  readonly excluded: readonly string[]
}

/** One `lux build`, with the tests that it asks. */
export interface WorkTask extends BuildTask, BuildCommand {
  /** Each with the tests that gate it. */
  readonly nodes: readonly (WorkNode & { readonly checks: readonly WorkTest[] })[]
}

/** One `lux test`: the tests that no build can ask, because they read what several make. */
export interface TestTask {
  readonly id: string
  /** Ids of the tasks that go before it, sorted. */
  readonly after: readonly string[]
  /** Each with the unique id of the node that it is about. */
  readonly checks: readonly (WorkTest & { readonly about: string })[]
}

export interface WorkDag {
  /** `luxury_brands_marts`. */
  readonly id: string
  /** Cron, `@hourly` and the like, `assets` (when what it reads of other DAGs was built), or `none`. */
  readonly schedule: string
  readonly paused: boolean
  /** Selectors of the sources that have to be fresh first; empty where nothing waits for them. */
  readonly freshSources: readonly string[]
  /** In an order in which each comes after those that it waits for. */
  readonly tasks: readonly WorkTask[]
  /** The last task. */
  readonly tests: TestTask | undefined
  /** All of it, the last task too, as one command. */
  readonly whole: BuildCommand
  /** Assets of tasks in other DAGs that it reads, sorted. */
  readonly reads: readonly string[]
}

/** The nodes of a DAG, by unique id. */
export interface DagNodes {
  readonly name: string
  readonly schedule: string
  readonly ids: ReadonlySet<string>
}

/** The DAGs that are given, with tasks and edges of the graph. */
export function workGraph(
  { name, target, orchestrate }: Pick<Project, "name" | "target" | "orchestrate">,
  graph: Graph,
  dags: readonly DagNodes[],
): WorkGraph {
  const prefix = orchestrate.prefix ?? `${name}_`
  const made = dags.map(({ name: dagName, schedule, ids }) => {
    const own = orchestrate.dags?.[dagName]
    const id = `${prefix}${dagName}`
    const assetOf = (task: string): string => `lux://${name}/${target.name}/${id}/${task}`
    const tasks = tasksOf(graph, ids, own?.tasks ?? orchestrate.tasks, assetOf)
    const paused = own?.paused ?? orchestrate.paused
    const waits = own?.freshness ?? orchestrate.freshness
    return {
      id,
      schedule: own?.schedule ?? schedule,
      paused,
      tasks,
      ids,
      freshSources: waits ? freshSources(graph, ids) : [],
    }
  })
  const tests = placeTests(graph, made)
  return {
    project: name,
    target: target.name,
    dags: made.map(({ ids, tasks, ...dag }) => ({
      ...dag,
      tasks: tasks.map((task) => tests.askedBy(dag.id, task)),
      tests: tests.after({ id: dag.id, tasks }),
      whole: tests.whole({ id: dag.id, tasks }),
      reads: assetsRead(graph, ids, made, dag.id),
    })),
  }
}

function assetsRead(
  graph: Graph,
  ids: ReadonlySet<string>,
  dags: readonly { readonly id: string; readonly tasks: readonly BuildTask[] }[],
  self: string,
): readonly string[] {
  const read = new Set([...ids].flatMap((id) => graph.nodes.get(id)?.dependsOn ?? []))
  const tasks = dags.filter(({ id }) => id !== self).flatMap((dag) => dag.tasks)
  return tasks
    .filter(({ nodes }) => nodes.some(({ uniqueId }) => read.has(uniqueId) && !ids.has(uniqueId)))
    .map(({ asset }) => asset)
    .sort()
}

/** The sources that are read and say how old they may be. */
function freshSources(graph: Graph, ids: ReadonlySet<string>): readonly string[] {
  const read = new Set([...ids].flatMap((id) => graph.nodes.get(id)?.dependsOn ?? []))
  return [...read]
    .flatMap((id) => graph.nodes.get(id)?.resource ?? [])
    .flatMap((resource) =>
      isSelectedBySource(resource) && resource.freshness !== undefined
        ? [`source:${resource.packageName}.${resource.sourceName}.${resource.name}`]
        : [],
    )
    .sort()
}
