import { stringLiteral } from "../../sql/identifier.ts"
import { madeNextTo, markStart } from "../mark.ts"
import type { CatalogComment, CatalogEntry } from "../warehouse.ts"
import { privilegesOf } from "./privileges.ts"

type Row = Readonly<Record<string, unknown>>

/**
 * One query for every relation of the named schemas with its columns, on the system tables that Postgres and Redshift
 * share: what stands over them (information_schema, svv_columns) asks for privileges row by row, and hides late-binding views.
 * `kind` is an expression for the letter that tells what a relation is, and `joined` what that reads next to.
 */
export function catalogQuery(
  schemas: readonly string[],
  { kind = "c.relkind", joined = "" }: { readonly kind?: string; readonly joined?: string } = {},
): string {
  return `select
  n.nspname as schema_name,
  c.relname as name,
  cast(${kind} as varchar(1)) as kind,
  cast(c.reltuples as bigint) as row_count,
  array_to_string(c.relacl, ',') as privileges,
  pg_get_userbyid(c.relowner) as owner,
  a.attname as column_name,
  format_type(a.atttypid, a.atttypmod) as type,
  d.description as mark
from pg_namespace as n
left join pg_class as c on c.relnamespace = n.oid and c.relkind in ('r', 'p', 'f', 'v', 'm')${joined}
left join pg_description as d on d.objoid = c.oid
  and d.classoid = 'pg_class'::regclass and d.objsubid = 0 and d.description like ${stringLiteral(`${markStart}%`)}
left join pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where n.nspname in (${listed(schemas)})
order by n.nspname, c.relname, a.attnum`
}

export function readCatalogRows(rows: readonly Row[]): {
  readonly found: readonly string[]
  readonly entries: readonly CatalogEntry[]
} {
  const found = new Set<string>()
  const entries = new Map<string, CatalogEntry & { readonly columns: { name: string; type: string }[] }>()
  for (const row of rows) {
    const schema = String(row["schema_name"])
    found.add(schema)
    if (row["name"] === null) continue
    const name = String(row["name"])
    const key = JSON.stringify([schema, name])
    const count = Number(row["row_count"])
    const rows = count >= 0 ? { rows: count } : {}
    const privileges =
      row["privileges"] === null
        ? {}
        : { privileges: privilegesOf(String(row["privileges"]), String(row["owner"])) }
    const entry = entries.get(key) ?? {
      schema,
      name,
      kind: kindOf(row["kind"]),
      columns: [],
      madeNextTo: madeNextTo(schema, row["mark"]),
      ...rows,
      ...privileges,
    }
    // A late-binding view has no columns of its own.
    if (row["column_name"] !== null)
      entry.columns.push({ name: String(row["column_name"]), type: String(row["type"]) })
    entries.set(key, entry)
  }
  return { found: [...found], entries: [...entries.values()] }
}

/** Every comment on a relation or a column of the named schemas. */
export function commentsQuery(schemas: readonly string[]): string {
  return `select
  n.nspname as schema_name,
  c.relname as name,
  a.attname as column_name,
  d.description as comment
from pg_description as d
join pg_class as c on c.oid = d.objoid
join pg_namespace as n on n.oid = c.relnamespace
left join pg_attribute as a on a.attrelid = c.oid and a.attnum = d.objsubid and d.objsubid > 0
where d.classoid = 'pg_class'::regclass and n.nspname in (${listed(schemas)})`
}

export function readCommentRows(rows: readonly Row[]): readonly CatalogComment[] {
  return rows.map((row) => ({
    schema: String(row["schema_name"]),
    name: String(row["name"]),
    column: row["column_name"] === null ? undefined : String(row["column_name"]),
    comment: String(row["comment"]),
  }))
}

function kindOf(kind: unknown): CatalogEntry["kind"] {
  if (kind === "m") return "materialized view"
  return kind === "v" ? "view" : "table"
}

/** Names as a list of texts that is never empty. */
export function listed(schemas: readonly string[]): string {
  return ["", ...schemas].map(stringLiteral).join(", ")
}
