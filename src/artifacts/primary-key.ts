import type { Graph } from "../graph/types.ts"
import type { Model } from "../project/types.ts"

/** The columns that tell a model's rows apart: by its primary key, else a column that is tested to be unique and not null. */
export function primaryKeyOf(model: Model, graph: Graph): readonly string[] {
  const ofTable = model.constraints.find(({ type }) => type === "primary_key")
  if (ofTable !== undefined) return ofTable.columns
  const ofColumns = model.columns.filter(({ constraints }) =>
    constraints.some(({ type }) => type === "primary_key"),
  )
  if (ofColumns.length > 0) return ofColumns.map(({ name }) => name)
  const tested = (test: string): readonly string[] =>
    (graph.readers.get(model.uniqueId) ?? []).flatMap((id) => {
      const reader = graph.nodes.get(id)?.resource
      if (reader?.type !== "test" || reader.definition.kind !== "generic") return []
      const { definition } = reader
      const matches = definition.test === test && definition.attachedTo === model.uniqueId
      return matches && definition.column !== undefined ? [definition.column] : []
    })
  const notNull = new Set(tested("not_null"))
  return tested("unique").filter((column) => notNull.has(column))
}
