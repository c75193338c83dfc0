import { duckDbDatabaseName } from "./duckdb-database-name.ts"
import { isEmbedded, type Target } from "./target-types.ts"

/** The name of a target's database, as its warehouse calls it. */
export function targetDatabase(target: Target): string {
  return isEmbedded(target) ? duckDbDatabaseName(target.path) : target.database
}
