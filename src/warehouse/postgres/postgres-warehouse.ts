import { targetPlace } from "../../project/target/target-place.ts"
import type { PostgresTarget } from "../../project/types.ts"
import type { OpenOptions } from "../implementation.ts"
import type { Warehouse } from "../warehouse.ts"
import { openOverPostgres } from "./over-postgres.ts"
import { postgresStatements } from "./postgres-statements.ts"

/** Opens a Postgres. Nothing is connected to before the first session is used. */
export async function openPostgres(target: PostgresTarget, options: OpenOptions): Promise<Warehouse> {
  return openOverPostgres(target, {
    ...options,
    type: "postgres",
    place: targetPlace(target),
    statements: postgresStatements,
  })
}
