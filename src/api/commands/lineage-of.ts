import { type ColumnOfNode, columnLineage } from "../../analysis/column-lineage.ts"
import type { Knowledge } from "../../analysis/knowledge.ts"
import { LuxError } from "../../errors.ts"
import { didYouMean } from "../../nearest.ts"
import { isRelational } from "../../project/resource-guards.ts"
import { referenceName } from "../../project/resources/names.ts"
import type { Relational } from "../../project/types.ts"
import type { ReadProject } from "../../record/read-project.ts"
import type { LineageNode, LineageResult } from "../types.ts"

/** The lineage of a column, `node.column`. LUX-2320 for a node that does not exist, LUX-2321 for a column. */
export async function lineageOf(
  { graph }: ReadProject,
  knowledge: Knowledge,
  wanted: string,
): Promise<LineageResult> {
  const resources = [...graph.nodes.values()].flatMap(({ resource }) =>
    isRelational(resource) ? [resource] : [],
  )
  const { resource, column } = find(wanted, resources)
  const known = await knowledge.analyse(new Set(graph.nodes.keys()))
  const models = new Map([...known].map(([id, model]) => [id, model.analysed()]))
  const names = knowledge.columnsOf(resource)
  if (names !== undefined && !names.includes(column))
    throw new LuxError("LUX-2321", `"${referenceName(resource)}" has no column "${column}"`, {
      hint: didYouMean(column, names) ?? `Its columns: ${names.join(", ")}.`,
    })
  const byId = new Map(resources.map((each) => [each.uniqueId, referenceName(each)]))
  const named = ({ node, column: name }: ColumnOfNode): LineageNode => ({
    uniqueId: node,
    name: byId.get(node) ?? node,
    column: name,
  })
  const { up, down, incomplete } = columnLineage({ node: resource.uniqueId, column }, models)
  const step = ({ from, to, kind }: (typeof up)[number]) => ({ from: named(from), to: named(to), kind })
  return {
    column: named({ node: resource.uniqueId, column }),
    up: up.map(step),
    down: down.map(step),
    incomplete: incomplete.map(named),
  }
}

function find(
  wanted: string,
  resources: readonly Relational[],
): { readonly resource: Relational; readonly column: string } {
  const dot = wanted.lastIndexOf(".")
  const node = wanted.slice(0, Math.max(dot, 0))
  const resource = resources.find((each) => referenceName(each) === node || each.uniqueId === node)
  if (resource !== undefined) return { resource, column: wanted.slice(dot + 1).toLowerCase() }
  const whole = resources.find((each) => referenceName(each) === wanted)
  throw new LuxError(
    "LUX-2320",
    whole === undefined
      ? `there is no model, seed, snapshot or source "${node === "" ? wanted : node}"`
      : `"${wanted}" names no column`,
    {
      hint:
        whole === undefined
          ? (didYouMean(node === "" ? wanted : node, resources.map(referenceName)) ??
            "Write the node and its column: lux lineage popularity_factor.tag_name")
          : `Write the column behind it: lux lineage ${wanted}.column`,
    },
  )
}
