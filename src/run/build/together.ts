import type { Compiler } from "../../compile/compiler.ts"
import { areTogether, type PublishGroups, readsThroughEphemerals } from "../../graph/publish-groups.ts"
import type { Graph } from "../../graph/types.ts"
import { isBuilt } from "../../project/resource-guards.ts"
import type { Resource } from "../../project/types.ts"
import type { Check } from "../../quality/check.ts"
import { candidateSuffix, withToken } from "../../sql/names-next-to.ts"
import type { Relation } from "../../sql/relation.ts"
import type { RelationWork } from "../workload.ts"

/** What a model of a run is published together with. */
export interface Together {
  /** Of the group, as a task. */
  readonly id: string
  readonly name: string
  /** Unique id of each member, itself among them -> where its new version is until all are published. */
  readonly candidates: ReadonlyMap<string, Relation>
  /** The same -> where it is then. */
  readonly relations: ReadonlyMap<string, Relation>
  /** True for a test that reads other members too: it is asked once all of them are built. */
  readonly isAskedLast: (testId: string) => boolean
}

export function togetherOf(
  { uniqueId }: Resource,
  options: {
    readonly graph: Graph
    readonly groups: PublishGroups
    readonly compiler: Compiler
    readonly token: string | undefined
  },
): Together | undefined {
  const { graph, groups, compiler, token } = options
  const suffix = withToken(candidateSuffix, token)
  const group = groups.of.get(uniqueId)
  if (group === undefined) return undefined
  const relations = new Map(
    group.members.flatMap((id) => {
      const resource = graph.nodes.get(id)?.resource
      return resource !== undefined && isBuilt(resource) ? [[id, compiler.relationOf(resource)] as const] : []
    }),
  )
  return {
    id: group.id,
    name: group.name,
    candidates: new Map([...relations].map(([id, relation]) => [id, relation.withSuffix(suffix)])),
    relations,
    isAskedLast: (testId) =>
      readsThroughEphemerals(graph, testId).some(
        (id) => id !== uniqueId && areTogether(id, uniqueId, groups),
      ),
  }
}

/** The checks of a member's candidate that need nothing of the others. */
export function firstChecks({ besideChecks, together }: RelationWork): readonly Check[] {
  return besideChecks.filter(({ test }) => together?.isAskedLast(test.uniqueId) !== true)
}

/** The checks of a member's candidate that also read those of others. */
export function lastChecks({ besideChecks, together }: RelationWork): readonly Check[] {
  return besideChecks.filter(({ test }) => together?.isAskedLast(test.uniqueId) === true)
}
