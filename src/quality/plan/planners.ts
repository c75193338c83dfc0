import type { Planner } from "./check-plan.ts"
import { planForDuckDb } from "./duckdb-planner.ts"
import { planForRedshift } from "./redshift-planner.ts"

/** The planner of a warehouse's type. A warehouse behind a network is planned for like Redshift: round trips count most. */
export function plannerFor(warehouse: string): Planner {
  return warehouse === "duckdb" ? planForDuckDb : planForRedshift
}
