import type { LuxError } from "../errors.ts"
import type { Graph } from "./types.ts"
import { versionWarnings } from "./version-warnings.ts"

/** What is likely wrong with templates, and what `versionWarnings` tells. A macro's is reported once. */
export function graphWarnings(graph: Graph, now: Date): readonly LuxError[] {
  const byPlace = new Map<string, LuxError>()
  for (const { warnings } of graph.nodes.values())
    for (const warning of warnings) {
      const { code, place, message } = warning
      byPlace.set(JSON.stringify([code, place?.file, place?.line, place?.column, message]), warning)
    }
  return [...byPlace.values(), ...versionWarnings(graph, now)]
}
