import { quoted } from "../../../sql/identifier.ts"
import { bookkeeping } from "./bootstrap.ts"
import { atomically, type Connection, EngineError, rowsOf } from "./connection.ts"
import { relationNames } from "./relation-names.ts"

/** How deep late-binding views may stand on each other. */
const deepest = 30

/**
 * A statement of Redshift with each late-binding view that it reads written out, so that the view's tables are looked up
 * by their names now, as on Redshift.
 */
export async function withLateBindingViews(connection: Connection, sql: string, depth = 0): Promise<string> {
  const names = relationNames(sql)
  if (names.length === 0) return sql
  const wanted = [...new Set(names.map(({ parts }) => sqlName(parts)))]
  const views = await rowsOf(
    connection,
    `select given.name, view.definition, pg_table_size(to_regclass(given.name)) as bytes
     from unnest($1::text[]) as given (name)
     left join ${bookkeeping}.late_binding as view on view.id = to_regclass(given.name)`,
    [wanted],
  )
  for (const { bytes } of views) connection.scanned.bytes += Number(bytes ?? 0)
  if (depth > deepest) throw new EngineError("infinite recursion detected in rules for a late-binding view")
  const definitions = new Map<string, string>()
  for (const { name, definition } of views)
    if (definition != null)
      definitions.set(name ?? "", await withLateBindingViews(connection, definition, depth + 1))
  if (definitions.size === 0) return sql
  let text = ""
  let from = 0
  for (const { parts, start, end, aliased } of names) {
    const definition = definitions.get(sqlName(parts))
    if (definition === undefined) continue
    text += `${sql.slice(from, start)}(${definition}\n)${aliased ? "" : ` as ${quoted(parts.at(-1) ?? "")}`}`
    from = end
  }
  return text + sql.slice(from)
}

/** Makes or replaces a late-binding view; what it reads need not exist. */
export async function createLateBindingView(
  connection: Connection,
  view: { readonly name: string; readonly replace: boolean; readonly definition: string },
): Promise<void> {
  await atomically(connection, async () => {
    const or = view.replace ? "or replace " : ""
    await connection.query(`create ${or}view ${view.name} as select from ${bookkeeping}.late_bound()`)
    await connection.query(
      `insert into ${bookkeeping}.late_binding (id, definition) values ($1::regclass, $2)
       on conflict (id) do update set definition = excluded.definition`,
      [view.name, view.definition],
    )
  })
}

/** Tells the catalogue views of this session which columns late-binding views have now; one that cannot be read has none. */
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
    const text = connection.rewrite(await withLateBindingViews(connection, query))
    const { fields } = await connection.query(text)
    return fields
  } catch {
    if (guarded) await connection.query("rollback to savepoint lux_columns")
    return []
  } finally {
    if (guarded) await connection.query("release savepoint lux_columns")
  }
}

function sqlName(parts: readonly string[]): string {
  return parts.map(quoted).join(".")
}
