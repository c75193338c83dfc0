import type { WarehouseType } from "../warehouses.ts"
import { duckDbTarget } from "./duckdb-target.ts"
import { postgresTarget } from "./postgres-target.ts"
import { redshiftTarget } from "./redshift-target.ts"
import type { TargetKind } from "./target-kind.ts"

/** How the targets of each warehouse are written. */
export const targetKinds: Readonly<Record<WarehouseType, TargetKind>> = {
  duckdb: duckDbTarget,
  redshift: redshiftTarget,
  postgres: postgresTarget,
}
