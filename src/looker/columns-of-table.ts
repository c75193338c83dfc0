import type { CompiledProject } from "../compiled/compiled-project.ts"
import type { ColumnsOfTable } from "./check-lookml.ts"

/** The columns of the project's relations, by schema and name as `sql_table_name` has them. */
export function columnsOfTable({ nodes }: CompiledProject): ColumnsOfTable {
  const tables = new Map<string, ReadonlySet<string>>()
  for (const { relation, columns } of Object.values(nodes))
    if (relation?.exists === true && columns.length > 0)
      tables.set(
        `${relation.schema}.${relation.name}`.toLowerCase(),
        new Set(columns.map(({ name }) => name.toLowerCase())),
      )
  return (table) => tables.get(table.toLowerCase().split(".").slice(-2).join("."))
}
