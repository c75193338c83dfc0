import { basename } from "node:path"

/** DuckDB's own databases have these names. */
const taken: ReadonlySet<string> = new Set(["main", "temp", "system"])

/** The name that DuckDB gives to the database in a file: what `current_database()` says there. */
export function duckDbDatabaseName(path: string): string {
  const [name = "memory"] = basename(path)
    .split(".")
    .filter((part) => part !== "")
  return taken.has(name) ? `${name}_db` : name
}
