import type { CompiledNode, CompiledProject } from "../compiled/compiled-project.ts"
import type { PlainModel } from "../compiled/plain.ts"
import { isDataTest } from "../project/resource-guards.ts"

/** The columns that tell a model's rows apart: by its primary key, else a column that is tested to be unique and not null. */
export function primaryKeyOf(model: PlainModel, compiled: CompiledProject): readonly string[] {
  const ofTable = model.constraints.find(({ type }) => type === "primary_key")
  if (ofTable !== undefined) return ofTable.columns
  const ofColumns = model.columns.filter(({ constraints }) =>
    constraints.some(({ type }) => type === "primary_key"),
  )
  if (ofColumns.length > 0) return ofColumns.map(({ name }) => name)
  const tests = testsIn(compiled.nodes).get(model.uniqueId) ?? []
  const tested = (test: string): readonly string[] =>
    tests.flatMap(({ resource }) => {
      if (!isDataTest(resource) || resource.definition.kind !== "generic") return []
      const { definition } = resource
      return definition.test === test && definition.column !== undefined ? [definition.column] : []
    })
  const notNull = new Set(tested("not_null"))
  return tested("unique").filter((column) => notNull.has(column))
}

type Nodes = CompiledProject["nodes"]

const known = new WeakMap<Nodes, ReadonlyMap<string, readonly CompiledNode[]>>()

/** Tests by what they are declared on. Who reads what else takes longer to find. */
function testsIn(nodes: Nodes): ReadonlyMap<string, readonly CompiledNode[]> {
  const found = known.get(nodes) ?? byAttachment(nodes)
  known.set(nodes, found)
  return found
}

function byAttachment(nodes: Nodes): ReadonlyMap<string, readonly CompiledNode[]> {
  const tests = new Map<string, CompiledNode[]>()
  for (const node of Object.values(nodes)) {
    const { attachedTo } = node
    if (attachedTo === undefined) continue
    const others = tests.get(attachedTo)
    if (others === undefined) tests.set(attachedTo, [node])
    else others.push(node)
  }
  return tests
}
