import type { Relation } from "../sql/relation.ts"
import type { WarehouseStatements } from "../warehouse/statements.ts"
import { besideOf, dropLive, isReplacing, makeNextTo, publishMade } from "./beside.ts"
import { lostColumns } from "./lost-columns.ts"
import type { AuditedPlan, Columns, DecidedPlan, RowKeys, Situation, Statement } from "./plan.ts"
import {
  aroundBound,
  columnsGuard,
  isDependedOn,
  isGuardError,
  replaceRows,
  sameColumns,
  swapTables,
  unboundGuard,
} from "./publishing.ts"
import { isKeysGuardError } from "./row-keys.ts"

/** Statements that make a table of a given name, however its rows come about. */
export type BuildTable = (relation: Relation) => readonly Statement[]

/**
 * A table: built next to the live one, and published in one transaction. Where nothing audits it the same is done without
 * a candidate of its own: one `create or replace` is as atomic and a commit cheaper; elsewhere all is one transaction.
 */
export function planTable(
  relation: Relation,
  build: BuildTable,
  situation: Situation,
  statements: WarehouseStatements,
  rowKeys?: RowKeys,
): DecidedPlan {
  const { existing, audited, publish } = situation
  const beside = planBeside(relation, build, situation, statements, rowKeys)
  if (audited || (publish === "swap" && existing?.kind === "table" && situation.readers.length > 0))
    return guarded(beside)
  const guard = (rows: Relation): readonly Statement[] => (rowKeys === undefined ? [] : [rowKeys.guard(rows)])
  if (statements.replacesTables || existing?.kind !== "table") {
    const stays = statements.replacesTables ? "table" : undefined
    const drop = dropLive(situation, statements, stays)
    return {
      kind: "direct",
      publish: [...drop, ...build(relation), ...guard(relation)],
      otherwise: {
        when: (error) => isDependedOn(error, statements) || isKeysGuardError(error),
        plan: { ...beside, readsColumns: true },
      },
    }
  }
  const { candidate, dropCandidate } = beside
  const { catalog } = statements
  const otherwise = {
    when: (error: unknown) => isGuardError(error) || isKeysGuardError(error),
    plan: beside,
  }
  if (publish === "swap") {
    const rename = { sql: statements.rename(candidate, "table", relation.name), purpose: "publish" }
    const swap = swapTables(relation, rename, statements)
    return {
      kind: "direct",
      publish: [
        ...build(candidate),
        ...unboundGuard(relation, statements),
        ...guard(candidate),
        ...swap.publish({ existing: [], candidate: [] }),
      ],
      after: swap.after,
      otherwise,
    }
  }
  if (catalog === undefined) return guarded(beside)
  return {
    kind: "direct",
    publish: [
      ...build(candidate),
      columnsGuard(relation, candidate, catalog),
      ...guard(candidate),
      ...replaceRows(relation, candidate, existing.columns, statements),
      dropCandidate,
    ],
    otherwise,
  }
}

/** Wrong keys let the transaction that publishes fail, which costs no call of its own; only then they are looked at. */
function guarded(plan: AuditedPlan): AuditedPlan {
  const { rowKeys } = plan
  if (rowKeys === undefined) return plan
  return {
    ...plan,
    rowKeys: undefined,
    publish: (columns) => [rowKeys.guard(plan.candidate), ...plan.publish(columns)],
    otherwise: { when: isKeysGuardError, plan: { ...plan, readsColumns: true } },
  }
}

function planBeside(
  relation: Relation,
  build: BuildTable,
  situation: Situation,
  statements: WarehouseStatements,
  rowKeys: RowKeys | undefined,
): AuditedPlan {
  const beside = besideOf(relation, "table", situation, statements)
  const { candidate, dropCandidate } = beside
  const plan = {
    ...beside,
    build: makeNextTo(relation, candidate, "table", build(candidate), situation, statements),
    mergesIntoLive: false,
    rowKeys,
  }
  const published = publishMade(candidate, relation, "table", situation, statements)
  const disturbs = (columns: Columns) => ({ isReplaced: true, lost: lostColumns(columns) })
  if (statements.replacesTables || situation.existing?.kind !== "table")
    return {
      ...plan,
      readsColumns: isReplacing(situation, statements),
      readers: situation.readers,
      disturbs,
      publish: ({ boundViews = [] }) =>
        aroundBound([...dropLive(situation, statements), published], boundViews, statements),
    }
  // A candidate that another's candidate may be bound to stays until all are published.
  const stays = situation.together !== undefined
  const swap = swapTables(relation, published, statements)
  return {
    ...plan,
    readsColumns: true,
    readers: situation.readers,
    disturbs: (columns) =>
      situation.publish === "replace" && sameColumns(columns) ? undefined : disturbs(columns),
    locks: (columns) => (situation.publish === "replace" && sameColumns(columns) ? [] : [relation]),
    // Rows of other columns have no place in the old table: then it is swapped, whatever is asked for.
    publish: (columns) =>
      situation.publish === "replace" && sameColumns(columns)
        ? [
            ...replaceRows(relation, candidate, columns.existing, statements),
            ...(stays ? [] : [dropCandidate]),
          ]
        : swap.publish(columns),
    after: (columns) => {
      if (situation.publish === "swap" || !sameColumns(columns)) return swap.after
      return stays ? [dropCandidate] : []
    },
  }
}
