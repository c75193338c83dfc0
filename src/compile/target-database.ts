import { isEmbedded, type Target } from "../project/target/target-types.ts"
import { duckDbDatabaseName } from "../sql/duckdb-database-name.ts"

/** The name of a target's database, as its warehouse calls it. */
export function targetDatabase(target: Target): string {
  return isEmbedded(target) ? duckDbDatabaseName(target.path) : target.database
}
