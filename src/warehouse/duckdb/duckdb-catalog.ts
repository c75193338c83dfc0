import { stringLiteral } from "../../sql/identifier.ts"
import { madeNextTo, markStart } from "../mark.ts"
import type { CatalogEntry, Session } from "../warehouse.ts"

/**
 * Every relation of the named schemas with its columns. Four plain reads: on 2,000 tables of nine columns they took
 * two thirds of the time that joining `duckdb_tables()` with the columns in the engine took.
 */
export async function readDuckDbCatalog(
  session: Session,
  schemas: readonly string[],
): Promise<{ readonly found: readonly string[]; readonly entries: readonly CatalogEntry[] }> {
  const wanted = `database_name = current_database() and schema_name in (${["", ...schemas].map(stringLiteral).join(", ")})`
  const existing = await session.query(`select schema_name from duckdb_schemas() where ${wanted}`)
  const views = await session.query(`
select schema_name, view_name as name, comment
from duckdb_views()
where not internal and ${wanted}`)
  const described = await session.query(`
select
  schema_name,
  table_name as name,
  list(column_name order by column_index) as names,
  list(data_type order by column_index) as types
from duckdb_columns()
where not internal and ${wanted}
group by all`)
  const marked = await session.query(`
select schema_name, table_name as name, comment
from duckdb_tables()
where not internal and comment like ${stringLiteral(`${markStart}%`)} and ${wanted}`)

  const entries = new Map<string, CatalogEntry>()
  for (const row of described.rows) entries.set(keyOf(row), entryOf(row, "table"))
  // A view that reads what is gone may have no columns; it is there nevertheless.
  for (const row of views.rows)
    entries.set(keyOf(row), { ...(entries.get(keyOf(row)) ?? entryOf(row, "view")), kind: "view" })
  for (const row of [...views.rows, ...marked.rows]) {
    const entry = entries.get(keyOf(row))
    const made = madeNextTo(String(row["schema_name"]), row["comment"])
    if (entry !== undefined && made !== undefined) entries.set(keyOf(row), { ...entry, madeNextTo: made })
  }
  return { found: existing.rows.map((row) => String(row["schema_name"])), entries: [...entries.values()] }
}

type Row = Readonly<Record<string, unknown>>

/** No two relations share a schema and a name. */
function keyOf(row: Row): string {
  return JSON.stringify([row["schema_name"], row["name"]])
}

function entryOf(row: Row, kind: CatalogEntry["kind"]): CatalogEntry {
  const types = texts(row["types"])
  return {
    schema: String(row["schema_name"]),
    name: String(row["name"]),
    kind,
    columns: texts(row["names"]).map((name, index) => ({ name, type: types[index] ?? "" })),
  }
}

function texts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : []
}
