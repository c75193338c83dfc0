import type { LuxError } from "../errors.ts"
import { graphOf } from "../graph/graph-of.ts"
import type { Call, Graph, GraphNode } from "../graph/types.ts"
import type { Resource } from "../project/types.ts"
import { type RecordedResource, type RecordHead, warningAgain } from "./record-head.ts"

type Head = RecordHead<Resource>

/** The graph as it was. */
export function recordedGraph(head: Head, resources: readonly Resource[]): Graph {
  const idOf = (position: number): string => idIn(head, position)
  const nodes = new Map<string, GraphNode>()
  for (const [index, recorded] of head.resources.entries()) {
    const resource = resources[index]
    if (resource === undefined || recorded.reads === undefined) continue
    nodes.set(recorded.light.uniqueId, new RecordedNode(resource, recorded, recorded.reads, idOf))
  }
  return graphOf(nodes, head.order.map(idOf))
}

/** A node of the graph whose edges are looked up when they are asked for. */
export class RecordedNode implements GraphNode {
  readonly resource: Resource
  readonly #recorded: RecordedResource<Resource>
  readonly #reads: readonly number[]
  readonly #idOf: (position: number) => string
  #dependsOn: readonly string[] | undefined

  constructor(
    resource: Resource,
    recorded: RecordedResource<Resource>,
    reads: readonly number[],
    idOf: (position: number) => string,
  ) {
    this.resource = resource
    this.#recorded = recorded
    this.#reads = reads
    this.#idOf = idOf
  }

  get dependsOn(): readonly string[] {
    this.#dependsOn ??= this.#reads.map(this.#idOf)
    return this.#dependsOn
  }

  get calls(): GraphNode["calls"] {
    return callsOf(this.#recorded)
  }

  get warnings(): readonly LuxError[] {
    return (this.#recorded.warnings ?? []).map(warningAgain)
  }

  get attachedTo(): string | undefined {
    const { on } = this.#recorded
    return on === undefined ? undefined : this.#idOf(on)
  }
}

/** Unique id of the resource at a position. */
export function idIn(head: Head, position: number): string {
  return head.resources[position]?.light.uniqueId ?? ""
}

/** Where the calls stand matters to errors alone, and those are told by a load without a record. */
const nowhere = { file: "", line: 1, column: 1 }

function callsOf({ calls }: RecordedResource<Resource>): readonly Call[] | undefined {
  return calls?.map((call) => ({ ...call, place: nowhere }))
}
