import { quoted } from "../../../sql/identifier.ts"
import type { Cursor } from "../../../sql/parse/cursor.ts"
import { bookkeeping } from "./bootstrap.ts"
import {
  atomically,
  type Connection,
  EngineError,
  nothing,
  type Result,
  rowsOf,
  spelledForPostgres,
} from "./connection.ts"
import { withMeaning } from "./for-postgres.ts"
import { createLateBindingView } from "./late-binding.ts"
import { record, type TableAttributes, tableAttribute } from "./table-attributes.ts"
import { end, names, relation, rest, word } from "./words.ts"

/** https://docs.aws.amazon.com/redshift/latest/dg/r_CREATE_VIEW.html */
export async function createView(cursor: Cursor, connection: Connection): Promise<Result> {
  cursor.expect("create")
  const replace = cursor.take("or", "replace")
  cursor.expect("view")
  const name = relation(cursor)
  const columns = cursor.is("(") ? names(cursor) : undefined
  cursor.expect("as")
  const text = rest(cursor)
  const definition = text.replace(unbound, "")
  if (definition !== text) {
    const named =
      columns === undefined
        ? definition
        : `select * from (${definition}\n) as ${quoted("v")} (${columns.map(quoted).join(", ")})`
    await createLateBindingView(connection, { name, replace, definition: named })
    return nothing
  }
  const list = columns === undefined ? "" : ` (${columns.map(quoted).join(", ")})`
  const query = await withMeaning(connection, definition)
  await atomically(connection, async () => {
    if (replace) await refuseOtherNumber(connection, name, `${list} as ${query}`)
    await connection.query(`create ${replace ? "or replace " : ""}view ${name}${list} as ${query}`)
    if (replace)
      await connection.query(`delete from ${bookkeeping}.late_binding where id = $1::regclass`, [name])
  })
  return nothing
}

/** Throws as Redshift does where a bound view would have another number of columns; Postgres lets it have more. */
async function refuseOtherNumber(connection: Connection, name: string, definition: string): Promise<void> {
  const [found] = await rowsOf(
    connection,
    `select relnatts from pg_class
     where oid = to_regclass($1) and relkind = 'v' and oid not in (select id from ${bookkeeping}.late_binding)`,
    [name],
  )
  if (found === undefined) return
  await connection.query(`create temporary view stand_in_probe${definition}`)
  const [probed] = await rowsOf(
    connection,
    "select relnatts from pg_class where oid = 'pg_temp.stand_in_probe'::regclass",
  )
  await connection.query("drop view pg_temp.stand_in_probe")
  if (probed?.["relnatts"] !== found["relnatts"])
    throw new EngineError("cannot change number of columns in view")
}

const unbound = /\s*with\s+no\s+schema\s+binding\s*$/i

/** https://docs.aws.amazon.com/redshift/latest/dg/materialized-view-create-sql-command.html */
export async function createMaterializedView(cursor: Cursor, connection: Connection): Promise<Result> {
  cursor.expect("create")
  cursor.expect("materialized")
  cursor.expect("view")
  const name = relation(cursor)
  const columns = cursor.is("(") ? ` (${names(cursor).map(quoted).join(", ")})` : ""
  const attributes: TableAttributes = { encodings: new Map() }
  let autoRefresh = false
  for (;;) {
    if (cursor.take("auto", "refresh")) autoRefresh = yes(cursor)
    else if (!tableAttribute(cursor, attributes, "materialized view")) break
  }
  attributes.diststyle ??= attributes.distkey === undefined ? "even" : "key"
  cursor.expect("as")
  const query = await withMeaning(connection, rest(cursor))
  await atomically(connection, async () => {
    await connection.query(`create materialized view ${name}${columns} as ${query}`)
    await record(connection, name, attributes)
    await connection.query(
      `insert into ${bookkeeping}.materialized (id, auto_refresh) values ($1::regclass, $2)`,
      [name, autoRefresh],
    )
  })
  return nothing
}

/** `alter materialized view v auto refresh yes`. */
export async function alterMaterializedView(cursor: Cursor, connection: Connection): Promise<Result> {
  cursor.expect("alter")
  cursor.expect("materialized")
  cursor.expect("view")
  const name = relation(cursor)
  if (cursor.take("rename", "to")) {
    await connection.query(`alter materialized view ${name} rename to ${quoted(cursor.name(true).name)}`)
    return nothing
  }
  cursor.expect("auto")
  cursor.expect("refresh")
  const autoRefresh = yes(cursor)
  end(cursor)
  await connection.query(`update ${bookkeeping}.materialized set auto_refresh = $2 where id = $1::regclass`, [
    name,
    autoRefresh,
  ])
  return nothing
}

/** https://docs.aws.amazon.com/redshift/latest/dg/materialized-view-refresh-sql-command.html */
export async function refreshMaterializedView(cursor: Cursor, connection: Connection): Promise<Result> {
  cursor.expect("refresh")
  cursor.expect("materialized")
  cursor.expect("view")
  const name = relation(cursor)
  const cascade = cursor.take("cascade")
  if (!cascade) cursor.take("restrict")
  end(cursor)
  await connection.query(`refresh materialized view ${name}`)
  if (!cascade) return nothing
  const dependents = await rowsOf(
    connection,
    `with recursive dependent (id, depth) as (
       select $1::regclass::oid, 0
       union all
       select rule.ev_class, dependent.depth + 1
       from dependent
       join pg_depend on pg_depend.refobjid = dependent.id and pg_depend.classid = 'pg_rewrite'::regclass
       join pg_rewrite rule on rule.oid = pg_depend.objid and rule.ev_class <> dependent.id
     )
     select id::regclass::text as name from dependent join pg_class on pg_class.oid = id
     where relkind = 'm' and depth > 0 group by id order by max(depth)`,
    [name],
  )
  for (const dependent of dependents) await connection.query(`refresh materialized view ${dependent["name"]}`)
  return nothing
}

/** To Redshift's comments a materialized view is a view: https://docs.aws.amazon.com/redshift/latest/dg/r_COMMENT.html */
export async function commentOnView(cursor: Cursor, connection: Connection): Promise<Result> {
  cursor.expect("comment")
  cursor.expect("on")
  cursor.expect("view")
  const name = relation(cursor)
  const [found] = await rowsOf(connection, "select relkind from pg_class where oid = $1::regclass", [name])
  const kind = found?.["relkind"] === "m" ? "materialized view" : "view"
  return connection.query(`comment on ${kind} ${name} ${spelledForPostgres(rest(cursor))}`)
}

function yes(cursor: Cursor): boolean {
  const value = word(cursor)
  if (value !== "yes" && value !== "no") throw new EngineError(`syntax error at or near "${value}"`)
  return value === "yes"
}
