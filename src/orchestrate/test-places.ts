import type { Graph } from "../graph/types.ts"
import { isDataTest } from "../project/resource-guards.ts"
import type { BuildCommand, TestTask, WorkTask, WorkTest } from "./work-graph.ts"
import { type BuildTask, isWork, readsOf, selectorOf } from "./work-tasks.ts"

interface DagTasks {
  readonly id: string
  readonly tasks: readonly BuildTask[]
}

/** Where a test is asked. */
interface Place {
  readonly test: WorkTest
  readonly dag: string
  /** Undefined: after all that its DAG builds. */
  readonly task: string | undefined
  /** Unique id of the node that it gates. */
  readonly about: string
  /** Unique ids of the scheduled nodes that it reads. */
  readonly reads: readonly string[]
  /** Unique ids of what it names: who selects one of them selects the test. */
  readonly parents: ReadonlySet<string>
}

/**
 * Each test is asked by one command. That is the build of the node that it gates (the node that it is declared on, of a
 * singular test the last that it reads), if all else that it reads is there by then. Otherwise it is asked when its DAG has
 * built all of it. A test of sources alone is asked by the first build that reads one.
 */
export function placeTests(graph: Graph, dags: readonly DagTasks[]): TestPlaces {
  const work = new Set(graph.order.filter((id) => isWork(graph.nodes.get(id)?.resource)))
  const scheduled = new Map(
    dags.flatMap((dag) =>
      dag.tasks.flatMap((task) => task.nodes.map(({ uniqueId }) => [uniqueId, { dag, task }] as const)),
    ),
  )
  const inOrder = graph.order.filter((id) => scheduled.has(id))
  const places: Place[] = []
  for (const [uniqueId, { resource, attachedTo, dependsOn }] of graph.nodes) {
    if (!isDataTest(resource) || resource.enabled === false) continue
    const parents = new Set(dependsOn)
    const found = new Set(readsOf(graph, uniqueId, work))
    const reads = inOrder.filter((id) => found.has(id))
    const last = reads.at(-1) ?? inOrder.find((id) => readsOf(graph, id, parents).length > 0)
    const about = reads.find((id) => id === attachedTo) ?? last
    const [own, latest] = [scheduled.get(about ?? ""), scheduled.get(last ?? "")]
    if (about === undefined || own === undefined || latest === undefined) continue
    const isOf = (id: string, task: BuildTask): boolean => scheduled.get(id)?.task === task
    const isEarly = reads.some((id) => !isOf(id, own.task) && leadsTo(id, about))
    const { dag, task } = isEarly ? latest : own
    const isThere = reads.every(
      (id) =>
        isOf(id, task) ||
        scheduled.get(id)?.dag !== dag ||
        isBefore(scheduled.get(id)?.task.id ?? "", task.id, dag.tasks),
    )
    const test = { uniqueId, name: resource.name, selector: selectorOf(resource) }
    places.push({ test, dag: dag.id, task: isThere && !isEarly ? task.id : undefined, about, reads, parents })
  }
  return new TestPlaces(places.sort((a, b) => (a.test.uniqueId < b.test.uniqueId ? -1 : 1)))

  /** Whether one node reads the other, directly or through others. */
  function leadsTo(from: string, to: string): boolean {
    const seen = new Set([from])
    for (const id of seen) for (const read of graph.nodes.get(id)?.dependsOn ?? []) seen.add(read)
    return seen.has(to)
  }
}

/** Whether a task waits for another, directly or through others. */
function isBefore(before: string, task: string, tasks: readonly BuildTask[]): boolean {
  const after = new Map(tasks.map((each) => [each.id, each.after]))
  const seen = new Set([task])
  for (const id of seen) for (const other of after.get(id) ?? []) seen.add(other)
  return before !== task && seen.has(before)
}

class TestPlaces {
  readonly #places: readonly Place[]

  constructor(places: readonly Place[]) {
    this.#places = places
  }

  /** A task with the tests that it asks. */
  askedBy(dag: string, { nodes, ...task }: BuildTask): WorkTask {
    const here = this.#places.filter((place) => place.dag === dag && place.task === task.id)
    return {
      ...task,
      nodes: nodes.map((node) => ({
        ...node,
        checks: here.filter(({ about }) => about === node.uniqueId).map(({ test }) => test),
      })),
      ...this.#besides(nodes, here),
    }
  }

  /** All tasks of a DAG as one command, which asks the tests after them too. */
  whole({ id, tasks }: DagTasks): BuildCommand {
    const nodes = tasks.flatMap((task) => task.nodes)
    const here = this.#places.filter(({ dag }) => dag === id)
    return { nodes, ...this.#besides(nodes, here) }
  }

  /** The tests of a DAG that none of its builds asks. */
  after({ id: dag, tasks }: DagTasks): TestTask | undefined {
    const left = this.#places.filter((place) => place.dag === dag && place.task === undefined)
    if (left.length === 0) return undefined
    const taken = new Set(tasks.map(({ id }) => id))
    let id = "test"
    while (taken.has(id)) id += "_"
    const read = new Set(left.flatMap(({ reads }) => reads))
    return {
      id,
      after: tasks
        .filter(({ nodes }) => nodes.some(({ uniqueId }) => read.has(uniqueId)))
        .map((task) => task.id)
        .sort(),
      checks: left.map(({ test, about }) => ({ ...test, about })),
    }
  }

  /**
   * What `--select` of nodes selects too much and too little: it takes the tests that read one of them. Two tests may have
   * one selector: then both are asked where one is.
   */
  #besides(nodes: BuildTask["nodes"], asked: readonly Place[]): Pick<BuildCommand, "added" | "excluded"> {
    const isSelected = ({ parents }: Place): boolean => nodes.some(({ uniqueId }) => parents.has(uniqueId))
    const wanted = new Set(selectorsOf(asked))
    return {
      added: selectorsOf(asked.filter((place) => !isSelected(place))),
      excluded: selectorsOf(this.#places.filter(isSelected)).filter((selector) => !wanted.has(selector)),
    }
  }
}

function selectorsOf(places: readonly Place[]): readonly string[] {
  return [...new Set(places.map(({ test }) => test.selector))].sort()
}
