import type { Graph } from "../graph/types.ts"
import type { Model } from "../project/types.ts"

/** Works on every model once those that it reads are done, as many at once as there are. */
export async function inOrder(
  models: readonly Model[],
  graph: Graph,
  work: (model: Model) => Promise<void>,
): Promise<void> {
  const done = new Map<string, Promise<void>>()
  for (const model of models) {
    const reads = graph.nodes.get(model.uniqueId)?.dependsOn ?? []
    const before = reads.flatMap((id) => done.get(id) ?? [])
    done.set(
      model.uniqueId,
      Promise.all(before).then(() => work(model)),
    )
  }
  await Promise.all(done.values())
}
