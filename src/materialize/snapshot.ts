import type { Snapshot } from "../project/types.ts"
import { identifier } from "../sql/identifier.ts"
import { goneSuffix, withToken } from "../sql/names-next-to.ts"
import type { Relation } from "../sql/relation.ts"
import type { WarehouseStatements } from "../warehouse/statements.ts"
import { besideOf, makeNextTo } from "./beside.ts"
import { type Reshaping, reshaping, typesByName } from "./column-changes.ts"
import type { AskingPlan, AuditedPlan, Columns, Situation, Statement } from "./plan.ts"
import { aroundBound } from "./publishing.ts"
import { checkIsSnapshot, metaNames, withColumnNames } from "./snapshot-columns.ts"
import { rowsOfOneKey, versionsOfOneKey } from "./snapshot-demands.ts"
import {
  firstVersions,
  goneVersions,
  isOpen,
  newVersions,
  type SnapshotParts,
  sameKey,
} from "./snapshot-sql.ts"
import { asWidened, type SnapshotTypes, snapshotTypes } from "./snapshot-types.ts"
import { planTable } from "./table.ts"

/** The rows that a snapshot is taken of. */
export interface SnapshotRows {
  readonly sql: string
  readonly validToCurrent: string | undefined
}

/**
 * A snapshot: a table that gets a new version of a row whenever the row changes, and tells from when to when each held.
 * It is made once; then new versions are a committed candidate of their own, and go into it in one transaction in
 * which the versions that they follow end. It is never rebuilt, whatever the command says.
 */
export function planSnapshot(
  declared: Snapshot,
  relation: Relation,
  { sql: query, validToCurrent }: SnapshotRows,
  situation: Situation,
  statements: WarehouseStatements,
): AskingPlan {
  const { existing } = situation
  if (existing !== undefined) checkIsSnapshot(declared, existing, relation)
  const named = (columns: Columns): Snapshot => withColumnNames(declared, relation, columns)
  return {
    kind: "asking",
    query,
    live: existing === undefined ? undefined : relation,
    // Where a null has its own comparison that is hashed too, it makes no difference.
    keys: (columns) => (statements.catalog === undefined ? [] : named(columns).config.uniqueKey),
    mergesIntoLive: existing !== undefined,
    assumed: assumedColumns(declared, situation),
    decide: (columns) => {
      const snapshot = named(columns)
      const { filledKeys } = columns
      const types = snapshotTypes(snapshot, query, columns, statements)
      const parts: SnapshotParts = {
        snapshot,
        query: types.query,
        validToCurrent,
        statements,
        filledKeys,
      }
      const rows = rowsOfOneKey(snapshot, query, statements)
      if (existing === undefined)
        return {
          demands: [rows],
          plan: planTable(
            relation,
            (target) => [
              {
                sql: statements.createTableAs(target, firstVersions(parts), snapshot.config.physical),
                purpose: "keep the first versions",
              },
            ],
            situation,
            statements,
          ),
        }
      return {
        demands: [rows, versionsOfOneKey(snapshot, relation, isOpen(parts, "stored"), statements)],
        plan: planVersions(parts, relation, columns, types, situation),
      }
    },
  }
}

