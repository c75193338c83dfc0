import { bookkeeping } from "./bootstrap.ts"
import { type Connection, rowsOf } from "./connection.ts"
import { forPostgres } from "./for-postgres.ts"

/** Tells the catalog views of this session which columns late-binding views have now; one that cannot be read has none. */
export async function showLateBindingColumns(connection: Connection): Promise<void> {
  const views = await rowsOf(
    connection,
    `select c.oid::regclass as name, n.nspname as view_schema, c.relname as view_name
     from ${bookkeeping}.late_binding v join pg_class c on c.oid = v.id join pg_namespace n on n.oid = c.relnamespace`,
  )
  const columns: unknown[] = []
  for (const { name, view_schema, view_name } of views) {
    const fields = await columnsOf(connection, `select * from ${name} limit 0`)
    for (const [index, field] of fields.entries())
      columns.push({
        view_schema,
        view_name,
        col_name: field.name,
        type: field.dataTypeID,
        modifier: field.dataTypeModifier,
        col_num: index + 1,
      })
  }
  await connection.query(`select set_config('${bookkeeping}.late_binding_columns', $1, false)`, [
    JSON.stringify(columns),
  ])
}

async function columnsOf(connection: Connection, query: string) {
  const guarded = connection.inTransaction()
  if (guarded) await connection.query("savepoint lux_columns")
  try {
    const { fields } = await connection.query(await forPostgres(connection, query))
    return fields
  } catch {
    if (guarded) await connection.query("rollback to savepoint lux_columns")
    return []
  } finally {
    if (guarded) await connection.query("release savepoint lux_columns")
  }
}
