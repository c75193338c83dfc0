import { Cursor } from "../../../sql/parse/cursor.ts"
import { SqlRefusal } from "../../../sql/refusal.ts"
import { alterTable } from "./alter-table.ts"
import { bookkeeping } from "./bootstrap.ts"
import { analyze, asWritten, begin, createSchema, principal, setting, truncate, vacuum } from "./commands.ts"
import { type Connection, EngineError, type Result } from "./connection.ts"
import { copy } from "./copy/copy.ts"
import { unload } from "./copy/unload.ts"
import { createTable } from "./create-table.ts"
import { forPostgres } from "./for-postgres.ts"
import { defaultPrivileges, grant } from "./grants.ts"
import { showLateBindingColumns } from "./late-binding-columns.ts"
import { checkMerge } from "./merge.ts"
import { refuseUnknown } from "./unknown-to-redshift.ts"
import {
  alterMaterializedView,
  commentOnView,
  createMaterializedView,
  createView,
  refreshMaterializedView,
} from "./views.ts"

type Command = (cursor: Cursor, connection: Connection) => Promise<Result>

/** The first words of a command -> what runs it; the first match counts. */
const commands: readonly (readonly [words: string, command: Command])[] = [
  ...["table", "temp table", "temporary table", "local temp table", "local temporary table"].map(
    (words) => [`create ${words}`, createTable] as const,
  ),
  ["create view", createView],
  ["create or replace view", createView],
  ["create materialized view", createMaterializedView],
  ["alter materialized view", alterMaterializedView],
  ["refresh materialized view", refreshMaterializedView],
  ["create schema", createSchema],
  ["alter table", alterTable],
  ...["create", "alter", "drop"].flatMap((verb) =>
    ["user", "group", "role"].map((kind) => [`${verb} ${kind}`, principal] as const),
  ),
  ["alter default privileges", defaultPrivileges],
  ["comment on view", commentOnView],
  ["grant", grant],
  ["revoke", grant],
  ["truncate", truncate],
  ["vacuum", vacuum],
  ["analyze", analyze],
  ["analyse", analyze],
  ["set", setting],
  ["reset", setting],
  ["show", setting],
  ["merge", merge],
  ["copy", copy],
  ["unload", unload],
  ["begin", begin],
  ["start transaction", begin],
  ...["drop", "alter", "comment", "commit", "end", "rollback", "abort", "lock"].map(
    (word) => [word, asWritten] as const,
  ),
  ...["fetch", "close", "deallocate"].map((word) => [word, asWritten] as const),
]

/** Runs one statement of Redshift's SQL. */
export async function execute(connection: Connection, sql: string): Promise<Result> {
  try {
    const cursor = new Cursor(sql, "redshift")
    refuseUnknown(sql)
    for (const [words, command] of commands)
      if (cursor.is(...words.split(" "))) return await command(cursor, connection)
    return await query(sql, connection)
  } catch (error) {
    if (error instanceof SqlRefusal) throw new EngineError(`syntax error: ${error.message}`)
    throw error
  }
}

/** The views of the catalog that also show the columns of late-binding views. */
const showsColumns = /\b(?:svv_columns|svv_all_columns|svv_redshift_columns|pg_get_late_binding_view_cols)\b/i

/** The views of what ran. */
const showsHistory = /\b(?:sys|stl)_\w+/i
const showsLast = /\bpg_last_(?:query|copy|unload)_\w+/i

async function query(sql: string, connection: Connection): Promise<Result> {
  if (showsColumns.test(sql)) await showLateBindingColumns(connection)
  if (showsHistory.test(sql)) await connection.records.write()
  if (showsLast.test(sql)) await showLast(connection)
  return connection.query(await forPostgres(connection, sql))
}

async function merge(cursor: Cursor, connection: Connection): Promise<Result> {
  checkMerge(cursor)
  return query(cursor.sql, connection)
}

async function showLast({ last, query }: Connection): Promise<void> {
  for (const [name, value] of last)
    await query("select set_config($1, $2, false)", [`${bookkeeping}.${name}`, String(value)])
}
