import type { WarehouseImplementation } from "../implementation.ts"
import { costQuery } from "./cost-query.ts"
import { redshiftStatements } from "./redshift-statements.ts"

export const redshift: WarehouseImplementation<"redshift"> = {
  statements: redshiftStatements,
  async open(target, options) {
    const { openRedshift } = await import("./redshift-warehouse.ts")
    return openRedshift(target, options)
  },
  costQuery,
}
