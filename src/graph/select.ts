import picomatch from "picomatch"
import { LuxError } from "../errors.ts"
import { didYouMean } from "../nearest.ts"
import { isBuilt } from "../project/built.ts"
import type { Resource } from "../project/types.ts"
import { type Criterion, parseSelector, type Selector } from "./selector.ts"
import { reachable } from "./topology.ts"
import type { Graph } from "./types.ts"

export interface SelectOptions {
  readonly select: readonly string[]
  readonly exclude: readonly string[]
}

export interface Selected {
  /** Unique ids, in graph order. */
  readonly ids: readonly string[]
  readonly warnings: readonly LuxError[]
}

type Matcher = (value: string) => (resource: Resource) => boolean

/** The methods of the grammar, one line each: a new one is a new entry. */
const methods: Readonly<Record<string, Matcher>> = {
  fqn: matchFqn,
  path: matchPath,
  file: (value) => {
    const matches = picomatch(value)
    return (resource) => matches(resource.path.slice(resource.path.lastIndexOf("/") + 1))
  },
  tag: (value) => {
    const matches = picomatch(value)
    return (resource) => resource.tags.some((tag) => matches(tag))
  },
  source: (value) => {
    const matches = picomatch(value)
    return (resource) =>
      resource.type === "source" &&
      (matches(resource.sourceName) ||
        matches(`${resource.sourceName}.${resource.name}`) ||
        matches(resource.fqn.join(".")))
  },
  exposure: (value) => {
    const matches = picomatch(value)
    return (resource) => resource.type === "exposure" && matches(resource.name)
  },
  resource_type: (value) => (resource) => resource.type === value,
}

/**
 * The nodes that `--select` and `--exclude` mean; everything where nothing is selected. A test comes along with any
 * node that it reads. A criterion that matches nothing is a warning (LUX-1212), an unknown method an error (LUX-1211).
 */
export function select(graph: Graph, options: SelectOptions): Selected {
  const warnings: LuxError[] = []
  const chosen =
    options.select.length === 0
      ? new Set(graph.order)
      : evaluate(graph, parseSelector(options.select), warnings)
  const dropped = evaluate(graph, parseSelector(options.exclude), warnings)
  return { ids: graph.order.filter((id) => chosen.has(id) && !dropped.has(id)), warnings }
}

function evaluate(graph: Graph, selector: Selector, warnings: LuxError[]): Set<string> {
  const found = new Set<string>()
  for (const intersection of selector) {
    const sets = intersection.map((criterion) => withTests(graph, matching(graph, criterion, warnings)))
    const [first = new Set<string>(), ...rest] = sets
    for (const id of first) if (rest.every((set) => set.has(id))) found.add(id)
  }
  return found
}

function matching(graph: Graph, criterion: Criterion, warnings: LuxError[]): Set<string> {
  const method = methods[criterion.method]
  if (method === undefined)
    throw new LuxError("LUX-1211", `"${criterion.text}": "${criterion.method}" is not a way to select`, {
      hint:
        didYouMean(criterion.method, Object.keys(methods)) ??
        `There are: ${Object.keys(methods).join(", ")}.`,
    })
  const matches = method(criterion.value)
  const found = new Set<string>()
  for (const [id, node] of graph.nodes) if (matches(node.resource)) found.add(id)
  if (found.size === 0) warnings.push(nothingFound(graph, criterion))
  return widened(graph, found, criterion)
}

function widened(graph: Graph, found: ReadonlySet<string>, criterion: Criterion): Set<string> {
  const dependsOn = new Map([...graph.nodes].map(([id, node]) => [id, node.dependsOn]))
  const wide = new Set(found)
  if (criterion.childrensParents) {
    for (const id of reachable(graph.readers, found)) wide.add(id)
    for (const id of reachable(dependsOn, [...wide])) wide.add(id)
    return wide
  }
  if (criterion.parents > 0) for (const id of reachable(dependsOn, found, criterion.parents)) wide.add(id)
  if (criterion.children > 0)
    for (const id of reachable(graph.readers, found, criterion.children)) wide.add(id)
  return wide
}

/** Adds the tests of what was found ("eager"). */
function withTests(graph: Graph, found: ReadonlySet<string>): Set<string> {
  const all = new Set(found)
  for (const id of found)
    for (const reader of graph.readers.get(id) ?? [])
      if (graph.nodes.get(reader)?.resource.type === "test") all.add(reader)
  return all
}

/** By name, or by folders and name. Sources and exposures have methods of their own, as in dbt. */
function matchFqn(value: string): (resource: Resource) => boolean {
  const wanted = value.split(".").map((part) => picomatch(part))
  const last = picomatch(value)
  return (resource) => {
    if (resource.type === "source" || resource.type === "exposure") return false
    const { name, fqn } = resource
    return last(name) || startsWith(fqn, wanted) || startsWith(fqn.slice(1), wanted)
  }
}

function startsWith(parts: readonly string[], wanted: readonly ((part: string) => boolean)[]): boolean {
  return wanted.length <= parts.length && wanted.every((matches, index) => matches(parts[index] ?? ""))
}

function matchPath(value: string): (resource: Resource) => boolean {
  const path = value.replaceAll("\\", "/").replace(/^\.\//, "").replace(/\/$/, "")
  const matches = picomatch([path, `${path}/**`])
  return (resource) => matches(resource.path)
}

function nothingFound(graph: Graph, criterion: Criterion): LuxError {
  const resources = [...graph.nodes.values()].map((node) => node.resource)
  const known: Readonly<Record<string, () => readonly string[]>> = {
    fqn: () => resources.filter(isBuilt).map(({ name }) => name),
    tag: () => resources.flatMap((resource) => resource.tags),
    path: () => resources.map((resource) => resource.path),
    file: () => resources.map((resource) => resource.path.slice(resource.path.lastIndexOf("/") + 1)),
    source: () => resources.flatMap((resource) => (resource.type === "source" ? [resource.sourceName] : [])),
    resource_type: () => resources.map((resource) => resource.type),
  }
  return new LuxError(
    "LUX-1212",
    `"${criterion.text}" selects nothing: no ${criterion.method} "${criterion.value}"`,
    {
      hint: didYouMean(criterion.value, known[criterion.method]?.() ?? []) ?? "`lux ls` shows what there is.",
    },
  )
}
