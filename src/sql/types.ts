import type { SqlDialect } from "../project/types.ts"

export type { SqlDialect } from "../project/types.ts"

/** What SQL is translated to: the dialect of a warehouse, or that of Spark, which runs stage models. */
export type SqlTarget = SqlDialect | "spark"

/** Whose words and literals SQL for a target is read by: that for Spark is written as Redshift's, and translated. */
export const lexicalDialects: Readonly<Record<SqlTarget, SqlDialect>> = {
  redshift: "redshift",
  postgres: "postgres",
  duckdb: "duckdb",
  spark: "redshift",
}
