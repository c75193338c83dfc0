/** A dialect that a project is authored in or that an engine speaks. */
export type SqlDialect = "redshift" | "duckdb" | "postgres"
