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

function sqlName(parts: readonly string[]): string {
  return parts.map(quoted).join(".")
}
