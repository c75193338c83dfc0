import type { CompiledColumn } from "../compiled/compiled-project.ts"
import { isMap } from "../project/yaml/is-map.ts"
import { Relation } from "../sql/relation.ts"
import { checksOf, rowsOf } from "./checks.ts"
import type { ShownNode, SiteContext } from "./context.ts"
import type { CheckRow, ColumnRow, Html, NodePage, RunRow } from "./data.ts"
import { factsOf } from "./facts.ts"
import { sqlHtml } from "./highlight.ts"
import { markdownHtml } from "./markdown.ts"

/** The page of a node. */
export function nodePage(shown: ShownNode, context: SiteContext): NodePage {
  const { node, id } = shown
  const { docs } = context
  const checks = checksOf(id, context)
  const runs = docs.history?.nodes.get(id) ?? []
  const sample = docs.samples.get(id)
  return {
    id,
    description: markdownHtml(node.resource.description),
    facts: factsOf(shown, context, runs),
    parents: indices(node.dependsOn, context),
    children: indices(node.readers, context),
    columns: columnsOf(shown, checks, context),
    checks,
    authored: sqlHtml(node.authored.trim()),
    compiled: node.sql === undefined ? undefined : sqlHtml(node.sql.trim()),
    settings: settingsOf(shown),
    runs: runs.map(
      ({ at, status, seconds, rows, message }): RunRow => ({ at, status, seconds, rows, message }),
    ),
    sample: sample === undefined ? undefined : rowsOf(sample),
    unknown: node.unknown,
  }
}

function indices(ids: readonly string[], { byId }: SiteContext): readonly number[] {
  return ids.flatMap((id) => byId.get(id)?.index ?? []).sort((a, b) => a - b)
}

/** Those of the query and of the warehouse: a column that only the warehouse has is a column too. */
function columnsOf(
  shown: ShownNode,
  checks: readonly CheckRow[],
  context: SiteContext,
): readonly ColumnRow[] {
  const found = foundColumns(shown, context)
  const known = shown.columns
  const names = new Set(known.map(({ name }) => name.toLowerCase()))
  const rows = known.map((column): ColumnRow => {
    const inherited = column.description === "" ? inheritedFrom(column, context) : undefined
    return {
      name: column.name,
      type: found.get(column.name.toLowerCase())?.type ?? column.type,
      description: markdownHtml(inherited?.text ?? column.description),
      inherited: inherited && { node: inherited.node, column: inherited.column },
      checks: checkIdsOf(column.name, checks),
      expression: expressionOf(column),
    }
  })
  const others = [...found.values()].filter(({ name }) => !names.has(name.toLowerCase()))
  return [
    ...rows,
    ...others.map(
      ({ name, type }): ColumnRow => ({
        name,
        type,
        description: "",
        inherited: undefined,
        checks: checkIdsOf(name, checks),
        expression: undefined,
      }),
    ),
  ]
}

/** The columns that the warehouse has, by name in lower case. */
export function foundColumns({ node }: ShownNode, { catalog }: SiteContext) {
  const { relation } = node
  const entry =
    relation?.exists === true ? catalog?.catalog.get(new Relation(relation.schema, relation.name)) : undefined
  return new Map((entry?.columns ?? []).map((column) => [column.name.toLowerCase(), column]))
}

function checkIdsOf(name: string, checks: readonly CheckRow[]): readonly string[] {
  return checks.flatMap(({ id, column }) => (column?.toLowerCase() === name.toLowerCase() ? [id] : []))
}

function expressionOf({ expression }: CompiledColumn): Html | undefined {
  return expression === undefined ? undefined : sqlHtml(expression)
}

interface Inherited {
  readonly node: number
  readonly column: string
  readonly text: string
}

/** The description of the one column that flows into this one as it is, or of that one's. */
function inheritedFrom(column: CompiledColumn, { byId }: SiteContext): Inherited | undefined {
  let at: CompiledColumn | undefined = column
  for (let steps = 0; at !== undefined && steps < 100; steps++) {
    const [origin, ...more]: NonNullable<CompiledColumn["from"]> = at.from ?? []
    if (origin === undefined || more.length > 0 || origin.kind !== "identity") return undefined
    const owner = byId.get(origin.node)
    at = owner?.columns.find(({ name }) => name.toLowerCase() === origin.column)
    if (owner !== undefined && at !== undefined && at.description !== "")
      return { node: owner.index, column: at.name, text: at.description }
  }
  return undefined
}

/** The configuration as written and inherited, each value as a text. */
function settingsOf({ said }: ShownNode): readonly (readonly [string, string])[] {
  return Object.entries(said.config)
    .filter(([, value]) => value !== undefined && value !== null)
    .map(([key, value]): readonly [string, string] => [key, settingText(value)])
    .sort(([a], [b]) => (a < b ? -1 : 1))
}

function settingText(value: unknown): string {
  if (Array.isArray(value)) return value.map(settingText).join(", ")
  return isMap(value) ? JSON.stringify(value) : String(value)
}
