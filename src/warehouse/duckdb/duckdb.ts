import type { WarehouseImplementation } from "../implementation.ts"
import { duckDbStatements } from "./duckdb-statements.ts"

export const duckDb: WarehouseImplementation<"duckdb"> = {
  statements: duckDbStatements,
  async open(target, options) {
    const { openDuckDb } = await import("./duckdb-warehouse.ts")
    return openDuckDb({ path: target.path, ...options })
  },
}
