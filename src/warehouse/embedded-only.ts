import { LuxError } from "../errors.ts"
import type { WarehouseStatements } from "./statements.ts"

/** What only an embedded database can do: each throws LUX-2632. */
export function embeddedOnly(
  warehouse: string,
): Pick<WarehouseStatements, "filesView" | "attachReadOnly" | "copyToParquet"> {
  const refuse = (what: string, hint: string) => (): never => {
    throw new LuxError("LUX-2632", `${warehouse} ${what}`, { hint })
  }
  return {
    filesView: refuse(
      "reads no files in a query",
      "Stage models and files of a lake are read on targets of type duckdb: load such files into a table first.",
    ),
    attachReadOnly: refuse(
      "reads no other database",
      "Defer to a state of the same warehouse, or build what is missing here.",
    ),
    copyToParquet: refuse("writes no Parquet file here", "Stage on a target of type duckdb."),
  }
}
