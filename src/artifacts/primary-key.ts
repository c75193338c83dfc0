import type { Graph, GraphNode } from "../graph/types.ts"
import type { Model } from "../project/types.ts"

/** The columns that tell a model's rows apart: by its primary key, else a column that is tested to be unique and not null. */
export function primaryKeyOf(model: Model, graph: Graph): readonly string[] {
  const ofTable = model.constraints.find(({ type }) => type === "primary_key")
  if (ofTable !== undefined) return ofTable.columns
  const ofColumns = model.columns.filter(({ constraints }) =>
    constraints.some(({ type }) => type === "primary_key"),
  )
  if (ofColumns.length > 0) return ofColumns.map(({ name }) => name)
  const tests = testsIn(graph).get(model.uniqueId) ?? []
  const tested = (test: string): readonly string[] =>
    tests.flatMap(({ resource }) => {
      if (resource.type !== "test" || resource.definition.kind !== "generic") return []
      const { definition } = resource
      return definition.test === test && definition.column !== undefined ? [definition.column] : []
    })
  const notNull = new Set(tested("not_null"))
  return tested("unique").filter((column) => notNull.has(column))
}

const known = new WeakMap<Graph, ReadonlyMap<string, readonly GraphNode[]>>()

/** Tests by what they are declared on. Who reads what else takes longer to find. */
function testsIn(graph: Graph): ReadonlyMap<string, readonly GraphNode[]> {
  const found = known.get(graph) ?? byAttachment(graph)
  known.set(graph, found)
  return found
}

function byAttachment({ nodes }: Graph): ReadonlyMap<string, readonly GraphNode[]> {
  const tests = new Map<string, GraphNode[]>()
  for (const node of nodes.values()) {
    const { attachedTo } = node
    if (attachedTo === undefined) continue
    const others = tests.get(attachedTo)
    if (others === undefined) tests.set(attachedTo, [node])
    else others.push(node)
  }
  return tests
}
