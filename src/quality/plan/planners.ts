import type { WarehouseType } from "../../project/warehouses.ts"
import type { Planner } from "./check-plan.ts"
import { planForDuckDb } from "./duckdb-planner.ts"
import { planForRedshift } from "./redshift-planner.ts"

/** The planner of a warehouse's type. */
export function plannerFor(warehouse: WarehouseType): Planner {
  return planners[warehouse]
}

/** Behind a network round trips count most: what is good for Redshift is good for Postgres. */
const planners: Readonly<Record<WarehouseType, Planner>> = {
  duckdb: planForDuckDb,
  redshift: planForRedshift,
  postgres: planForRedshift,
}
