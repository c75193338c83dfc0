import { LuxError } from "../errors.ts"
import type { Graph } from "./types.ts"

/** The nodes of these unique ids, in the graph's order. What is no longer in the project is the warning LUX-1212. */
export function exactly(
  graph: Graph,
  ids: readonly string[],
): { readonly ids: readonly string[]; readonly warnings: readonly LuxError[] } {
  const wanted = new Set(ids)
  const gone = ids.filter((id) => !graph.nodes.has(id))
  return {
    ids: graph.order.filter((id) => wanted.has(id)),
    warnings: gone.map(
      (id) =>
        new LuxError("LUX-1212", `"${id}" is no longer in the project`, {
          hint: "It was deleted, renamed or disabled; it is left out.",
        }),
    ),
  }
}
