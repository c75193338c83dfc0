import { LuxError } from "../errors.ts"
import { didYouMean } from "../nearest.ts"
import { resourceKinds } from "../project/resource-kinds.ts"
import { type MethodContext, matcherFor } from "./methods.ts"
import { nothingFound } from "./nothing-found.ts"
import type { SelectableGraph } from "./selectable.ts"
import type {
  CombinedSelection,
  Criterion,
  IndirectSelection,
  NamedSelections,
  Selection,
} from "./selection.ts"
import { reachable } from "./topology.ts"

export interface EvaluateContext extends MethodContext {
  readonly graph: SelectableGraph
  readonly selectors: NamedSelections
  /** For criteria that do not say it themselves. */
  readonly indirect: IndirectSelection
  readonly warn: (warning: LuxError) => void
}

/**
 * What a part of a selection holds. Next to what is selected there are tests of it that wait for their other parents, each
 * with the rule that it waits by: where parts are united, those may be there.
 */
interface Found {
  readonly selected: ReadonlySet<string>
  readonly waiting: ReadonlyMap<string, IndirectSelection>
}

/** Unique ids of a selection, in no order. */
export function evaluate(selection: Selection, context: EvaluateContext): ReadonlySet<string> {
  return find(selection, context, []).selected
}

function find(selection: Selection, context: EvaluateContext, within: readonly string[]): Found {
  if (selection.kind !== "criterion") return combine(selection, context, within)
  if (selection.method === "selector") return findNamed(selection, context, within)
  const { graph } = context
  const matches = matcherFor(selection, context)
  const found = new Set<string>()
  for (const [id, node] of graph.nodes) if (matches(node.resource)) found.add(id)
  if (found.size === 0) context.warn(nothingFound(graph, selection))
  return withTests(widened(found, selection, graph), selection.indirect ?? context.indirect, graph)
}

function findNamed(criterion: Criterion, context: EvaluateContext, within: readonly string[]): Found {
  const { value, place, text } = criterion
  const { byName } = context.selectors
  const named = byName.get(value)
  if (named === undefined)
    throw new LuxError("LUX-1216", `there is no selector "${value}"`, {
      place,
      hint:
        didYouMean(value, byName.keys()) ??
        (byName.size === 0
          ? "selectors.yml next to lux_project.yml would define it."
          : `selectors.yml defines: ${[...byName.keys()].join(", ")}.`),
    })
  if (within.includes(value))
    throw new LuxError(
      "LUX-1218",
      `selectors name each other in a circle: ${[...within, value].join(" -> ")}`,
      {
        place,
      },
    )
  const found = find(named, context, [...within, value])
  const plain = criterion.parents + criterion.children === 0 && !criterion.childrensParents
  if (plain) return found
  if (found.selected.size === 0)
    context.warn(new LuxError("LUX-1212", `"${text}": selector "${value}" selects nothing`, { place }))
  const { graph, indirect } = context
  return withTests(widened(found.selected, criterion, graph), criterion.indirect ?? indirect, graph)
}

function combine(
  { kind, parts, text }: CombinedSelection,
  context: EvaluateContext,
  within: readonly string[],
): Found {
  let warned = false
  const warn = (warning: LuxError): void => {
    warned = true
    context.warn(warning)
  }
  const found = parts.map((part) => find(part, { ...context, warn }, within))
  const combined = settled(combinations[kind](found), context.graph)
  if (kind === "intersection" && combined.selected.size === 0 && text !== undefined && !warned)
    context.warn(
      new LuxError("LUX-1212", `"${text}" selects nothing: what its parts select has nothing in common`, {
        hint: "A comma takes what all parts select; a space takes what any of them does.",
      }),
    )
  return combined
}

