import type { Physical } from "../project/config/physical-schemas.ts"
import type { Relation } from "../sql/relation.ts"
import type { WarehouseStatements } from "../warehouse/statements.ts"
import { besideOf, dropLive, dropRejected, makeNextTo, mark, onlyWhereFree } from "./beside.ts"
import { lostColumns } from "./lost-columns.ts"
import type { AuditedPlan, DecidedPlan, Situation, Statement } from "./plan.ts"
import { aroundBound, changesViewColumns, isDependedOn } from "./publishing.ts"

/**
 * A view: audited under a scratch name, then replaced. It is never renamed, since others may be bound to its name. Where
 * the warehouse replaces no view whose columns change, it is dropped and made again then, with the views that are bound to it.
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
  const published = create(relation, "publish", situation.together?.sql)
  const publish = [...dropLive(situation, statements, "view"), published]
  // Sent along with what makes the view: one that cannot be read is none.
  const bound = (name: Relation): readonly Statement[] => {
    const read = statements.bindView?.(name, physical)
    return read === undefined ? [] : [{ sql: read, purpose: "bind the view" }]
  }
  const beside = besideOf(relation, "view", situation, statements)
  // Another candidate may be bound to this one: then it stays until all are published.
  const [cleared, clearedAfter] =
    situation.together === undefined ? [[beside.dropCandidate], []] : [[], [beside.dropCandidate]]
  const audited: AuditedPlan = {
    ...beside,
    ...(situation.together === undefined ? {} : { reject: keepRows(beside, situation, statements) }),
    build: makeNextTo(
      relation,
      beside.candidate,
      "view",
      [create(beside.candidate, "create the candidate"), ...bound(beside.candidate)],
      situation,
      statements,
    ),
    mergesIntoLive: false,
    publish: () => [...publish, ...cleared],
    after: () => clearedAfter,
  }
  if (statements.replacesTables || situation.existing === undefined)
    return situation.audited ? audited : { kind: "direct", publish: [...publish, ...bound(relation)] }
  const again: AuditedPlan = {
    ...audited,
    readsColumns: true,
    readers: situation.readers,
    disturbs: (columns) => ({ isReplaced: true, lost: lostColumns(columns) }),
    publish: ({ boundViews = [] }) => [
      ...aroundBound([...dropLive(situation, statements), published], boundViews, statements, (name, query) =>
        statements.createView(name, query, physical),
      ),
      ...cleared,
    ],
  }
  const otherwise = { when: (error: unknown) => isHeldBack(error, statements), plan: again }
  return situation.audited ? { ...audited, otherwise } : { kind: "direct", publish, otherwise }
}

function isHeldBack(error: unknown, statements: WarehouseStatements): boolean {
  return changesViewColumns(error, statements) || isDependedOn(error, statements)
}

/** A rejected view that read other candidates keeps its rows: those are about to go. */
function keepRows(
  { relation, candidate, rejected }: Pick<AuditedPlan, "relation" | "candidate" | "rejected">,
  situation: Situation,
  statements: WarehouseStatements,
): readonly Statement[] {
  const rows = statements.createTableAs(rejected, `select *\nfrom ${candidate}`)
  return [
    ...dropRejected(situation, statements),
    { sql: onlyWhereFree(rows), purpose: "keep the rows of the rejected version" },
    mark(relation, rejected, "table", statements),
    { sql: statements.drop(candidate, "view"), purpose: "drop the candidate" },
  ]
}
