import { quoted } from "../../../sql/identifier.ts"
import type { Cursor } from "../../../sql/parse/cursor.ts"
import { bookkeeping } from "./bootstrap.ts"
import {
  beginSnapshot,
  type Connection,
  EngineError,
  nothing,
  type Result,
  refuseInTransaction,
  spelledForPostgres,
} from "./connection.ts"
import { end, names, relation, rest, textUntil } from "./words.ts"

/** Ends the transaction that it stands in: https://docs.aws.amazon.com/redshift/latest/dg/r_TRUNCATE.html */
export async function truncate(cursor: Cursor, connection: Connection): Promise<Result> {
  cursor.expect("truncate")
  cursor.take("table")
  const name = relation(cursor)
  end(cursor)
  await connection.query(`truncate ${name}`)
  if (connection.inTransaction()) await connection.query("commit")
  return nothing
}

/** There is nothing to reclaim here. https://docs.aws.amazon.com/redshift/latest/dg/r_VACUUM_command.html */
export async function vacuum(cursor: Cursor, connection: Connection): Promise<Result> {
  cursor.expect("vacuum")
  refuseInTransaction(connection, "VACUUM")
  if (!cursor.take("full") && !cursor.take("sort", "only") && !cursor.take("delete", "only"))
    cursor.isAny(["reindex", "recluster"]) && cursor.next()
  if (cursor.isName()) await connection.query("select $1::regclass", [relation(cursor)])
  if (cursor.take("to")) {
    cursor.next()
    cursor.expect("percent")
  }
  cursor.take("boost")
  end(cursor)
  return nothing
}

/** https://docs.aws.amazon.com/redshift/latest/dg/r_ANALYZE.html */
export async function analyze(cursor: Cursor, connection: Connection): Promise<Result> {
  cursor.next()
  cursor.take("verbose")
  if (cursor.is("compression")) throw new EngineError("ANALYZE COMPRESSION is not known to this server")
  const table = cursor.isName() ? ` ${relation(cursor)}` : ""
  const columns = cursor.is("(") ? ` (${names(cursor).map(quoted).join(", ")})` : ""
  if (!cursor.take("predicate", "columns")) cursor.take("all", "columns")
  end(cursor)
  // The whole database holds catalogs of the system that nobody asked about: one table or none.
  if (table !== "") await connection.query(`analyze ${table}${columns}`)
  return nothing
}

/** What both know is set in Postgres; what Redshift alone knows is kept for the session. */
export async function setting(cursor: Cursor, connection: Connection): Promise<Result> {
  const verb = cursor.next().text
  if (cursor.isAny(["session", "local", "transaction"])) return connection.query(cursor.sql)
  const first = cursor.next().text
  const dotted = cursor.is(".") || first === "time" || first === "all"
  if (dotted || shared.has(first)) return connection.query(spelledForPostgres(cursor.sql))
  if (verb === "show") return shown(first, connection.settings.get(first) ?? "")
  if (verb === "reset") connection.settings.delete(first)
  else {
    if (!cursor.take("to")) cursor.expect("=")
    const token = cursor.peek()
    const value = token.kind === "string" ? token.text : textUntil(cursor, [";"])
    if (value.toLowerCase() === "default") connection.settings.delete(first)
    else connection.settings.set(first, value)
  }
  return nothing
}

function shown(name: string, value: string): Result {
  const field = {
    name,
    dataTypeID: 25,
    dataTypeModifier: -1,
    tableID: 0,
    columnID: 0,
    dataTypeSize: -1,
    format: "text",
  }
  return { fields: [field], rows: [[value]], rowCount: 1 }
}

/** Settings that mean the same on both. */
const shared = new Set(
  "search_path statement_timeout timezone datestyle extra_float_digits application_name client_encoding".split(
    " ",
  ),
)

/** Who there is, for grants to name. */
export async function principal(cursor: Cursor, connection: Connection): Promise<Result> {
  const verb = cursor.next().text
  const kind = cursor.next().text
  if (verb === "alter") return nothing
  const optional = cursor.take("if", "exists")
  const all = verb === "drop" ? cursor.list(() => cursor.name(true).name) : [cursor.name(true).name]
  for (const name of all) {
    const { rowCount } = await connection.query(
      verb === "drop"
        ? `delete from ${bookkeeping}.principals where kind = $1 and name = $2`
        : `insert into ${bookkeeping}.principals (kind, name) values ($1, $2) on conflict do nothing`,
      [kind, name],
    )
    if (rowCount === 0 && !optional)
      throw new EngineError(`${kind} "${name}" ${verb === "drop" ? "does not exist" : "already exists"}`)
  }
  return nothing
}

/** Whatever level it names: https://docs.aws.amazon.com/redshift/latest/dg/r_BEGIN.html */
export async function begin(cursor: Cursor, connection: Connection): Promise<Result> {
  const readOnly = /\bread\s+only\b/i.test(cursor.sql) ? " read only" : ""
  return connection.query(`${beginSnapshot}${readOnly}`)
}

/** Comments and the like go as they are. */
export async function asWritten(cursor: Cursor, connection: Connection): Promise<Result> {
  return connection.query(spelledForPostgres(rest(cursor)))
}

/** `create schema`, its owner and quota aside. */
export async function createSchema(cursor: Cursor, connection: Connection): Promise<Result> {
  cursor.expect("create")
  cursor.expect("schema")
  const unless = cursor.take("if", "not", "exists")
  const owner = cursor.take("authorization")
  const { name } = cursor.name()
  if (!owner && cursor.take("authorization")) cursor.name()
  if (cursor.take("quota")) rest(cursor)
  end(cursor)
  return connection.query(`create schema ${unless ? "if not exists " : ""}${quoted(name)}`)
}
