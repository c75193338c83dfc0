import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api"
import pg from "pg"
import { startPostgres } from "../../dev/redshift/postgres-process.ts"
import { type DataType, dataType, unknownType } from "../data-type.ts"
import { duckDbSettings, macroStatements } from "../duckdb-macros.ts"
import { functionStatements } from "../postgres-functions.ts"
import { SqlRefusal, SqlRefusals } from "../refusal.ts"
import { type TranslateOptions, translate } from "../translate.ts"
import type { SqlTarget } from "../types.ts"

/** What an engine gives for a query. */
export type Answer =
  | { readonly columns: readonly DataType[]; readonly rows: readonly (readonly (string | null)[])[] }
  /** What it says where it gives none. */
  | { readonly error: string }
  /** Why lux does not translate it. */
  | { readonly refusal: string }

export interface EngineUnderTest {
  readonly name: string
  /** Statements of its own SQL. */
  run(statements: readonly string[]): Promise<void>
  /** A query in Redshift's SQL. */
  answer(sql: string, types: Types): Promise<Answer>
  stop(): Promise<void>
}

/** What a translation knows of the relations. */
export type Types = Pick<TranslateOptions, "columnTypes" | "someTypes">

export async function duckDbUnderTest(): Promise<EngineUnderTest> {
  const connection = await (await DuckDBInstance.create(":memory:", { threads: "1" })).connect()
  for (const setting of duckDbSettings) await connection.run(setting)
  const made = new Set<string>()
  return {
    name: "DuckDB",
    async run(statements) {
      for (const statement of statements) await connection.run(statement)
    },
    answer: (sql, types) =>
      answered("duckdb", sql, types, async ({ sql: translated, macros }) => {
        for (const statement of macroStatements(macros))
          if (!made.has(statement)) await connection.run(made.add(statement) && statement)
        return duckDbRows(connection, translated)
      }),
    async stop() {
      connection.closeSync()
    },
  }
}

async function duckDbRows(connection: DuckDBConnection, sql: string): Promise<Answer> {
  const result = await connection.runAndReadAll(sql)
  return {
    columns: result.columnTypes().map((type) => dataType(String(type))),
    rows: result.getRows().map((row) => row.map((value) => (value === null ? null : String(value)))),
  }
}

export async function postgresUnderTest(): Promise<EngineUnderTest> {
  const server = await startPostgres()
  const { host, user, database } = server
  const client = new pg.Client({ host, user, database, types: { getTypeParser: () => String } })
  await client.connect()
  await client.query("set timezone = 'UTC'")
  const made = new Set<string>()
  const typesOfIds = new Map<number, DataType>()
  return {
    name: "Postgres",
    async run(statements) {
      for (const statement of statements) await client.query(statement)
    },
    answer: (sql, types) =>
      answered("postgres", sql, types, async ({ sql: translated, macros }) => {
        for (const statement of functionStatements(macros))
          if (!made.has(statement)) await client.query(made.add(statement) && statement)
        const { fields, rows } = await client.query<unknown[]>({ text: translated, rowMode: "array" })
        const ids = fields.map(({ dataTypeID }) => dataTypeID)
        for (const id of ids) if (!typesOfIds.has(id)) typesOfIds.set(id, await typeOf(client, id))
        return {
          columns: ids.map((id) => typesOfIds.get(id) ?? unknownType),
          rows: rows.map((row) => row.map((value, index) => asText(value, ids[index]))),
        }
      }),
    async stop() {
      await client.end()
      await server.stop()
    },
  }
}

async function typeOf(client: pg.Client, id: number): Promise<DataType> {
  const { rows } = await client.query<[string]>({
    text: "select format_type($1, null)",
    values: [id],
    rowMode: "array",
  })
  return dataType(String(rows[0]?.[0]))
}

/** Postgres writes truths as one letter. */
function asText(value: unknown, type: number | undefined): string | null {
  if (value === null || value === undefined) return null
  return type === pg.types.builtins.BOOL ? (value === "t" ? "true" : "false") : String(value)
}

/** What lux says of values that it has not verified, where only the engine sees them. */
const ownRefusals =
  /not verified|a negative number is not allowed here|decimals of different types come together|more digits than the format of to_char|digits of this quotient depend/

async function answered(
  to: SqlTarget,
  sql: string,
  types: Types,
  run: (translated: ReturnType<typeof translate>) => Promise<Answer>,
): Promise<Answer> {
  try {
    return await run(translate(sql, { from: "redshift", to, ...types }))
  } catch (error) {
    if (error instanceof SqlRefusal) return { refusal: error.construct }
    if (error instanceof SqlRefusals) return { refusal: error.refusals[0]?.construct ?? error.message }
    const message = error instanceof Error ? error.message : String(error)
    return ownRefusals.test(message) ? { refusal: message } : { error: message }
  }
}
