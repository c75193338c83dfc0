import {
  type DatabaseIntrospector,
  type DatabaseMetadata,
  type Kysely,
  type SchemaMetadata,
  sql,
  type TableMetadata,
} from "kysely"

interface ColumnRow {
  readonly schema: string
  readonly table: string
  readonly is_view: boolean
  readonly column: string
  readonly type: string
  readonly nullable: boolean
  readonly has_default: boolean
  readonly is_identity: boolean
}

export class DuckDbIntrospector implements DatabaseIntrospector {
  readonly #db: Kysely<unknown>

  constructor(db: Kysely<unknown>) {
    this.#db = db
  }

  async getSchemas(): Promise<SchemaMetadata[]> {
    const { rows } = await sql<SchemaMetadata>`
      select distinct schema_name as name
      from duckdb_schemas()
      where database_name = current_database() and not internal
      order by name`.execute(this.#db)
    return rows
  }

  async getTables(): Promise<TableMetadata[]> {
    const { rows } = await sql<ColumnRow>`
      select
        columns.schema_name as schema,
        columns.table_name as "table",
        views.view_name is not null as is_view,
        columns.column_name as "column",
        columns.data_type as type,
        columns.is_nullable as nullable,
        columns.column_default is not null as has_default,
        coalesce(columns.column_default, '') like 'nextval(%' as is_identity
      from duckdb_columns() as columns
      left join duckdb_views() as views on views.view_oid = columns.table_oid and views.database_name = columns.database_name
      where columns.database_name = current_database() and not columns.internal
      order by 1, 2, columns.column_index`.execute(this.#db)
    const tables = new Map<string, TableMetadata>()
    for (const row of rows) {
      const key = `${row.schema}.${row.table}`
      const table = tables.get(key) ?? {
        schema: row.schema,
        name: row.table,
        isView: row.is_view,
        columns: [],
      }
      table.columns.push({
        name: row.column,
        dataType: row.type,
        isNullable: row.nullable,
        isAutoIncrementing: row.is_identity,
        hasDefaultValue: row.has_default,
      })
      tables.set(key, table)
    }
    return [...tables.values()]
  }

  async getMetadata(): Promise<DatabaseMetadata> {
    return { tables: await this.getTables() }
  }
}
