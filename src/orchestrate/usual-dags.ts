import { publishGroupOf } from "../graph/publish-groups.ts"
import type { Graph } from "../graph/types.ts"
import { addsRows, isStage } from "../project/materialized.ts"
import type { DagNodes } from "./work-graph.ts"
import { isWork } from "./work-tasks.ts"

/**
 * What is scheduled where the project says nothing: a DAG for each stage model at the full hour, with the incremental
 * models that read only what it staged, and one for all the rest half an hour later.
 */
export function usualDags(graph: Graph): readonly DagNodes[] {
  const staged = new Map<string, ReadonlySet<string>>()
  const collected = new Map<string, string[]>()
  for (const id of graph.order) {
    const node = graph.nodes.get(id)
    if (node === undefined || !isWork(node.resource)) continue
    const above = node.dependsOn.filter((each) => isWork(graph.nodes.get(each)?.resource))
    const stages = isStage(node.resource)
      ? new Set([id])
      : new Set(above.flatMap((each) => [...(staged.get(each) ?? [])]))
    const [only] = stages
    // A group is published by one command.
    const isRaw =
      addsRows(node.resource) &&
      publishGroupOf(node.resource) === undefined &&
      above.every((each) => staged.get(each)?.size === 1)
    if (only === undefined || stages.size !== 1 || !(isStage(node.resource) || isRaw)) continue
    staged.set(id, stages)
    collected.set(only, [...(collected.get(only) ?? []), id])
  }
  const taken = new Set([...collected.values()].flat())
  const rest = graph.order.filter((id) => isWork(graph.nodes.get(id)?.resource) && !taken.has(id))
  const names = [...collected.keys()].map((id) => graph.nodes.get(id)?.resource.name ?? "")
  const short = names.map(shortName)
  return [
    ...[...collected.values()].map((ids, at) => ({
      name: uniqueName(names, short, at),
      schedule: "0 * * * *",
      ids: new Set(ids),
    })),
    ...(rest.length === 0 ? [] : [{ name: "marts", schedule: "30 * * * *", ids: new Set(rest) }]),
  ]
}

/** The short name, unless another DAG has it. */
function uniqueName(names: readonly string[], short: readonly string[], at: number): string {
  const name = short[at] ?? ""
  return name === "marts" || short.filter((each) => each === name).length > 1 ? (names[at] ?? "") : name
}

/** `stage_brand` -> `brand`. */
function shortName(name: string): string {
  return name.replace(/^(stage|stg)_+(?=.)/, "")
}
