import type { CompiledNode, CompiledProject } from "../compiled/compiled-project.ts"
import { isDataTest } from "../project/resource-guards.ts"
import { identifier } from "../sql/identifier.ts"
import { block, type LookmlEntry, prose, sql, text, word, yes } from "./lookml.ts"
import type { ViewedModel } from "./view.ts"

interface Relationship {
  readonly from: ViewedModel
  readonly column: string
  readonly to: ViewedModel
  readonly field: string
  readonly isUnique: boolean
}

/** An explore for each view, with the views that its columns refer to by `relationships` tests. */
export function exploresOf(views: readonly ViewedModel[], compiled: CompiledProject): readonly LookmlEntry[] {
  const relationships = relationshipsOf(views, compiled)
  return views
    .filter(({ meta }) => meta.explore !== false)
    .map((view) => {
      const own = relationships.filter(({ from }) => from === view)
      return block("explore", view.name, [
        ...yes("hidden", view.meta.hidden ?? false),
        ...text("label", view.meta.label),
        ...prose("description", view.model.description),
        ...own.map((each) => joinOf(each, own)),
      ])
    })
}

function joinOf(relationship: Relationship, all: readonly Relationship[]): LookmlEntry {
  const { from, to, column, field, isUnique } = relationship
  const isAlone = all.filter((each) => each.to === to).length === 1 && to !== from
  const name = isAlone ? to.name : `${to.name}_by_${column.toLowerCase()}`
  return block("join", name, [
    ...(isAlone ? [] : word("from", to.name)),
    ...word("type", "left_outer"),
    ...word("relationship", isUnique ? "many_to_one" : "many_to_many"),
    ...sql("sql_on", `\${${from.name}.${identifier(column)}} = \${${name}.${identifier(field)}}`),
  ])
}

function relationshipsOf(views: readonly ViewedModel[], { nodes }: CompiledProject): readonly Relationship[] {
  const byId = new Map(views.map((view) => [view.model.uniqueId, view]))
  const tests = Object.values(nodes).flatMap((node) => genericTest(node))
  const unique = new Set(
    tests.filter(({ test }) => test === "unique").map(({ on, column }) => `${on} ${column.toLowerCase()}`),
  )
  return tests
    .flatMap(({ test, on, column, reads, field }) => {
      const from = byId.get(on)
      const to = reads.map((id) => byId.get(id)).find((each) => each !== undefined)
      if (test !== "relationships" || from === undefined || to === undefined || field === undefined) return []
      if (!has(from, column) || !has(to, field)) return []
      const isUnique = unique.has(`${to.model.uniqueId} ${field.toLowerCase()}`)
      return [{ from, column, to, field, isUnique }]
    })
    .sort((a, b) => compare(`${a.to.name} ${a.column}`, `${b.to.name} ${b.column}`))
}

function genericTest({ resource, attachedTo, dependsOn }: CompiledNode) {
  if (attachedTo === undefined || !isDataTest(resource)) return []
  const { definition } = resource
  if (definition.kind !== "generic" || definition.column === undefined) return []
  const { test, column, arguments: given } = definition
  const field = given["field"]
  const to = dependsOn.filter((id) => id !== attachedTo)
  return [
    {
      test,
      on: attachedTo,
      column,
      reads: to.length === 0 ? [attachedTo] : to,
      field: field?.kind === "value" && typeof field.value === "string" ? field.value : undefined,
    },
  ]
}

function has({ node }: ViewedModel, column: string): boolean {
  return node.columns.some(({ name }) => name.toLowerCase() === column.toLowerCase())
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
