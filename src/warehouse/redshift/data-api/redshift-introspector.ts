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
  readonly default_value: string | null
}

/** Reads Postgres' catalog tables, which Redshift has: `information_schema` hides late-binding views. */
export class RedshiftIntrospector implements DatabaseIntrospector {
  readonly #db: Kysely<unknown>

  constructor(db: Kysely<unknown>) {
    this.#db = db
  }

  async getSchemas(): Promise<SchemaMetadata[]> {
    const { rows } = await sql<SchemaMetadata>`
      select nspname as name
      from pg_namespace
      where nspname not like 'pg!_%' escape '!' and nspname <> 'information_schema'
      order by nspname`.execute(this.#db)
    return [...rows]
  }

  async getTables(): Promise<TableMetadata[]> {
    const { rows } = await sql<ColumnRow>`
      select
        pg_namespace.nspname as "schema",
        pg_class.relname as "table",
        pg_class.relkind = 'v' as is_view,
        pg_attribute.attname as "column",
        format_type(pg_attribute.atttypid, pg_attribute.atttypmod) as type,
        not pg_attribute.attnotnull as nullable,
        pg_get_expr(pg_attrdef.adbin, pg_attrdef.adrelid) as default_value
      from pg_class
      join pg_namespace on pg_namespace.oid = pg_class.relnamespace
      join pg_attribute on pg_attribute.attrelid = pg_class.oid
      left join pg_attrdef on pg_attrdef.adrelid = pg_class.oid and pg_attrdef.adnum = pg_attribute.attnum
      where pg_class.relkind in ('r', 'v')
        and pg_attribute.attnum > 0
        and not pg_attribute.attisdropped
        and pg_namespace.nspname not like 'pg!_%' escape '!'
        and pg_namespace.nspname <> 'information_schema'
      order by pg_namespace.nspname, pg_class.relname, pg_attribute.attnum`.execute(this.#db)
    const tables = new Map<string, TableMetadata>()
    for (const row of rows) {
      const key = JSON.stringify([row.schema, row.table])
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
        isAutoIncrementing: /"?identity"?\(|nextval\(/i.test(row.default_value ?? ""),
        hasDefaultValue: row.default_value !== null,
      })
      tables.set(key, table)
    }
    return [...tables.values()]
  }

  async getMetadata(): Promise<DatabaseMetadata> {
    return { tables: await this.getTables() }
  }
}
