import type { Model, ModelConfig } from "../project/types.ts"
import { identifier } from "../sql/identifier.ts"
import type { Relation } from "../sql/relation.ts"
import type { Matching, WarehouseStatements } from "../warehouse/statements.ts"
import { besideOf, makeNextTo } from "./beside.ts"
import { columnChanges } from "./column-changes.ts"
import { type ContractTerms, contractedTable } from "./contract.ts"
import { lostBySync } from "./lost-columns.ts"
import { mergeColumns } from "./merge-columns.ts"
import type { AuditedPlan, Columns, ColumnType, Disturbance, Situation, Statement } from "./plan.ts"
import { aroundBound } from "./publishing.ts"
import { rowKeysOf } from "./row-keys.ts"
import { type SchemaChange, schemaChange, type Undecided } from "./schema-change.ts"
import { isUnfit } from "./unfit-values.ts"

/**
 * New rows of an incremental model that exists already: they are a committed candidate of their own, so that checks
 * on rows see them from any connection, and go into the live table in one transaction.
 */
export function planIncremental(
  model: Model,
  relation: Relation,
  sql: string,
  situation: Situation,
  statements: WarehouseStatements,
  terms?: ContractTerms,
  undecided: Undecided = "take",
): AuditedPlan {
  const beside = besideOf(relation, "table", situation, statements)
  const query = newestVersions(sql, model.config, statements)
  const build =
    terms === undefined
      ? [{ sql: statements.createTableAs(beside.candidate, query), purpose: "select the new rows" }]
      : contractedTable(beside.candidate, query, onlyTypes(terms), statements)
  const changed = (columns: Columns): SchemaChange =>
    schemaChange({ model, relation, candidate: beside.candidate, terms }, columns, statements, undecided)
  // A column that a bound view reads changes its type only while the view is not there.
  const disturbs = (columns: Columns): Disturbance | undefined => {
    const lost = lostBySync(model.config, columns, statements.types, undecided)
    const isSame = lost.length === 0 && columnChanges(columns, statements.types).length === 0
    return isSame || changed(columns).statements.length === 0 ? undefined : { isReplaced: false, lost }
  }
  return {
    ...beside,
    build: makeNextTo(relation, beside.candidate, "table", build, situation, statements),
    mergesIntoLive: true,
    rowKeys: rowKeysOf(model, statements),
    disturbs,
    before: (columns) => changed(columns).before,
    doubts: (columns) => changed(columns).doubts,
    ...(model.config.onSchemaChange === "sync_all_columns" && undecided === "take"
      ? {
          otherwise: {
            when: isUnfit,
            plan: planIncremental(model, relation, sql, situation, statements, terms, "keep"),
          },
        }
      : {}),
    publish: (columns) => {
      const change = changed(columns)
      return [
        ...aroundBound(change.statements, columns.boundViews ?? [], statements),
        ...loadedIndexes(model, relation, statements),
        ...upsert(
          model,
          {
            target: relation,
            source: beside.candidate,
            values: change.values,
            filledKeys: columns.filledKeys,
          },
          change.columns,
          statements,
        ),
        ...change.constraints,
        beside.dropCandidate,
      ]
    },
  }
}

/** New rows meet the constraints in the table that they go into: those about all its rows can be held nowhere else. */
function onlyTypes(terms: ContractTerms): ContractTerms {
  return {
    ...terms,
    columns: terms.columns.map((column) => ({ ...column, constraints: [] })),
    constraints: [],
  }
}

/**
 * With a column that says which version is newer, only the newest row of each key goes on: so that several versions
 * that arrive together end as if they had come one after another.
 */
export function newestVersions(
  sql: string,
  { sequenceBy, uniqueKey }: ModelConfig,
  statements: WarehouseStatements,
): string {
  if (sequenceBy === undefined || uniqueKey.length === 0) return sql
  return statements.newestOfEach(
    sql,
    uniqueKey.map((key) => statements.key(identifier(key))),
    sequenceBy,
  )
}

/** Rows may come again under a unique index, or a unique constraint of the contract. */
function loadedIndexes(
  { config }: Model,
  relation: Relation,
  { loadIndexes }: WarehouseStatements,
): readonly Statement[] {
  if (loadIndexes === undefined || config.incrementalStrategy !== "delete+insert") return []
  return [{ sql: loadIndexes(relation), purpose: "load its indexes" }]
}

function upsert(
  model: Model,
  between: Pick<Matching, "target" | "source" | "values" | "filledKeys">,
  columns: readonly ColumnType[],
  statements: WarehouseStatements,
): readonly Statement[] {
  const { incrementalStrategy, incrementalPredicates, sequenceBy } = model.config
  const { target, source, values } = between
  const names = columns.map((column) => column.name)
  if (incrementalStrategy === "append")
    return [{ sql: statements.insertSelect(target, names, source, values), purpose: "append the new rows" }]
  const { keys, sequence, updated } = mergeColumns(model, columns)
  const keyed = { ...between, keys }
  const matching = { ...keyed, predicates: incrementalPredicates, sequenceBy: sequence }
  if (incrementalStrategy === "merge")
    return statements
      .merge({ ...matching, updateColumns: updated, insertColumns: names })
      .map((sql) => ({ sql, purpose: "merge the new rows" }))
  return [
    { sql: statements.deleteMatching(matching), purpose: "delete the rows that come again" },
    // With an order of versions, a key whose stored row is newer was left in place above.
    sequenceBy === undefined
      ? { sql: statements.insertSelect(target, names, source, values), purpose: "insert the new rows" }
      : {
          sql: statements.insertMissing({ ...keyed, columns: names }),
          purpose: "insert the new rows",
        },
  ]
}
