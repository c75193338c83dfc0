import type { Physical } from "../project/physical-schemas.ts"
import type { Relation } from "../sql/relation.ts"
import type { WarehouseStatements } from "../warehouse/statements.ts"
import { besideOf, dropLive, dropRejected } from "./beside.ts"
import type { AuditedPlan, DecidedPlan, Situation, Statement } from "./plan.ts"
import { changesViewColumns, dropBound, makeBound } from "./publishing.ts"

/**
 * A view: audited under a scratch name, then replaced. It is never renamed, since others may be bound to its name. Where
 * the warehouse replaces no view whose columns change, it is dropped and made anew then, with the views that are bound to it.
 */
export function planView(
  relation: Relation,
  sql: string,
  situation: Situation,
  statements: WarehouseStatements,
  physical?: Physical,
): DecidedPlan {
  const create = (name: Relation, purpose: string, query = sql): Statement => ({
    sql: statements.createView(name, query, physical),
    purpose,
  })
  const cleared = dropRejected(situation, statements)
  const published = create(relation, "publish", situation.together?.sql)
  const publish = [...dropLive(situation, statements, "view"), published, ...cleared]
  const beside = besideOf(relation, "view", situation, statements)
  const audited: AuditedPlan = {
    ...beside,
    ...(situation.together === undefined
      ? {}
      : { reject: keepRows(beside.candidate, beside.rejected, situation, statements) }),
    build: [create(beside.candidate, "create the candidate")],
    mergesIntoLive: false,
    publish: () => [...publish, beside.dropCandidate],
  }
  if (statements.replacesTables || situation.existing?.kind !== "view")
    return situation.audited ? audited : { kind: "direct", publish }
  const anew: AuditedPlan = {
    ...audited,
    readsColumns: true,
    publish: ({ boundViews = [] }) => [
      ...dropBound(boundViews, statements),
      ...dropLive(situation, statements),
      published,
      ...makeBound(boundViews, (name, query) => statements.createView(name, query, physical)),
      beside.dropCandidate,
      ...cleared,
    ],
  }
  const otherwise = { when: changesViewColumns, plan: anew }
  return situation.audited ? { ...audited, otherwise } : { kind: "direct", publish, otherwise }
}

/** A rejected view that read other candidates keeps its rows: those are about to go. */
function keepRows(
  candidate: Relation,
  rejected: Relation,
  situation: Situation,
  statements: WarehouseStatements,
): readonly Statement[] {
  return [
    ...dropRejected(situation, statements),
    {
      sql: statements.createTableAs(rejected, `select *\nfrom ${candidate}`),
      purpose: "keep the rows of the rejected version",
    },
    { sql: statements.drop(candidate, "view"), purpose: "drop the candidate" },
  ]
}