const combinations: Readonly<Record<CombinedSelection["kind"], (found: readonly Found[]) => Found>> = {
  union: (found) => ({
    selected: new Set(found.flatMap(({ selected }) => [...selected])),
    waiting: new Map(found.flatMap(({ waiting }) => [...waiting])),
  }),
  intersection: (found) => {
    const [first, ...rest] = found
    return {
      selected: filtered(first?.selected ?? [], (id) => rest.every(({ selected }) => selected.has(id))),
      waiting: new Map(
        found
          .flatMap(({ waiting }) => [...waiting])
          .filter(([id]) => found.every(({ selected, waiting }) => selected.has(id) || waiting.has(id))),
      ),
    }
  },
  difference: ([first, ...rest]) => ({
    selected: filtered(first?.selected ?? [], (id) => !rest.some(({ selected }) => selected.has(id))),
    waiting: new Map(
      [...(first?.waiting ?? [])].filter(
        ([id]) => !rest.some(({ selected, waiting }) => selected.has(id) || waiting.has(id)),
      ),
    ),
  }),
}

function filtered(ids: Iterable<string>, keep: (id: string) => boolean): ReadonlySet<string> {
  const kept = new Set<string>()
  for (const id of ids) if (keep(id)) kept.add(id)
  return kept
}

/** Takes in the tests that waited for parents that are there now. */
function settled({ selected, waiting }: Found, graph: SelectableGraph): Found {
  if (waiting.size === 0) return { selected, waiting }
  const all = new Set(selected)
  const still = new Map<string, IndirectSelection>()
  const isThere = parentsThere(selected, graph)
  for (const [id, rule] of waiting) {
    if (isThere(id, rule)) all.add(id)
    else if (!all.has(id)) still.set(id, rule)
  }
  return { selected: all, waiting: still }
}

/**
 * The criterion's own set with what `+` and `@` add. Tests are not among what they add: which of them come along is for
 * `withTests` to say.
 */
function widened(
  found: ReadonlySet<string>,
  criterion: Criterion,
  graph: SelectableGraph,
): ReadonlySet<string> {
  const { parents, children, childrensParents } = criterion
  const wide = new Set(found)
  const above = { get: (id: string) => graph.nodes.get(id)?.dependsOn }
  if (childrensParents) {
    for (const id of reachable(graph.readers, found)) wide.add(id)
    for (const id of reachable(above, [...wide])) wide.add(id)
  }
  if (parents > 0) for (const id of reachable(above, found, parents)) wide.add(id)
  if (children > 0) for (const id of reachable(graph.readers, found, children)) wide.add(id)
  for (const id of wide) if (!found.has(id) && isTestNode(id, graph)) wide.delete(id)
  return wide
}

function isTestNode(id: string, graph: SelectableGraph): boolean {
  const resource = graph.nodes.get(id)?.resource
  return resource !== undefined && resourceKinds[resource.type].tests !== undefined
}

/**
 * Adds the tests of what was found. `eager`: those that read any of it. `cautious`: those that read nothing else.
 * `buildable`: those that read nothing but it, its ancestors and sources. `empty`: none.
 */
function withTests(found: ReadonlySet<string>, rule: IndirectSelection, graph: SelectableGraph): Found {
  const selected = new Set(found)
  const waiting = new Map<string, IndirectSelection>()
  if (rule === "empty") return { selected, waiting }
  const isThere = rule === "eager" ? () => true : parentsThere(found, graph)
  for (const id of found)
    for (const reader of graph.readers.get(id) ?? []) {
      if (found.has(reader) || !isTestNode(reader, graph)) continue
      if (isThere(reader, rule)) selected.add(reader)
      else waiting.set(reader, rule)
    }
  return { selected, waiting }
}

function parentsThere(
  selected: ReadonlySet<string>,
  graph: SelectableGraph,
): (test: string, rule: IndirectSelection) => boolean {
  let ancestors: ReadonlySet<string> | undefined
  const isAbove = (id: string): boolean => {
    ancestors ??= reachable({ get: (each: string) => graph.nodes.get(each)?.dependsOn }, selected)
    const resource = graph.nodes.get(id)?.resource
    return ancestors.has(id) || (resource !== undefined && resourceKinds[resource.type].readFromOutside)
  }
  return (test, rule) =>
    (graph.nodes.get(test)?.dependsOn ?? []).every(
      (parent) => selected.has(parent) || (rule === "buildable" && isAbove(parent)),
    )
}
