import { macroStatements } from "./duckdb-macros.ts"
import { functionStatements } from "./postgres-functions.ts"

/**
 * The statements that make the macros or functions which translated SQL calls on an engine, in an order that works; none
 * where nothing is called. They replace what is there.
 */
export function helperStatements(engine: string, names: Iterable<string>): string[] {
  return engine === "postgres" ? functionStatements(names) : macroStatements(names)
}
