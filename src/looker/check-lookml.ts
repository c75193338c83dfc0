import { LuxError } from "../errors.ts"
import { didYouMean } from "../nearest.ts"
import type { SourceFile } from "../template/source-file.ts"
import { checkExplores } from "./check-explores.ts"
import { generatedMark } from "./generated-mark.ts"
import { fieldProblem, problem } from "./lookml-problem.ts"
import { fieldsOf, type LookmlView, namesOf, type Placed, viewsIn, wordOf } from "./lookml-project.ts"
import { knownKeys, knownTypes } from "./lookml-words.ts"
import { parseLookml } from "./parse-lookml.ts"

/** Columns of a table, lower case, by its name in `sql_table_name` without quotes: `analytics.brand`. */
export type ColumnsOfTable = (table: string) => ReadonlySet<string> | undefined

export interface CheckedLookml {
  readonly problems: readonly LuxError[]
  readonly views: ReadonlyMap<string, LookmlView>
  /** The views that each explore has, by the names that it gives them. */
  readonly explores: ReadonlyMap<string, ReadonlyMap<string, string>>
}

/**
 * What is wrong with LookML files taken together, by rules that a parser does not know: names that are there twice, words and
 * types that Looker does not have, references to fields, views and columns that are not there, several primary keys. LUX-3140,
 * LUX-3142.
 */
export function checkLookml(files: readonly SourceFile[], columnsOfTable: ColumnsOfTable): CheckedLookml {
  const problems: LuxError[] = []
  // What was generated goes first: of two with the same name, the other one is the one to change.
  const [generated, own] = [true, false].map((is) =>
    files.filter(({ text }) => text.startsWith(generatedMark) === is),
  )
  const entries = [...(generated ?? []), ...(own ?? [])].flatMap((file): readonly Placed[] => {
    try {
      return parseLookml(file).map((entry) => ({ file, entry }))
    } catch (error) {
      if (!(error instanceof LuxError)) throw error
      problems.push(error)
      return []
    }
  })
  const views = viewsIn(entries)
  problems.push(...duplicates(entries, "view"), ...duplicates(entries, "explore"))
  for (const view of views.values()) problems.push(...viewProblems(view, views, columnsOfTable))
  const { explores, problems: ofExplores } = checkExplores(entries, views)
  return { problems: [...problems, ...ofExplores], views, explores }
}

function viewProblems(
  view: LookmlView,
  views: ReadonlyMap<string, LookmlView>,
  columnsOfTable: ColumnsOfTable,
): readonly LuxError[] {
  const problems: LuxError[] = []
  const table = view.blocks
    .map(({ block }) => wordOf(block, "sql_table_name"))
    .find((each) => each !== undefined)
  const columns = table === undefined ? undefined : columnsOfTable(table.replaceAll('"', "").trim())
  let keys = 0
  for (const { file, block, entry } of view.blocks) {
    const isRefinement = block.name?.startsWith("+") === true
    const seen = new Set<string>()
    for (const { key, at = 0 } of block.entries)
      if (!(knownKeys["view"] ?? []).includes(key)) problems.push(unknownWord(file, at, key, "view"))
    if (isRefinement && view.blocks.length === 1)
      problems.push(problem(file, entry.at ?? 0, `there is no view "${view.name}" to refine`))
    for (const field of fieldsOf(block)) {
      const { key, value, at = 0 } = field
      for (const name of namesOf(field)) {
        if (seen.has(name)) problems.push(problem(file, at, `view "${view.name}" has two fields "${name}"`))
        seen.add(name)
      }
      for (const inner of value.entries)
        if (!(knownKeys[key] ?? []).includes(inner.key))
          problems.push(unknownWord(file, inner.at ?? at, inner.key, key))
      const type = value.entries.find((inner) => inner.key === "type")
      if (type?.value.kind === "word" && !(knownTypes[key] ?? []).includes(type.value.text))
        problems.push(
          problem(
            file,
            type.at ?? at,
            `${key} "${value.name}" has the type "${type.value.text}", which Looker does not have`,
            didYouMean(type.value.text, knownTypes[key] ?? []),
          ),
        )
      if (wordOf(value, "primary_key") === "yes" && ++keys > 1)
        problems.push(problem(file, at, `view "${view.name}" has more than one primary key`))
      for (const inner of value.entries)
        if (inner.value.kind === "sql")
          problems.push(...sqlProblems(file, inner.at ?? at, inner.value.text, view, views, columns))
    }
  }
  return problems
}

function sqlProblems(
  file: SourceFile,
  at: number,
  sql: string,
  view: LookmlView,
  views: ReadonlyMap<string, LookmlView>,
  columns: ReadonlySet<string> | undefined,
): readonly LuxError[] {
  const start = file.text.indexOf(sql, at)
  const fields = [...sql.matchAll(/\$\{([\w.]+)\}/g)].flatMap((match) => {
    const [, written = ""] = match
    if (written === "TABLE" || written.endsWith(".SQL_TABLE_NAME")) return []
    const [of, field] = written.includes(".") ? written.split(".") : [view.name, written]
    return fieldProblem(file, start + match.index, of ?? "", field ?? "", views)
  })
  if (columns === undefined) return fields
  const missing = [...sql.matchAll(/\$\{TABLE\}\.(?:"([^"]+)"|(\w+))/g)].flatMap((match) => {
    const name = (match[1] ?? match[2] ?? "").toLowerCase()
    return columns.has(name)
      ? []
      : [
          problem(
            file,
            start + match.index,
            `the table of view "${view.name}" has no column "${name}"`,
            didYouMean(name, columns),
          ),
        ]
  })
  return [...fields, ...missing]
}

function unknownWord(file: SourceFile, at: number, key: string, kind: string): LuxError {
  return problem(file, at, `a ${kind} has no "${key}" in Looker`, didYouMean(key, knownKeys[kind] ?? []))
}

function duplicates(entries: readonly Placed[], kind: string): readonly LuxError[] {
  const seen = new Map<string, Placed>()
  return entries.flatMap((placed) => {
    const { file, entry } = placed
    const { key, value, at = 0 } = entry
    if (key !== kind || value.kind !== "block" || value.name === undefined || value.name.startsWith("+"))
      return []
    const isTwice = seen.has(value.name)
    seen.set(value.name, placed)
    return isTwice ? [problem(file, at, `there are two ${kind}s "${value.name}"`)] : []
  })
}
