import pg from "pg"
import { functionStatements } from "../../sql/postgres-functions.ts"
import { translate } from "../../sql/translate.ts"
import { startPostgres } from "./postgres-process.ts"

/** A Postgres that runs Redshift's SQL. */
export interface PostgresUnderTest {
  /** The first row that the statement returns, as Redshift's texts. */
  firstRow(sql: string): Promise<(string | null)[]>
  /** The types of its columns, as Redshift calls them. */
  typesOf(sql: string): Promise<readonly string[]>
  /** The tables that it has, with the types of their columns. */
  readonly tables: Readonly<Record<string, Readonly<Record<string, string>>>>
  stop(): Promise<void>
}

/** Starts an empty Postgres with these tables, whose JSON columns are SUPER. */
export async function postgresWith(setup: string): Promise<PostgresUnderTest> {
  const server = await startPostgres()
  const { host, user, database } = server
  const client = new pg.Client({ host, user, database, types: { getTypeParser: () => String } })
  await client.connect()
  await client.query("set timezone = 'UTC'")
  await client.query(setup.replace(/\bjson\b(?=[,)])/g, "jsonb").replace(/\bdouble\b/g, "double precision"))
  const tables = await columnsOf(client)
  const run = async (sql: string) => {
    const columnTypes = (name: string) => tables[name]
    const translated = translate(sql, { from: "redshift", to: "postgres", columnTypes })
    for (const statement of functionStatements(translated.macros)) await client.query(statement)
    return client.query<unknown[]>({ text: translated.sql, rowMode: "array" })
  }
  return {
    tables,
    async typesOf(sql) {
      const ids = (await run(sql)).fields.map(({ dataTypeID }) => dataTypeID)
      const { rows } = await client.query<[string]>({
        text: "select case id when 'jsonb'::regtype then 'super' else format_type(id, null) end from unnest($1::oid[]) with ordinality as t(id, n) order by n",
        values: [ids],
        rowMode: "array",
      })
      return rows.map(([type]) => type)
    },
    async firstRow(sql) {
      const { rows, fields } = await run(sql)
      return fields.map((field, index) => asRedshift(rows[0]?.[index], field.dataTypeID))
    },
    async stop() {
      await client.end()
      await server.stop()
    },
  }
}

async function columnsOf(client: pg.Client): Promise<Record<string, Record<string, string>>> {
  const { rows } = await client.query<[string, Record<string, string>]>({
    text: `select c.relname, json_object_agg(a.attname, case a.atttypid when 'jsonb'::regtype then 'super' else format_type(a.atttypid, a.atttypmod) end order by a.attnum)::text
     from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = 'public'::regnamespace and a.attnum > 0 group by 1`,
    rowMode: "array",
  })
  return Object.fromEntries(rows.map(([name, columns]) => [name, JSON.parse(String(columns))]))
}

/** Postgres writes truths as one letter, and blanks into JSON. */
function asRedshift(value: unknown, type: number): string | null {
  if (value === null || value === undefined) return null
  const text = String(value)
  if (type === pg.types.builtins.BOOL) return text === "t" ? "true" : "false"
  if (type === pg.types.builtins.JSONB) return JSON.stringify(JSON.parse(text))
  return text
}
