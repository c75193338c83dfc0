import type { SiteContext } from "./context.ts"
import {
  type ColumnsData,
  flowKinds,
  type GraphData,
  type SelectableNode,
  type SelectionData,
} from "./data.ts"
import { layered } from "./layout.ts"

export function graphData({ shown, byId }: SiteContext): GraphData {
  const edges = shown.flatMap(({ node, index }) =>
    node.dependsOn.flatMap((id): readonly (readonly [number, number])[] => {
      const from = byId.get(id)?.index
      return from === undefined ? [] : [[from, index]]
    }),
  )
  return { ...layered(shown.length, edges), edges: edges.flat() }
}

export function columnsData({ shown, byId }: SiteContext): ColumnsData {
  const columns = shown.map(({ columns: own }) => own)
  const names = columns.map((each) => each.map(({ name }) => name))
  const places = names.map((each) => new Map(each.map((name, at) => [name.toLowerCase(), at])))
  const flows: number[] = []
  const incomplete: number[] = []
  for (const [to, each] of columns.entries())
    for (const [column, { from, complete }] of each.entries()) {
      if (from !== undefined && !complete) incomplete.push(to, column)
      for (const origin of from ?? []) {
        const node = byId.get(origin.node)?.index
        const at = node === undefined ? undefined : places[node]?.get(origin.column.toLowerCase())
        if (node !== undefined && at !== undefined)
          flows.push(to, column, node, at, flowKinds.indexOf(origin.kind))
      }
    }
  const unknown = shown.flatMap(({ node, index }): ColumnsData["unknown"] =>
    node.unknown === undefined ? [] : [[index, node.unknown]],
  )
  return { names, flows, incomplete, unknown }
}

/** Many nodes have one configuration: it is written once. */
export function selectionData({ shown }: SiteContext): SelectionData {
  const places = new Map<string, number>()
  const configs: Readonly<Record<string, unknown>>[] = []
  const nodes = shown.map(({ node: { resource }, said }): SelectableNode => {
    const { enabled, tags, meta, group } = resource
    const config = { ...said.config, enabled, tags, meta, group }
    const text = JSON.stringify(config)
    const place = places.get(text) ?? configs.length
    if (place === configs.length) {
      places.set(text, place)
      configs.push(config)
    }
    return {
      name: said.name,
      fqn: said.fqn,
      packageName: said.package_name,
      properties: said.properties_path,
      group: said.group,
      access: said.access,
      version: said.version,
      latest: said.latest_version,
      source: "sourceName" in resource ? resource.sourceName : undefined,
      config: place,
    }
  })
  return { nodes, configs }
}
