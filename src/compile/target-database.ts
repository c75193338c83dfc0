import type { Target } from "../project/types.ts"
import { duckDbDatabaseName } from "../sql/duckdb-database-name.ts"

/** The name of a target's database, as its warehouse calls it. */
export function targetDatabase(target: Target): string {
  return target.type === "duckdb" ? duckDbDatabaseName(target.path) : target.database
}
