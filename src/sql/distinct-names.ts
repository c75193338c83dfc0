import { analysedQuery } from "./analysis/output.ts"
import { outputName } from "./analysis/output-name.ts"
import type { Node, Query } from "./ast.ts"
import { parseStatement } from "./parse/parse.ts"
import { showsPlainColumns } from "./plain-columns.ts"
import { SqlRefusal } from "./refusal.ts"
import { children } from "./translation/walk.ts"
import type { SqlDialect } from "./types.ts"

/** What a query's text says of the names of its columns. */
export type NamesInText =
  | "distinct"
  /** Its relations decide. */
  | "unknown"
  | { readonly twice: string; readonly offset: number }

/**
 * Whether two of a query's columns have one name, or it reads a column of which one of its subqueries has two, as far as
 * that shows without its relations.
 */
export function namesInText(sql: string, dialect: SqlDialect): NamesInText {
  if (showsPlainColumns(sql, dialect)) return "distinct"
  try {
    const query = parseStatement(sql, dialect)
    return query.kind === "query" ? namesOf(query, sql, dialect) : "unknown"
  } catch (error) {
    // What cannot be read, or is nested too deeply, shows nothing.
    if (error instanceof SqlRefusal || error instanceof RangeError) return "unknown"
    throw error
  }
}

function namesOf(query: Query, sql: string, dialect: SqlDialect): NamesInText {
  // Most queries write a name for each column. Only the others are analysed, which takes longer than parsing.
  if (namesEachColumn(query, dialect)) return "distinct"
  const { columns, problems } = analysedQuery(query, sql, { dialect, relationOf: () => undefined })
  const twice = problems.find(({ code }) => code === "LUX-1319")
  if (twice !== undefined) return { twice: twice.message, offset: twice.offset }
  const names = columns?.map(({ name }) => name.toLowerCase())
  if (names === undefined || names.includes("?column?")) return "unknown"
  return new Set(names).size === names.length ? "distinct" : "unknown"
}

/** True where each list of columns in the text, those of subqueries too, names every column, and none twice. */
function namesEachColumn(query: Query, dialect: SqlDialect): boolean {
  const open: Node[] = [query]
  for (let node = open.pop(); node !== undefined; node = open.pop()) {
    if (!isPlain(node, dialect)) return false
    open.push(...children(node))
  }
  return true
}

function isPlain(node: Node, dialect: SqlDialect): boolean {
  switch (node.kind) {
    case "select": {
      if (node.exclude !== undefined) return false
      const names = node.items.map(
        ({ alias, expression }) =>
          alias?.name ?? (expression.kind === "star" ? undefined : outputName(expression, dialect)),
      )
      if (names.some((name) => name === undefined || name === "?column?")) return false
      return new Set(names.map((name) => name?.toLowerCase())).size === names.length
    }
    case "cte":
    case "alias":
      return node.columns === undefined
    case "values":
    case "pivot":
    case "unpivot":
    case "tableFunction":
      return false
    default:
      return true
  }
}
