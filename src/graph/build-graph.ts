import { LuxError, Problems } from "../errors.ts"
import { genericUseOf, isQueried, isUnitTest } from "../project/resource-guards.ts"
import type { Project, Resource } from "../project/types.ts"
import { checkAccess, restrictedPackages } from "./access.ts"
import type { FindByRendering } from "./found-by-rendering.ts"
import { checkGatingViews } from "./gate-upstream.ts"
import { edgesOf, graphOf } from "./graph-of.ts"
import { namedWithoutRef } from "./named-without-ref.ts"
import { TemplateReader } from "./read-templates.ts"
import { type Resolver, resolverOf } from "./resolver.ts"
import { topologicalOrder } from "./topology.ts"
import type { Call, Graph, GraphBefore, GraphNode } from "./types.ts"
import { type Coverage, coverageOf } from "./unit-test-coverage.ts"

/**
 * Resolves what every resource reads and orders it.
 * Throws LUX-11xx and LUX-12xx, all independent ones together: what is wrong with templates, unknown refs and sources,
 * cycles as the path that closes them.
 */
export function buildGraph(project: Project, findByRendering: FindByRendering, before?: GraphBefore): Graph {
  const problems = new Problems()
  const resolver = resolverOf(project)
  const restricted = restrictedPackages(project)
  const templates = new TemplateReader(project, findByRendering, problems)
  const unreferred = namedWithoutRef(project)
  // Where something is taken over, what belongs to all of the project is what it was.
  if (before === undefined) templates.checkShared()
  const nodes = new Map<string, GraphNode>()
  for (const resource of project.resources) {
    const known = before?.node(resource)
    if (known !== undefined && before?.resolvesTheSame === true) {
      nodes.set(resource.uniqueId, known)
      continue
    }
    const dependsOn = new Set<string>()
    const read = known?.calls === undefined ? templates.read(resource) : undefined
    const calls = read?.calls ?? known?.calls ?? []
    const attachedTo = known === undefined ? genericUseOf(resource)?.attachedTo : known.attachedTo
    for (const call of calls) {
      const target = problems.attempt(() => resolve(resolver, call))
      if (target === undefined) continue
      dependsOn.add(target.uniqueId)
      problems.attempt(() => checkAccess(resource, target, call, restricted))
    }
    if (attachedTo !== undefined) dependsOn.add(attachedTo)
    if (resource.collectedBy !== undefined) dependsOn.add(resource.collectedBy)
    nodes.set(resource.uniqueId, {
      resource,
      dependsOn: [...dependsOn].sort(),
      calls: read?.isDynamic === true ? undefined : calls,
      attachedTo,
      // Names may have come or gone, so that this is asked of what was taken over as well.
      warnings: [
        ...(read?.warnings ?? known?.warnings ?? []).filter(({ code }) => code !== "LUX-1430"),
        ...unreferred(resource),
      ],
    })
  }
  for (const [id, node] of nodes) {
    const { resource, calls, attachedTo, warnings } = node
    if (!isUnitTest(resource)) continue
    const coverage = problems.attempt(() => coverageOf(resource, nodes, resolver))
    if (coverage === undefined) continue
    const dependsOn = [...modelsOf(coverage, nodes)].sort()
    nodes.set(id, { resource, dependsOn, calls, attachedTo, warnings })
  }
  templates.finish()
  checkGatingViews(nodes, problems)
  problems.throwIfAny()

  return graphOf(
    nodes,
    before?.resolvesTheSame === true && hasEdgesOf(before, nodes) ? before.order() : order(),
  )

  function order(): readonly string[] {
    const sorted = topologicalOrder(edgesOf(nodes))
    if ("cycle" in sorted) throw cycleError(sorted.cycle, nodes, resolver)
    return sorted.order
  }
}

/** Whether nothing but the contents of nodes is new. */
function hasEdgesOf(before: GraphBefore, nodes: ReadonlyMap<string, GraphNode>): boolean {
  for (const [id, node] of nodes) {
    if (before.node(node.resource) !== undefined) continue
    const reads = before.reads(id)
    if (reads?.length !== node.dependsOn.length) return false
    if (!reads.every((each, at) => each === node.dependsOn[at])) return false
  }
  return true
}

/** What a unit test is about: a change of any of these may change what comes of it. */
function modelsOf({ expected, built }: Coverage, nodes: ReadonlyMap<string, GraphNode>): ReadonlySet<string> {
  const models = [...built].filter((id) => isQueried(nodes.get(id)?.resource))
  return new Set([...expected, ...models])
}

function resolve(resolver: Resolver, call: Call): Resource {
  const related = "related" in call ? call.related : undefined
  return resolver[call.kind](call.parts, call.place, related, call.version)
}

function cycleError(
  cycle: readonly string[],
  nodes: ReadonlyMap<string, GraphNode>,
  resolver: Resolver,
): LuxError {
  const nameOf = (id: string): string => nodes.get(id)?.resource.name ?? id
  const [first, ...others] = cycle.slice(0, -1).flatMap((id, at) => {
    const node = nodes.get(id)
    const next = cycle[at + 1] ?? ""
    if (node === undefined) return []
    const call = node.calls?.find((each) => resolve(resolver, each).uniqueId === next)
    const message = `"${nameOf(id)}" reads "${nameOf(next)}"`
    return [{ message, place: call?.place ?? node.resource.place }]
  })
  const what = others.length === 0 ? "a model reads itself" : "models read each other in a circle"
  return new LuxError("LUX-1206", `${what}: ${cycle.map(nameOf).join(" -> ")}`, {
    place: first?.place,
    hint:
      others.length === 0
        ? "The rows that an incremental model has already are in {{self}}."
        : "Take one of these refs out, or move what both need into a model of its own.",
    related: others,
  })
}
