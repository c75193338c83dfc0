import type { ColumnMetadata } from "@aws-sdk/client-redshift-data"
import type pg from "pg"
import * as z from "zod"
import type { Operation } from "./service.ts"

const input = z.object({
  Schema: z.string().optional(),
  SchemaPattern: z.string().optional(),
  Table: z.string().optional(),
  TablePattern: z.string().optional(),
})

/** The calls that list what there is. Patterns are those of `like`. */
export function catalogOperations(
  withClient: <T>(work: (client: pg.Client) => Promise<T>) => Promise<T>,
): Readonly<Record<string, Operation>> {
  const query = async (
    sql: string,
    values: readonly string[],
  ): Promise<readonly Readonly<Record<string, string>>[]> =>
    withClient(async (client) => (await client.query(sql, [...values])).rows)
  return {
    async ListDatabases() {
      const rows = await query(
        "select datname as name from pg_database where not datistemplate order by 1",
        [],
      )
      return { Databases: rows.map(({ name }) => name) }
    },
    async ListSchemas(given) {
      const { SchemaPattern = "%" } = input.parse(given)
      const rows = await query(
        "select nspname as name from pg_namespace where nspname like $1 and nspname <> 'pg_stand_in' order by 1",
        [SchemaPattern],
      )
      return { Schemas: rows.map(({ name }) => name) }
    },
    async ListTables(given) {
      const { SchemaPattern = "%", TablePattern = "%" } = input.parse(given)
      const rows = await query(
        `select table_schema as schema, table_name as name, table_type as type
         from information_schema.tables where table_schema like $1 and table_name like $2
           and table_schema <> 'pg_stand_in' order by 1, 2`,
        [SchemaPattern, TablePattern],
      )
      return {
        Tables: rows.map(({ schema, name, type }) => ({
          schema,
          name,
          type: type === "VIEW" ? "VIEW" : "TABLE",
        })),
      }
    },
    async DescribeTable(given) {
      const { Schema = "public", Table = "" } = input.parse(given)
      const rows = await query(
        `select column_name as name, case udt_name when 'jsonb' then 'super' else udt_name end as type, is_nullable as nullable
         from information_schema.columns where table_schema = $1 and table_name = $2 order by ordinal_position`,
        [Schema, Table],
      )
      const columns = rows.map(
        ({ name, type, nullable }): ColumnMetadata => ({
          name,
          typeName: type,
          schemaName: Schema,
          tableName: Table,
          nullable: nullable === "YES" ? 1 : 0,
        }),
      )
      return { TableName: Table, ColumnList: columns }
    },
  }
}
