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
  const create = (name: Relation, purpose: string): Statement => ({
    sql: statements.createView(name, sql),
    purpose,
  })
  const publish = [
    ...dropLive(situation, statements, "view"),
    create(relation, "publish"),
    ...dropRejected(situation, statements),
  ]
  if (!situation.audited) return { kind: "direct", publish }
  const beside = besideOf(relation, "view", situation, statements)
  return {
    ...beside,
    build: [create(beside.candidate, "create the candidate")],
    mergesIntoLive: false,
    publish: () => [...publish, beside.dropCandidate],
  }
}
