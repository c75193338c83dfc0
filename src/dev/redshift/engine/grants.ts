import { quoted } from "../../../sql/identifier.ts"
import type { Cursor } from "../../../sql/parse/cursor.ts"
import { bookkeeping } from "./bootstrap.ts"
import { atomically, type Connection, EngineError, nothing, type Result, rowsOf } from "./connection.ts"
import { relation, rest, textUntil } from "./words.ts"

interface Grantee {
  readonly kind: "user" | "group" | "role" | "public"
  readonly name: string
}

/**
 * Privileges are kept and not enforced: anyone who reaches this server may do all.
 * https://docs.aws.amazon.com/redshift/latest/dg/r_GRANT.html
 */
export async function grant(cursor: Cursor, connection: Connection): Promise<Result> {
  const revoke = cursor.next().text === "revoke"
  if (revoke) cursor.take("grant", "option", "for")
  const privileges = textUntil(cursor, ["on", "to", "from"])
    .toLowerCase()
    .split(",")
    .map((each) => each.trim().replace(/^all privileges$/, "all"))
  // A role or a privilege of the whole system, to a user or a role.
  if (!cursor.take("on")) return nothing
  const kind = cursor.isAny(["schema", "table", "database", "function", "procedure", "language", "all"])
    ? cursor.next().text
    : "table"
  if (kind === "all") {
    cursor.expect("tables")
    cursor.expect("in")
    cursor.expect("schema")
  } else if (kind !== "table" && kind !== "schema") return nothing
  const objects = cursor.list(() => relation(cursor))
  cursor.expect(revoke ? "from" : "to")
  const grantees = cursor.list(() => grantee(cursor))
  const option = cursor.take("with", "grant", "option")
  rest(cursor)
  await atomically(connection, async () => {
    for (const { kind: sort, name } of grantees) await mustExist(connection, sort, name)
    for (const object of objects)
      for (const target of await targets(connection, kind, object))
        for (const privilege of privileges)
          for (const to of grantees) await keep(connection, target, privilege, to, option, revoke)
  })
  return nothing
}

/** Kept as it stands. */
export async function defaultPrivileges(cursor: Cursor, connection: Connection): Promise<Result> {
  await connection.query(`insert into ${bookkeeping}.default_privileges (statement) values ($1)`, [
    rest(cursor),
  ])
  return nothing
}

function grantee(cursor: Cursor): Grantee {
  if (cursor.take("public")) return { kind: "public", name: "public" }
  if (cursor.is("group") || cursor.is("role")) {
    const kind = cursor.next().text === "group" ? "group" : "role"
    return { kind, name: cursor.name(true).name }
  }
  return { kind: "user", name: cursor.name(true).name }
}

async function mustExist(connection: Connection, kind: Grantee["kind"], name: string): Promise<void> {
  if (kind === "public") return
  const found = await rowsOf(
    connection,
    `select from ${bookkeeping}.principals where kind = $1 and name = $2
     union all select from pg_user where $1 = 'user' and usename = $2`,
    [kind, name],
  )
  if (found.length === 0) throw new EngineError(`${kind} "${name}" does not exist`)
}

interface Target {
  readonly relation: string | null
  readonly schema: string
}

async function targets(connection: Connection, kind: string, object: string): Promise<readonly Target[]> {
  const byKind =
    kind === "table"
      ? `select c.oid as relation, n.nspname as schema from pg_class c join pg_namespace n on n.oid = c.relnamespace
         where c.oid = $1::regclass`
      : kind === "schema"
        ? `select null as relation, nspname as schema from pg_namespace where oid = $1::regnamespace`
        : `select c.oid as relation, n.nspname as schema from pg_class c join pg_namespace n on n.oid = c.relnamespace
           where n.oid = $1::regnamespace and c.relkind in ('r', 'v', 'm')`
  const rows = await rowsOf(connection, byKind, [object])
  return rows.map(({ relation: id, schema }) => ({ relation: id ?? null, schema: schema ?? quoted("") }))
}

async function keep(
  connection: Connection,
  { relation: id, schema }: Target,
  privilege: string,
  { kind, name }: Grantee,
  option: boolean,
  revoke: boolean,
): Promise<void> {
  await connection.query(
    `delete from ${bookkeeping}.privileges where relation is not distinct from $1::oid and schema = $2
       and ($3 = 'all' or privilege = $3) and grantee_kind = $4 and grantee = $5`,
    [id, schema, privilege, kind, name],
  )
  if (revoke) return
  await connection.query(
    `insert into ${bookkeeping}.privileges (relation, schema, privilege, grantee_kind, grantee, grant_option)
     values ($1, $2, $3, $4, $5, $6)`,
    [id, schema, privilege, kind, name, option],
  )
}
