import type { Kysely } from "kysely"
import { Relation } from "../sql/relation.ts"

type ColumnType = "text" | "timestamp" | "double precision" | "integer" | "bigint"

export interface OwnColumn {
  readonly type: ColumnType
  readonly required: boolean
}

/** Tables that lux keeps for itself in the warehouse, by their columns. */
type OwnTables = Readonly<Record<string, Readonly<Record<string, OwnColumn>>>>

/** The columns that a table has now; undefined where there is no such table. */
export type ExistingColumns = (table: Relation) => readonly string[] | undefined

export const required = (type: ColumnType): OwnColumn => ({ type, required: true })
/** What a later version of lux adds to a table is optional: rows that are there have no value for it. */
export const optional = (type: ColumnType): OwnColumn => ({ type, required: false })

/** True when a table or a column is missing, as in a database of an earlier version. */
export function areIncomplete(tables: OwnTables, schema: string, existing: ExistingColumns): boolean {
  return Object.entries(tables).some(
    ([name, columns]) => missingOf(existing(new Relation(schema, name)), columns).length > 0,
  )
}

/** What makes the schema, and the tables and columns that are missing; rows stay. It is run before any other session is opened. */
export function ownTableStatements<Tables>(
  tables: OwnTables,
  db: Kysely<Tables>,
  schema: string,
  existing: ExistingColumns,
): readonly string[] {
  const { schema: inSchema } = db.withSchema(schema)
  const statements = [db.schema.createSchema(schema).ifNotExists().compile().sql]
  for (const [name, columns] of Object.entries(tables)) {
    const there = existing(new Relation(schema, name))
    if (there !== undefined) {
      for (const [column, { type }] of missingOf(there, columns))
        statements.push(inSchema.alterTable(name).addColumn(column, type).compile().sql)
      continue
    }
    let create = inSchema.createTable(name).ifNotExists()
    for (const [column, { type, required }] of Object.entries(columns))
      create = create.addColumn(column, type, (built) => (required ? built.notNull() : built))
    statements.push(create.compile().sql)
  }
  return statements
}

function missingOf<Column>(
  existing: readonly string[] | undefined,
  columns: Readonly<Record<string, Column>>,
): readonly (readonly [string, Column])[] {
  return Object.entries(columns).filter(([name]) => existing?.includes(name) !== true)
}
