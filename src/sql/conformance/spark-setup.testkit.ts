import { sparkLiteral } from "../to-spark/literal.ts"

export interface SparkTables {
  /** Redshift's types by table and column. */
  readonly types: Readonly<Record<string, Readonly<Record<string, string>>>>
  /** Statements that make the tables as views of a session. */
  readonly views: readonly string[]
}

/** Tables, as `create table` and `insert` fill them, as views of Spark; a SUPER value is JSON text there. */
export function sparkTables(setup: string): SparkTables {
  const types: Record<string, Record<string, string>> = {}
  for (const [, table = "", list = ""] of setup.matchAll(/create table (\w+)\s*\(([^;]*)\);/g))
    types[table] = Object.fromEntries(list.split(/,(?![^(]*\))/).map(column))
  const views: string[] = []
  for (const [, table = "", rows = ""] of setup.matchAll(
    /insert into (\w+) values\s*((?:'[^']*'|[^;'])*);/g,
  )) {
    const columns = Object.entries(types[table] ?? {})
    const list = columns.map(([name, type]) => `cast(${name} as ${sparkType(type)}) as ${name}`)
    const values = rows.replace(/'((?:[^']|'')*)'/g, (_, text: string) =>
      sparkLiteral(text.replaceAll("''", "'")),
    )
    const names = columns.map(([name]) => name).join(", ")
    views.push(
      `create or replace temporary view ${table} as select ${list.join(", ")} from (values ${values}) as rows (${names})`,
    )
  }
  return { types, views }
}

function column(text: string): [string, string] {
  const [name = "", ...type] = text.trim().split(/\s+/)
  const written = type.join(" ")
  return [name, { json: "super", double: "float" }[written] ?? written]
}

function sparkType(type: string): string {
  if (type.startsWith("varchar")) return "string"
  return (
    { float: "double", super: "string", timestamp: "timestamp_ntz", timestamptz: "timestamp_ltz" }[type] ??
    type
  )
}
