import { analysedQuery } from "./analysis/output.ts"
import type { AnalysisOptions, QueryAnalysis, SqlProblem } from "./analysis/result.ts"
import { parseStatement } from "./parse/parse.ts"
import { SqlRefusal } from "./refusal.ts"

export type {
  AnalysisOptions,
  ColumnLineage,
  ColumnOrigin,
  Influence,
  KnownColumn,
  KnownRelation,
  OutputColumn,
  QueryAnalysis,
  SqlProblem,
} from "./analysis/result.ts"

/** Whether a problem is what Redshift refuses by its guide: the warehouse itself knows better. */
export function isRefusal(code: SqlProblem["code"]): boolean {
  return code.startsWith("LUX-330")
}

/**
 * What can be said of a query without a warehouse: its columns and their types, where each comes from, and what the
 * warehouse would refuse. Pure, and linear in the length of the query. What cannot be analysed is unknown: nothing is
 * guessed and nothing is thrown. Types, functions and grouping are judged by Redshift's rules; of DuckDB and Postgres
 * the names, the lineage and the types that are declared or cast are told.
 */
export function analyseQuery(sql: string, options: AnalysisOptions): QueryAnalysis {
  try {
    const statement = parseStatement(sql, options.dialect)
    if (statement.kind !== "query") return unknown("only queries are analysed", 0, 1)
    return analysedQuery(statement, sql, options)
  } catch (error) {
    if (error instanceof SqlRefusal) return unknown(error.construct, error.offset, error.length)
    if (error instanceof RangeError) return unknown("an expression of this depth", 0, 1)
    throw error
  }
}

function unknown(reason: string, offset: number, length: number): QueryAnalysis {
  return {
    columns: undefined,
    problems: [],
    lineage: [],
    influence: [],
    relations: [],
    unknown: { reason, offset, length },
  }
}
