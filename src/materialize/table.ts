import type { Relation } from "../sql/relation.ts"
import type { WarehouseStatements } from "../warehouse/statements.ts"
import { besideOf, dropLive, dropRejected } from "./beside.ts"
import type { DecidedPlan, Situation, Statement } from "./plan.ts"

/** Statements that make a table of a given name, however its rows come about. */
export type BuildTable = (relation: Relation) => readonly Statement[]

/**
 * A table: built beside the live one and swapped in by two renames in one transaction. Where nothing audits it the
 * same is done without the candidate: one `create or replace` is as atomic and a commit cheaper.
 */
export function planTable(
  relation: Relation,
  build: BuildTable,
  situation: Situation,
  statements: WarehouseStatements,
): DecidedPlan {
  if (!situation.audited)
    return {
      kind: "direct",
      publish: [
        ...dropLive(situation, statements, "table"),
        ...build(relation),
        ...dropRejected(situation, statements),
      ],
    }
  const beside = besideOf(relation, "table", situation, statements)
  return {
    ...beside,
    build: build(beside.candidate),
    mergesIntoLive: false,
    publish: () => [
      ...dropLive(situation, statements),
      { sql: statements.rename(beside.candidate, "table", relation.name), purpose: "publish" },
      ...dropRejected(situation, statements),
    ],
  }
}
