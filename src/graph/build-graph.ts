import { LuxError, Problems } from "../errors.ts"
import { scopeOfPackage } from "../project/packages/of-package.ts"
import type { DataTest, Exposure, Model, Project, RelationArgument, Resource } from "../project/types.ts"
import { factsOf } from "../template/facts.ts"
import type { RelationCall, Template } from "../template/types.ts"
import { checkAccess, restrictedPackages } from "./access.ts"
import { edgesOf, graphOf } from "./graph-of.ts"
import { type Resolver, resolverOf } from "./resolver.ts"
import { topologicalOrder } from "./topology.ts"
import type { Call, Graph, GraphBefore, GraphNode } from "./types.ts"
import { type Coverage, coverageOf } from "./unit-test-coverage.ts"

/** Renders a template whose refs are not literals, and tells what it referred to. */
export type FindByRendering = (template: Template, owner: Resource) => readonly RelationCall[]

/**
 * Resolves what every resource reads and orders it.
 * Throws LUX-12xx, all independent ones together: unknown refs and sources, cycles as the path that closes them.
 */
export function buildGraph(project: Project, findByRendering: FindByRendering, before?: GraphBefore): Graph {
  const problems = new Problems()
  const resolver = resolverOf(project)
  const restricted = restrictedPackages(project)
  const nodes = new Map<string, GraphNode>()
  for (const resource of project.resources) {
    const known = before?.node(resource)
    if (known !== undefined && before?.resolvesTheSame === true) {
      nodes.set(resource.uniqueId, known)
      continue
    }
    const dependsOn = new Set<string>()
    let rendered = false
    const render: FindByRendering = (template, owner) => {
      rendered = true
      return findByRendering(template, owner)
    }
    const calls = known?.calls ?? callsOf(resource, project, render, problems)
    const attachedTo = known === undefined ? attachedToOf(resource) : known.attachedTo
    for (const call of calls) {
      const target = problems.attempt(() => resolve(resolver, call))
      if (target === undefined) continue
      dependsOn.add(target.uniqueId)
      problems.attempt(() => checkAccess(resource, target, call, restricted))
    }
    if (attachedTo !== undefined) dependsOn.add(attachedTo)
    nodes.set(resource.uniqueId, {
      resource,
      dependsOn: [...dependsOn].sort(),
      calls: rendered ? undefined : calls,
      attachedTo,
    })
  }
  for (const [id, node] of nodes) {
    const { resource } = node
    if (resource.type !== "unit_test") continue
    const coverage = problems.attempt(() => coverageOf(resource, nodes, resolver))
    if (coverage === undefined) continue
    const { calls, attachedTo } = node
    nodes.set(id, { resource, calls, attachedTo, dependsOn: [...modelsOf(coverage, nodes)].sort() })
  }
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
  const models = [...built].filter((id) => nodes.get(id)?.resource.type === "model")
  return new Set([...expected, ...models])
}

function attachedToOf(resource: Resource): string | undefined {
  return resource.type === "test" && resource.definition.kind === "generic"
    ? resource.definition.attachedTo
    : undefined
}

function resolve(resolver: Resolver, call: Call): Resource {
  const related = "related" in call ? call.related : undefined
  return resolver[call.kind](call.parts, call.place, related, call.version)
}

function callsOf(
  resource: Resource,
  project: Project,
  findByRendering: FindByRendering,
  problems: Problems,
): readonly Call[] {
  switch (resource.type) {
    case "model":
      return [
        ...callsIn(resource.template, resource, project, findByRendering, problems),
        ...foreignKeysOf(resource),
      ]
    case "test":
      return callsOfTest(resource, project, findByRendering, problems)
    case "exposure":
      return callsOfExposure(resource)
    case "snapshot":
      return [resource.relation]
    case "unit_test":
      return resource.expect.map(({ model }) => model)
    case "seed":
    case "source":
      return []
  }
}

function callsIn(
  template: Template,
  owner: Resource,
  project: Project,
  findByRendering: FindByRendering,
  problems: Problems,
): readonly RelationCall[] {
  return (
    problems.attempt(() => {
      const facts = factsOf(template, scopeOfPackage(project, owner.packageName).macros)
      return facts.dynamic ? [...facts.relations, ...findByRendering(template, owner)] : facts.relations
    }) ?? []
  )
}

function callsOfTest(
  test: DataTest,
  project: Project,
  findByRendering: FindByRendering,
  problems: Problems,
): readonly Call[] {
  if (test.definition.kind === "singular")
    return callsIn(test.definition.template, test, project, findByRendering, problems)
  const calls: Call[] = []
  for (const argument of Object.values(test.definition.arguments)) {
    if (argument.kind === "relation") calls.push(argument.relation)
    if (argument.kind === "template")
      calls.push(...callsIn(argument.template, test, project, findByRendering, problems))
  }
  // A generic test's own body: its refs are literal ones, the relations given as arguments are known from above.
  const generic = project.genericTests.get(test.definition.test)
  if (generic !== undefined)
    calls.push(
      ...(problems.attempt(() => factsOf(generic.body, generic.scope?.macros ?? project.macros).relations) ??
        []),
    )
  return calls
}

function callsOfExposure(exposure: Exposure): readonly RelationArgument[] {
  return exposure.dependsOn
}

/** What the foreign keys of a contract refer to must be there before. */
function foreignKeysOf({ config, constraints, columns }: Model): readonly RelationArgument[] {
  if (!config.contract.enforced) return []
  const all = [...constraints, ...columns.flatMap((column) => column.constraints)]
  return all.flatMap(({ to }) => to ?? [])
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