function planVersions(
  parts: SnapshotParts,
  relation: Relation,
  asked: Columns,
  { widened, doubts }: SnapshotTypes,
  situation: Situation,
): AuditedPlan {
  const columns = { ...asked, existing: asWidened(asked.existing, widened) }
  const { snapshot, statements } = parts
  const { metaColumns, hardDeletes } = snapshot.config
  const beside = besideOf(relation, "table", situation, statements)
  const { candidate } = beside
  const gone = relation.withSuffix(withToken(goneSuffix, situation.token))
  const endsGone = hardDeletes === "invalidate"
  const dropGone = endsGone ? [{ sql: statements.drop(gone, "table"), purpose: "drop what is gone" }] : []
  const dropCandidate = {
    ...beside.dropCandidate,
    sql: [beside.dropCandidate, ...dropGone].map(({ sql }) => sql).join(";\n"),
  }
  const make = (made: Relation, query: string, purpose: string): readonly Statement[] =>
    makeNextTo(
      relation,
      made,
      "table",
      [{ sql: statements.createTableAs(made, query), purpose }],
      situation,
      statements,
    ).flat()
  const end = identifier(metaColumns.dbt_valid_to)
  const start = identifier(metaColumns.dbt_valid_from)
  const freshOf = ({ existing, candidate: added }: Columns): Columns["candidate"] => {
    const known = typesByName(existing)
    return added.filter(({ name }) => !known.has(name))
  }
  const reshaped = (found: Columns): Reshaping =>
    reshaping(
      relation,
      { existing: found.existing, widened, retyped: new Map(), added: freshOf(found), dropped: [] },
      statements,
    )
  // Never by the id: in one that dbt made, texts of several columns are joined, and those of other keys may look the same.
  const endsByKey = `${sameKey(parts, "target", "source")}\n  and ${isOpen(parts, "target")}`
  return {
    ...beside,
    dropCandidate,
    reject: [...beside.reject, ...dropGone],
    // In one transaction: what is cleared away together is made together.
    build: [
      [
        ...make(candidate, newVersions(parts, relation, columns), "select the new versions"),
        ...(endsGone
          ? make(gone, goneVersions(parts, relation, columns), "select the versions of rows that are gone")
          : []),
      ],
    ],
    buildDoubts: doubts,
    mergesIntoLive: true,
    // A column that a bound view reads gets a wider type only while the view is not there.
    disturbs: () => (widened.size === 0 ? undefined : { isReplaced: false, lost: [] }),
    before: (found) => reshaped(found).before,
    publish: (found) => {
      const { candidate: added } = found
      const fresh = freshOf(found)
      const isDeleted = metaColumns.dbt_is_deleted
      return [
        ...aroundBound(reshaped(found).statements, found.boundViews ?? [], statements),
        ...(fresh.some(({ name }) => name === isDeleted)
          ? [
              {
                sql: `update ${relation}\nset ${identifier(isDeleted)} = 'False'`,
                purpose: "say that no row is gone so far",
              },
            ]
          : []),
        ...(endsGone
          ? [
              {
                sql: statements.updateFrom({
                  target: relation,
                  source: gone,
                  set: [{ column: metaColumns.dbt_valid_to, value: `source.${end}` }],
                  where: endsByKey,
                }),
                purpose: "end the versions of rows that are gone",
              },
            ]
          : []),
        {
          sql: statements.updateFrom({
            target: relation,
            source: candidate,
            set: [{ column: metaColumns.dbt_valid_to, value: `source.${start}` }],
            where: endsByKey,
          }),
          purpose: "end the versions that have changed",
        },
        {
          sql: statements.insertSelect(
            relation,
            added.map(({ name }) => name),
            candidate,
          ),
          purpose: "add the new versions",
        },
        dropCandidate,
      ]
    },
  }
}

/** What is not asked of the warehouse, for a dry run, is as it was; before there was anything, as it is configured. */
function assumedColumns(snapshot: Snapshot, { existing }: Situation): Columns {
  if (existing !== undefined) {
    const added = new Set(metaNames(snapshot).map((name) => name.toLowerCase()))
    const own = existing.columns.filter(({ name }) => !added.has(name.toLowerCase()))
    return { existing: existing.columns, candidate: own }
  }
  const { strategy, uniqueKey } = snapshot.config
  const named = [
    ...uniqueKey,
    ...(strategy.updatedAt === undefined ? [] : [strategy.updatedAt]),
    ...(strategy.kind === "check" && strategy.columns !== "all" ? strategy.columns : []),
  ]
  return { existing: [], candidate: [...new Set(named)].map((name) => ({ name, type: "" })) }
}
