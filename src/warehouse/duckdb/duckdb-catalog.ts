import { stringLiteral } from "../../sql/identifier.ts"
import type { CatalogEntry, Session } from "../warehouse.ts"

/** Every relation of the named schemas with its columns, in one query. */
export async function readDuckDbCatalog(
  session: Session,
  schemas: readonly string[],
): Promise<{ readonly found: readonly string[]; readonly entries: readonly CatalogEntry[] }> {
  const wanted = schemas.map(stringLiteral).join(", ")
  const { rows } = await session.query(`
select schema_name, null as name, null as kind, null as columns
from duckdb_schemas()
where database_name = current_database() and schema_name in (${wanted})
union all
select
  relation.schema_name,
  relation.name,
  relation.kind,
  (
    select list({'name': column_name, 'type': data_type} order by column_index)
    from duckdb_columns() as columns
    where columns.table_oid = relation.oid and columns.database_name = current_database()
  ) as columns
from (
  select schema_name, table_name as name, 'table' as kind, table_oid as oid
  from duckdb_tables()
  where database_name = current_database()
  union all
  select schema_name, view_name, 'view', view_oid
  from duckdb_views()
  where database_name = current_database() and not internal
) as relation
where relation.schema_name in (${wanted})`)
  const found: string[] = []
  const entries: CatalogEntry[] = []
  for (const { schema_name, name, kind, columns } of rows) {
    if (typeof name !== "string") found.push(String(schema_name))
    else
      entries.push({
        schema: String(schema_name),
        name,
        kind: kind === "view" ? "view" : "table",
        columns: columnsOf(columns),
      })
  }
  return { found, entries }
}

function columnsOf(value: unknown): CatalogEntry["columns"] {
  if (!Array.isArray(value)) return []
  return value.map((column: { name?: unknown; type?: unknown }) => ({
    name: String(column.name),
    type: String(column.type),
  }))
}
