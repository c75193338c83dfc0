import type { WarehouseImplementation } from "../implementation.ts"
import { postgresStatements } from "./postgres-statements.ts"

export const postgres: WarehouseImplementation<"postgres"> = {
  statements: postgresStatements,
  async open(target, options) {
    const { openPostgres } = await import("./postgres-warehouse.ts")
    return openPostgres(target, options)
  },
}
