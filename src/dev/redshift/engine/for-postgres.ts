import { tokens } from "../../../sql/tokens.ts"
import { SqlRefusal, SqlRefusals, type Translation, translate } from "../../../sql/translate.ts"
import { bookkeeping } from "./bootstrap.ts"
import { type Connection, EngineError, rowsOf, spelledForPostgres } from "./connection.ts"
import { withLateBindingViews } from "./late-binding.ts"
import { relationNames } from "./relation-names.ts"

/** A query or a DML statement of Redshift as Postgres takes it, its late-binding views written out. */
export async function forPostgres(connection: Connection, sql: string): Promise<string> {
  return withMeaning(connection, await withLateBindingViews(connection, sql))
}

/** What is written where the types of columns are not known, and an error for some of them. */
const askForTypes = new Set(["untyped_quotient", "quotient_by_untyped", "untyped_by_quotient"])

/** A query or a DML statement of Redshift as Postgres takes it. Throws for what is not verified to mean the same there. */
export async function withMeaning(connection: Connection, sql: string): Promise<string> {
  if (isOfLeaderNode(sql)) return spelledForPostgres(sql)
  const attempt = translated(sql, undefined)
  if (isTranslated(attempt) && !attempt.macros.some((each) => askForTypes.has(each))) return attempt.sql
  const columns = await columnsOfRelations(connection, sql)
  return meant(translated(sql, (relation) => columns.get(relation)))
}

/** An expression that reads no relation, such as the default of a column. */
export function expressionForPostgres(text: string): string {
  return meant(translated(`values (${text})`, undefined)).replace(/^values\s*/, "")
}

function isTranslated(result: Translation | SqlRefusal | SqlRefusals): result is Translation {
  return "sql" in result
}

function meant(result: Translation | SqlRefusal | SqlRefusals): string {
  if (isTranslated(result)) return result.sql
  throw new EngineError(textOf(result))
}

type ColumnTypes = (relation: string) => Readonly<Record<string, string>> | undefined

function translated(
  sql: string,
  columnTypes: ColumnTypes | undefined,
): Translation | SqlRefusal | SqlRefusals {
  try {
    return translate(sql, { from: "redshift", to: "postgres", functions: bookkeeping, columnTypes })
  } catch (error) {
    if (error instanceof SqlRefusal || error instanceof SqlRefusals) return error
    throw error
  }
}

const leaderRelation = /^(?:pg_|svv_|svl_|svcs_|stl_|stv_|sys_|information_schema\.)/

/** What reads the catalog and nothing else runs on the leader node, which is a Postgres on Redshift too. */
function isOfLeaderNode(sql: string): boolean {
  const names = relationNames(sql).map(({ parts }) => parts.join("."))
  if (names.length > 0) return names.every((name) => leaderRelation.test(name))
  // What stands in comments and texts calls nothing.
  return tokens(sql, "redshift").some(({ kind, text }) => kind === "word" && leaderFunction.test(text))
}

/** https://docs.aws.amazon.com/redshift/latest/dg/c_SQL_functions_leader_node_only.html */
const leaderFunction =
  /^(?:version|current_schemas?|current_user|current_user_id|session_user|user|current_database|current_setting|set_config|has_\w+|pg_\w+|obj_description|col_description)$/i

async function columnsOfRelations(
  connection: Connection,
  sql: string,
): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const names = [...new Set(relationNames(sql).map(({ parts }) => parts.join(".")))]
  const rows = await rowsOf(
    connection,
    `select given.name, attname, case atttypid when 'jsonb'::regtype then 'super' else format_type(atttypid, atttypmod) end as type
     from unnest($1::text[]) as given (name)
     join pg_attribute on attrelid = to_regclass(given.name) and attnum > 0 and not attisdropped
     order by given.name, attnum`,
    [names],
  )
  const found = new Map<string, Record<string, string>>()
  for (const { name, attname, type } of rows) {
    const columns = found.get(name ?? "") ?? {}
    columns[attname ?? ""] = type ?? ""
    found.set(name ?? "", columns)
  }
  return found
}

function textOf(error: SqlRefusal | SqlRefusals): string {
  const all = error instanceof SqlRefusal ? [error] : error.refusals
  return all
    .map(({ code, message, hint }) => {
      if (code === "LUX-1302") return `syntax error: ${message}`
      return `the stand-in does not run this: ${message}${hint === undefined ? "" : ` (${hint})`}`
    })
    .join("; ")
}
