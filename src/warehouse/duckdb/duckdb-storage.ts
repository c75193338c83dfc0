import { stringLiteral } from "../../sql/identifier.ts"
import type { Relation } from "../../sql/relation.ts"

/** The blocks of the file that hold something of a table. Small tables share blocks, and each of them counts those. */
export function duckDbStorage(tables: readonly Relation[]): string {
  const blocks = "(select block_size from pragma_database_size() where database_name = current_database())"
  return tables
    .map(
      (table) => `select
  ${stringLiteral(table.schema ?? "")} as schema_name,
  ${stringLiteral(table.name)} as name,
  count(distinct case when block_id >= 0 then block_id end) * ${blocks} as bytes,
  (select count(*) from ${table}) as row_count
from pragma_storage_info(${stringLiteral(String(table))})`,
    )
    .join("\nunion all\n")
}
