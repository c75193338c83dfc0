import { analyseQuery, type KnownRelation, type QueryAnalysis } from "../sql/analysis.ts"
import type { SqlDialect } from "../sql/types.ts"

/** A query to analyse, as plain data: it may be sent to another thread. */
export interface AnalysisRequest {
  readonly sql: string
  readonly dialect: SqlDialect
  /** By the name that the query uses, lower case. */
  readonly relations: Readonly<Record<string, KnownRelation>>
}

export function analyseText({ sql, dialect, relations }: AnalysisRequest): QueryAnalysis {
  return analyseQuery(sql, {
    dialect,
    relationOf: (parts) => {
      const name = parts.join(".")
      return Object.hasOwn(relations, name) ? relations[name] : undefined
    },
  })
}
