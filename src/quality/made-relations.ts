/** Who made which relation last, by the history. */
import { waysOfRelations } from "../project/materialized.ts"
import { stringLiteral } from "../sql/identifier.ts"
import { Relation } from "../sql/relation.ts"
import { optionalText, type StatusQuery, text } from "./status/status-query.ts"

/** A relation as the last run left it that made it. */
export interface MadeRelation {
  /** `schema.name` */
  readonly relation: string
  readonly project: string
  readonly target: string
  readonly uniqueId: string
  /** view, table, incremental, seed, snapshot and so on. */
  readonly kind: string
  /** As the warehouse knew it then; null where it has no such ids, or the run could not note it. */
  readonly objectId: string | null
  /** UTC, `2023-09-02 00:15:30.123`. */
  readonly madeAt: string
  /** When that run ended. */
  readonly finishedAt: string
}

const makers = waysOfRelations()
const cameThrough: readonly string[] = ["ok", "warn"]

/** A condition on results: of a node that made a relation. */
export const madeRelation = `kind in (${listOf(makers)}) and status in (${listOf(cameThrough)})`

/** True for the result of a node that made a relation. */
export function hasMade({ kind, status }: { readonly kind: string; readonly status: string }): boolean {
  return makers.includes(kind) && cameThrough.includes(status)
}

function listOf(texts: readonly string[]): string {
  return texts.map(stringLiteral).join(", ")
}

/** The last maker of each relation, whatever project and target it is of. */
export function madeRelations(schema: string): StatusQuery<MadeRelation> {
  return {
    sql: `select relation, project, target, unique_id, kind, object_id, started_at, finished_at
from (
  select
    node_result.relation,
    node_result.unique_id,
    node_result.kind,
    node_result.object_id,
    node_result.started_at,
    invocation.project,
    invocation.target,
    invocation.finished_at,
    row_number() over (
      partition by node_result.relation
      order by node_result.started_at desc, node_result.invocation_id desc
    ) as nth
  from (select * from ${new Relation(schema, "node_result")} where ${madeRelation}) as node_result
  join ${new Relation(schema, "invocation")} as invocation
    on invocation.invocation_id = node_result.invocation_id
) as by_time
where nth = 1`,
    read: (row) => ({
      relation: text(row["relation"]),
      project: text(row["project"]),
      target: text(row["target"]),
      uniqueId: text(row["unique_id"]),
      kind: text(row["kind"]),
      objectId: optionalText(row["object_id"]),
      madeAt: text(row["started_at"]),
      finishedAt: text(row["finished_at"]),
    }),
  }
}

/** Every project and target that has tried to make a relation. */
export function makersOf(schema: string): StatusQuery<Pick<MadeRelation, "relation" | "project" | "target">> {
  return {
    sql: `select distinct node_result.relation, invocation.project, invocation.target
from (select * from ${new Relation(schema, "node_result")} where kind in (${listOf(makers)})) as node_result
join ${new Relation(schema, "invocation")} as invocation
  on invocation.invocation_id = node_result.invocation_id`,
    read: (row) => ({
      relation: text(row["relation"]),
      project: text(row["project"]),
      target: text(row["target"]),
    }),
  }
}

/** Every project and target that has written the history. */
export function historyWriters(
  schema: string,
): StatusQuery<{ readonly project: string; readonly target: string }> {
  return {
    sql: `select distinct project, target from ${new Relation(schema, "invocation")}`,
    read: (row) => ({ project: text(row["project"]), target: text(row["target"]) }),
  }
}

/**
 * Notes by which id the warehouse knows what an invocation has made, in the transaction that appends its results: it tells
 * a relation from another of its name. `ids` is a query for `relation` and `object_id`.
 */
export function noteObjectIds(schema: string, invocationId: string, ids: string): string {
  return `update ${new Relation(schema, "node_result")} as node_result
set object_id = object.object_id
from (
${ids}
) as object
where object.relation = node_result.relation
  and node_result.invocation_id = ${stringLiteral(invocationId)}
  and ${madeRelation}`
}
