import { LuxError } from "../errors.ts"
import { scopeOfPackage } from "../project/packages/of-package.ts"
import { isBuilt, isDataTest, isQueried } from "../project/resource-guards.ts"
import { isMeantByName } from "../project/resources/names.ts"
import { versionedName } from "../project/resources/versions.ts"
import type { Built, Project, Resource } from "../project/types.ts"
import { factsOf } from "../template/facts.ts"
import { placeAt } from "../template/source-file.ts"
import type { Template } from "../template/types.ts"

/** Finds relations of the project that SQL names without a ref. */
export type NamedWithoutRef = (resource: Resource) => readonly LuxError[]

/**
 * Warns (LUX-1430) of a model, seed or snapshot that the SQL of a model or of a singular test names as a plain table: the
 * edge is missing, so lux may build the two in the wrong order. The SQL is scanned, not parsed: names of CTEs are left out
 * wherever in the file they are defined.
 */
export function namedWithoutRef(project: Project): NamedWithoutRef {
  const byName = new Map<string, Built>()
  for (const resource of project.resources) {
    if (!isBuilt(resource)) continue
    byName.set(versionedName(resource).toLowerCase(), resource)
    if (isMeantByName(resource)) byName.set(resource.name.toLowerCase(), resource)
  }

  return (resource) => {
    const template = templateOf(resource)
    if (template === undefined || !mayName(template.text, byName)) return []
    const named = tablesIn(blanked(template)).flatMap((table) => {
      const meant = byName.get(table.parts.at(-1) ?? "")
      const isMeant = meant !== undefined && meant.uniqueId !== resource.uniqueId && isIn(table, meant)
      return isMeant ? [{ ...table, meant }] : []
    })
    if (named.length === 0) return []
    const defined = ctesOf(template, resource)
    if (defined === undefined) return []
    return named.flatMap(({ parts, start, end, meant }) =>
      parts.length === 1 && defined.has(parts[0] ?? "")
        ? []
        : [
            new LuxError("LUX-1430", `${meant.type} "${meant.name}" is named without ref`, {
              place: placeAt(template.file, template.start + start, end - start),
              hint: `Write {{ref "${meant.name}"}}: without it lux does not know that "${resource.name}" reads it, and may build it later.`,
            }),
          ],
    )
  }

  /** Names of CTEs that the template or its macros define; undefined where a JavaScript macro may define any. */
  function ctesOf(template: Template, { packageName }: Resource): ReadonlySet<string> | undefined {
    const { macros } = scopeOfPackage(project, packageName)
    const bodies = [template]
    for (const name of factsOf(template, macros).macros) {
      const macro = macros.get(name) ?? project.macros.get(name)
      if (macro?.kind !== "sql") return undefined
      bodies.push(macro.body)
    }
    return new Set(
      bodies.flatMap((body) => [...blanked(body).matchAll(cte)].map(([, name = ""]) => plain(name))),
    )
  }

  /** A name without a schema may mean the relation; with one, it must be the schema that the relation has. */
  function isIn({ parts }: Table, { config }: Built): boolean {
    const schema = parts.at(-2)
    return schema === undefined || schema === (config.schema ?? project.target.schema).toLowerCase()
  }
}

interface Table {
  /** In lower case, without quotes. */
  readonly parts: readonly string[]
  readonly start: number
  readonly end: number
}

function templateOf(resource: Resource): Template | undefined {
  if (isQueried(resource)) return resource.template
  if (isDataTest(resource) && resource.definition.kind === "singular") return resource.definition.template
  return undefined
}

const cte = /("[^"]+"|[a-z_][\w$]*)\s*(?:\([^()]*\)\s*)?\bas\s+(?:(?:not\s+)?materialized\s*)?\(/gi

/** Comments, tags and texts, which name no table. */
const notSql = /\{\{!--[\s\S]*?--\}\}|\{\{[\s\S]*?\}\}|--[^\n]*|\/\*[\s\S]*?\*\/|'(?:[^']|'')*'/g

/** The template with everything blanked that is not SQL; offsets stay. A tag becomes a word that names nothing. */
function blanked({ text }: Template): string {
  return text.replace(notSql, (part) =>
    part.startsWith("{{") && !/^\{\{~?[!#/]|^\{\{~?\s*else/.test(part)
      ? "?".repeat(part.length)
      : " ".repeat(part.length),
  )
}

/** What may be a table, as far as one expression can tell. */
const candidate =
  /(?:\b(?:from|join|only|lateral)\b|,)[\s(]*((?:"[^"]*"|[a-z_][\w$]*)(?:\s*\.\s*(?:"[^"]*"|[a-z_][\w$]*))*)/gi

/** False where a look without reading the SQL finds none of the names: most SQL has refs alone. */
function mayName(text: string, names: ReadonlyMap<string, unknown>): boolean {
  if (text.includes("--") || text.includes("/*")) return true
  for (const [, name = ""] of text.matchAll(candidate))
    if (names.has(plain(name.slice(name.lastIndexOf(".") + 1).trim()))) return true
  return false
}

const token = /"[^"]*"|[a-z_][\w$]*|\?+|\S/gi
const endsFrom = new Set([
  "where",
  "group",
  "having",
  "order",
  "limit",
  "union",
  "except",
  "intersect",
  "select",
])

/** What stands where SQL expects a table: after `from` and `join`, and after commas between them. */
function tablesIn(sql: string): readonly Table[] {
  const tokens = [...sql.matchAll(token)].map((match) => ({ text: match[0], start: match.index }))
  const tables: Table[] = []
  /** For each open parenthesis: whether a query is in it, and whether its from list is open. */
  const open = [{ isQuery: true, isFrom: false }]
  let expectsTable = false
  for (let at = 0; at < tokens.length; at++) {
    const { text, start } = tokens[at] ?? { text: "", start: 0 }
    const word = text.toLowerCase()
    const level = open.at(-1) ?? { isQuery: true, isFrom: false }
    if (word === "(") {
      const next = tokens[at + 1]?.text.toLowerCase()
      open.push({ isQuery: next === "select" || next === "with" || next === "(", isFrom: expectsTable })
    } else if (word === ")") {
      if (open.length > 1) open.pop()
      expectsTable = false
    } else if (word === "from" && level.isQuery && !isComparison(tokens, at)) {
      level.isFrom = true
      expectsTable = true
    } else if (word === "join" || (word === "," && level.isFrom)) expectsTable = true
    else if (endsFrom.has(word)) {
      level.isFrom = false
      expectsTable = false
    } else if (expectsTable && word !== "lateral" && word !== "only") {
      expectsTable = false
      if (!isName(text)) continue
      let last = at
      while (tokens[last + 1]?.text === "." && isName(tokens[last + 2]?.text)) last += 2
      const parts = tokens.slice(at, last + 1).filter(({ text }) => text !== ".")
      const end = tokens[last]
      at = last
      // With parentheses it is a function.
      if (end === undefined || tokens[last + 1]?.text === "(") continue
      tables.push({
        parts: parts.map(({ text }) => plain(text)),
        start,
        end: end.start + end.text.length,
      })
    }
  }
  return tables
}

/** `is distinct from x` */
function isComparison(tokens: readonly { readonly text: string }[], at: number): boolean {
  const [before, first] = [tokens[at - 2]?.text.toLowerCase(), tokens[at - 1]?.text.toLowerCase()]
  return first === "distinct" && (before === "is" || before === "not")
}

function isName(text: string | undefined): boolean {
  return text !== undefined && /^["a-z_]/i.test(text)
}

function plain(name: string): string {
  return name.replaceAll('"', "").toLowerCase()
}
