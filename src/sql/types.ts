import type { SqlDialect } from "../project/types.ts"

export type { SqlDialect } from "../project/types.ts"

/** What SQL is translated to: the dialect of a warehouse, or that of Spark, which runs stage models. */
export type SqlTarget = SqlDialect | "spark"
