import type { Relation } from "../sql/relation.ts"
import type { WarehouseStatements } from "../warehouse/statements.ts"
import { besideOf, dropLive, makeNextTo, unmark } from "./beside.ts"
import type { AuditedPlan, DecidedPlan, Situation, Statement } from "./plan.ts"
import {
  columnsGuard,
  isGuardError,
  replaceRows,
  sameColumns,
  swapTables,
  unboundGuard,
} from "./publishing.ts"

/** Statements that make a table of a given name, however its rows come about. */
export type BuildTable = (relation: Relation) => readonly Statement[]

/**
 * A table: built beside the live one, and published in one transaction. Where nothing audits it the same is done without
 * a candidate of its own: one `create or replace` is as atomic and a commit cheaper; elsewhere all is one transaction.
 */
export function planTable(
  relation: Relation,
  build: BuildTable,
  situation: Situation,
  statements: WarehouseStatements,
): DecidedPlan {
  const { existing, audited, publish } = situation
  const beside = planBeside(relation, build, situation, statements)
  if (audited || (publish === "swap" && existing?.kind === "table" && situation.readers.length > 0))
    return beside
  if (statements.replacesTables || existing?.kind !== "table") {
    const stays = statements.replacesTables ? "table" : undefined
    return {
      kind: "direct",
      publish: [...dropLive(situation, statements, stays), ...build(relation)],
    }
  }
  const { candidate, dropCandidate } = beside
  if (publish === "swap") {
    const swap = swapTables(relation, candidate, statements)
    return {
      kind: "direct",
      publish: [
        ...build(candidate),
        unboundGuard(relation),
        ...swap.publish({ existing: [], candidate: [] }),
      ],
      after: swap.after,
      otherwise: { when: isGuardError, plan: beside },
    }
  }
  return {
    kind: "direct",
    publish: [
      ...build(candidate),
      columnsGuard(relation, candidate),
      ...replaceRows(relation, candidate, existing.columns, statements),
      dropCandidate,
    ],
    otherwise: { when: isGuardError, plan: beside },
  }
}

function planBeside(
  relation: Relation,
  build: BuildTable,
  situation: Situation,
  statements: WarehouseStatements,
): AuditedPlan {
  const beside = besideOf(relation, "table", situation, statements)
  const { candidate, dropCandidate } = beside
  const plan = {
    ...beside,
    build: makeNextTo(relation, candidate, "table", build(candidate), statements),
    mergesIntoLive: false,
  }
  const owned = unmark(candidate, "table", statements)
  if (statements.replacesTables || situation.existing?.kind !== "table")
    return {
      ...plan,
      publish: () => [
        ...dropLive(situation, statements),
        owned,
        { sql: statements.rename(candidate, "table", relation.name), purpose: "publish" },
      ],
    }
  // A candidate that another's candidate may be bound to stays until all are published.
  const stays = situation.together !== undefined
  const swap = swapTables(relation, candidate, statements)
  return {
    ...plan,
    readsColumns: true,
    readers: situation.readers,
    locks: (columns) => (situation.publish === "replace" && sameColumns(columns) ? [] : [relation]),
    // Rows of other columns have no place in the old table: then it is swapped, whatever is asked for.
    publish: (columns) =>
      situation.publish === "replace" && sameColumns(columns)
        ? [
            ...replaceRows(relation, candidate, columns.existing, statements),
            ...(stays ? [] : [dropCandidate]),
          ]
        : [owned, ...swap.publish(columns)],
    after: (columns) => {
      if (situation.publish === "swap" || !sameColumns(columns)) return swap.after
      return stays ? [dropCandidate] : []
    },
  }
}
