import { stringLiteral } from "../../sql/identifier.ts"
import type { CatalogComment, Session } from "../warehouse.ts"

/** Every comment on a table, a view or a column of the named schemas. */
export async function readDuckDbComments(
  session: Session,
  schemas: readonly string[],
): Promise<readonly CatalogComment[]> {
  const wanted = `not internal and comment is not null and database_name = current_database() and schema_name in (${["", ...schemas].map(stringLiteral).join(", ")})`
  const { rows } = await session.query(`
select schema_name, table_name as name, null as column_name, comment from duckdb_tables() where ${wanted}
union all
select schema_name, view_name, null, comment from duckdb_views() where ${wanted}
union all
select schema_name, table_name, column_name, comment from duckdb_columns() where ${wanted}`)
  return rows.map((row) => ({
    schema: String(row["schema_name"]),
    name: String(row["name"]),
    column: row["column_name"] === null ? undefined : String(row["column_name"]),
    comment: String(row["comment"]),
  }))
}
