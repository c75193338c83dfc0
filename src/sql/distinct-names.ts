import { analyseQuery } from "./analysis.ts"
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
  const { columns, problems } = analyseQuery(sql, { dialect, relationOf: () => undefined })
  const twice = problems.find(({ code }) => code === "LUX-1319")
  if (twice !== undefined) return { twice: twice.message, offset: twice.offset }
  const names = columns?.map(({ name }) => name.toLowerCase())
  if (names === undefined || names.includes("?column?")) return "unknown"
  return new Set(names).size === names.length ? "distinct" : "unknown"
}
