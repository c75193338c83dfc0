import type { Compiler } from "../../compile/compiler.ts"
import type { Graph } from "../../graph/types.ts"
import { isInlined, isMaterializedView } from "../../project/materialized.ts"
import type { Relation } from "../../sql/relation.ts"

/** The materialized views of the project that read a relation, by itself or through ephemeral models. */
export function materializedReaders(
  id: string,
  { graph, compiler }: { readonly graph: Graph; readonly compiler: Compiler },
): readonly Relation[] {
  return (graph.readers.get(id) ?? []).flatMap((reader) => {
    const resource = graph.nodes.get(reader)?.resource
    if (isInlined(resource)) return materializedReaders(reader, { graph, compiler })
    return isMaterializedView(resource) ? [compiler.relationOf(resource)] : []
  })
}
