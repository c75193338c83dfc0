import { type AliasedExpression, type Kysely, sql } from "kysely"
import { fileLiteral, stringLiteral } from "../sql/identifier.ts"
import { Relation } from "../sql/relation.ts"
import type { HistoryTables } from "./history-tables.ts"
import { madeRelation } from "./made-relations.ts"

/** Tables whose old rows may be in files. */
export const archivedTables = ["invocation", "node_result", "check_result", "metric"] as const

export type ArchivedTable = (typeof archivedTables)[number]

/** By which a row is old. */
export const timeColumns = {
  invocation: "started_at",
  node_result: "started_at",
  check_result: "checked_at",
  metric: "measured_at",
} as const satisfies Record<ArchivedTable, string>

/**
 * A condition on the rows of a table: true of those of before `cutoff` that say nothing of how things stand. Results of a
 * check stay from its latest pass on, so that it is known since when it fails; of a relation the latest success stays, which
 * says who made it; and with a result its invocation.
 */
export function isOld(schema: string, table: ArchivedTable, cutoff: string): string {
  const before = `${timeColumns[table]} < ${stringLiteral(cutoff)}`
  const all = new Relation(schema, table)
  switch (table) {
    case "metric":
      return before
    case "check_result":
      return `${before} and checked_at < (
  select max(passed.checked_at) from ${all} as passed
  where passed.check_id = check_result.check_id and passed.status = 'pass'
)`
    case "node_result":
      return `${before} and (not (${madeRelation}) or started_at < (
  select max(made.started_at) from ${all} as made
  where made.relation = node_result.relation and ${madeRelation}
))`
    case "invocation":
      return (["node_result", "check_result"] as const).reduce(
        (condition, kept) => `${condition} and invocation_id not in (
  select ${kept}.invocation_id from ${new Relation(schema, kept)} as ${kept}
  where case when ${isOld(schema, kept, cutoff)} then 0 else 1 end = 1 and ${timeColumns[kept]} < ${stringLiteral(cutoff)}
)`,
        before,
      )
  }
}

/** Files that hold rows of a table since a time; none where no time is given. */
export async function archivedSince(
  db: Kysely<HistoryTables>,
  table: ArchivedTable,
  since: string | undefined,
): Promise<readonly string[]> {
  if (since === undefined) return []
  const rows = await db
    .selectFrom("archive")
    .select("file")
    .where("table_name", "=", table)
    .where("state", "=", "kept")
    .where("last_at", ">=", since)
    .orderBy("last_at")
    .execute()
  return rows.map(({ file }) => file)
}

/** The rows of a table and of files, whose columns may be those of an earlier lux. DuckDB's SQL. */
export function withArchived<Table extends ArchivedTable>(
  schema: string,
  table: Table,
  files: readonly string[],
): AliasedExpression<HistoryTables[Table], Table> {
  const list = files.map(fileLiteral).join(", ")
  return sql
    .raw<HistoryTables[Table]>(
      `(select * from ${new Relation(schema, table)} union all by name select * from read_parquet([${list}], union_by_name = true))`,
    )
    .as(table)
}
