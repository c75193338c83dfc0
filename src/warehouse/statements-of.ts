import type { Target } from "../project/types.ts"
import type { WarehouseStatements } from "./statements.ts"

/** The statements of a target's warehouse, for what is planned without opening it. */
export async function statementsOf({ type }: Pick<Target, "type">): Promise<WarehouseStatements> {
  switch (type) {
    case "duckdb":
      return (await import("./duckdb/duckdb-statements.ts")).duckDbStatements
    case "postgres":
      return (await import("./postgres/postgres-statements.ts")).postgresStatements
    case "redshift":
      return (await import("./redshift/redshift-statements.ts")).redshiftStatements
  }
}
