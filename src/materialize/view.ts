import type { Relation } from "../sql/relation.ts"
import type { WarehouseStatements } from "../warehouse/statements.ts"
import { besideOf, dropLive, dropRejected } from "./beside.ts"
import type { DecidedPlan, Situation, Statement } from "./plan.ts"

/** A view: audited under a scratch name, then replaced. It is never renamed, since others may be bound to its name. */
export function planView(
  relation: Relation,
  sql: string,
  situation: Situation,
  statements: WarehouseStatements,
): DecidedPlan {
  const create = (name: Relation, purpose: string, query = sql): Statement => ({
    sql: statements.createView(name, query),
    purpose,
  })
  const publish = [
    ...dropLive(situation, statements, "view"),
    create(relation, "publish", situation.together?.sql),
    ...dropRejected(situation, statements),
  ]
  if (!situation.audited) return { kind: "direct", publish }
  const beside = besideOf(relation, "view", situation, statements)
  return {
    ...beside,
    ...(situation.together === undefined
      ? {}
      : { reject: keepRows(beside.candidate, beside.rejected, situation, statements) }),
    build: [create(beside.candidate, "create the candidate")],
    mergesIntoLive: false,
    publish: () => [...publish, beside.dropCandidate],
  }
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
