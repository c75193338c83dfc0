import { Relation } from "../sql/relation.ts"

/**
 * lux comments the relations that it makes next to another one, in the transaction that makes it: `made by lux next to
 * shop.orders`; where one process at a time has the database, only those that outlast a run. The comment belongs to that very object: it goes when the object goes, stays when it is renamed, and an
 * object of the same name that somebody else makes has none. A table of such records would need object ids, which DuckDB
 * does not keep and which Redshift cannot write into a table, and every publishing transaction would write to it: Redshift
 * aborts transactions that write to one table at once.
 */
export const markStart = "made by lux next to "

/** The comment on what is made next to a relation. */
export function markOf(relation: Relation): string {
  return markStart + relation.label
}

/** What the object was made next to, as its comment says; undefined where the comment is another one. */
export function madeNextTo(schema: string, comment: unknown): Relation | undefined {
  const start = `${markStart}${schema}.`
  return typeof comment === "string" && comment.startsWith(start)
    ? new Relation(schema, comment.slice(start.length))
    : undefined
}
