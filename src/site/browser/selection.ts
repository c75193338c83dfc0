/** Selections in lux's own syntax, by the same rules as on the command line. */
import { LuxError } from "../../errors.ts"
import { evaluate } from "../../graph/evaluate-selection.ts"
import type { Selectable, SelectableGraph } from "../../graph/selectable.ts"
import { noSelectors } from "../../graph/selection.ts"
import { parseSelector } from "../../graph/selector.ts"
import { isResourceKind } from "../../project/resource-kinds.ts"
import type { GraphData, SelectionData, SiteIndex } from "../data.ts"

export interface Selected {
  readonly nodes: ReadonlySet<number>
  /** What is wrong with it, or what nothing was found of. */
  readonly problem: string | undefined
}

/** The places of what a selection takes. */
export function selected(text: string, index: SiteIndex, graph: GraphData, data: SelectionData): Selected {
  const places = new Map(index.nodes.map(({ id }, at) => [id, at]))
  const problems: string[] = []
  try {
    const ids = evaluate(parseSelector([text]), {
      graph: selectableGraph(index, graph, data),
      selectors: noSelectors,
      indirect: "empty",
      project: index.project,
      state: undefined,
      warn: ({ message, hint }) => void problems.push(hint === undefined ? message : `${message}. ${hint}`),
    })
    const nodes = new Set([...ids].flatMap((id) => places.get(id) ?? []))
    return { nodes, problem: problems[0] }
  } catch (error) {
    if (!(error instanceof LuxError)) throw error
    return { nodes: new Set(), problem: `${error.message}. ${error.hint ?? ""}` }
  }
}

const made = new WeakMap<SelectionData, SelectableGraph>()

function selectableGraph(index: SiteIndex, { edges }: GraphData, data: SelectionData): SelectableGraph {
  const known = made.get(data)
  if (known !== undefined) return known
  const parents = index.nodes.map((): string[] => [])
  const readers = new Map<string, string[]>()
  for (let at = 0; at < edges.length; at += 2) {
    const from = index.nodes[edges[at] ?? -1]
    const to = index.nodes[edges[at + 1] ?? -1]
    if (from === undefined || to === undefined) continue
    parents[edges[at + 1] ?? -1]?.push(from.id)
    readers.set(from.id, [...(readers.get(from.id) ?? []), to.id])
  }
  const nodes = new Map(
    index.nodes.flatMap(({ id }, at) => {
      const resource = selectableOf(index, data, at)
      return resource === undefined ? [] : [[id, { resource, dependsOn: parents[at] ?? [] }] as const]
    }),
  )
  const graph = { nodes, readers }
  made.set(data, graph)
  return graph
}

function selectableOf(index: SiteIndex, data: SelectionData, at: number): Selectable | undefined {
  const node = index.nodes[at]
  const more = data.nodes[at]
  if (node === undefined || more === undefined || !isResourceKind(node.kind)) return undefined
  return {
    type: node.kind,
    uniqueId: node.id,
    name: more.name,
    packageName: more.packageName,
    path: node.path,
    fqn: more.fqn,
    tags: node.tags,
    meta: {},
    enabled: true,
    group: more.group,
    propertiesPath: more.properties,
    version: more.version,
    latestVersion: more.latest,
    config: { raw: data.configs[more.config] ?? {} },
    ...(more.source === undefined ? {} : { sourceName: more.source }),
    ...(more.access === undefined ? {} : { access: more.access }),
  }
}
