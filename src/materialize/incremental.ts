import { LuxError } from "../errors.ts"
import { didYouMean } from "../nearest.ts"
import type { Model, ModelConfig } from "../project/types.ts"
import type { Relation } from "../sql/relation.ts"
import type { Matching, WarehouseStatements } from "../warehouse/statements.ts"
import { besideOf, makeNextTo } from "./beside.ts"
import { type ContractTerms, contractedTable } from "./contract.ts"
import type { AuditedPlan, Columns, ColumnType, Situation, Statement } from "./plan.ts"
import { aroundBound } from "./publishing.ts"
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
    schemaChange({ model, relation, candidate: beside.candidate }, columns, statements, undecided)
  return {
    ...beside,
    build: makeNextTo(relation, beside.candidate, "table", build, statements),
    mergesIntoLive: true,
    keys: model.config.incrementalStrategy === "append" ? [] : model.config.uniqueKey,
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
        ...withoutUniqueIndexes(model, relation, columns.existing, statements),
        ...aroundBound(change.statements, columns, statements),
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
  return statements.newestOfEach(sql, uniqueKey, sequenceBy)
}

/**
 * A unique index still sees rows that the same transaction deleted, so that they could not be inserted anew. The table is
 * written without its indexes; they are made again once it is published.
 */
function withoutUniqueIndexes(
  model: Model,
  relation: Relation,
  existing: readonly ColumnType[],
  statements: WarehouseStatements,
): readonly Statement[] {
  const { incrementalStrategy, indexes } = model.config
  if (incrementalStrategy !== "delete+insert" || !indexes.some((index) => index.unique)) return []
  return statements
    .reshapeTable(
      relation,
      existing.map((column) => ({ ...column, exists: true })),
      existing,
    )
    .map((sql) => ({ sql, purpose: "take its indexes off" }))
}

function upsert(
  model: Model,
  between: Pick<Matching, "target" | "source" | "values" | "filledKeys">,
  columns: readonly ColumnType[],
  statements: WarehouseStatements,
): readonly Statement[] {
  const { config } = model
  const { target, source, values } = between
  const names = columns.map((column) => column.name)
  const keyed = { ...between, keys: config.uniqueKey }
  const matching = {
    ...keyed,
    predicates: config.incrementalPredicates,
    sequenceBy: config.sequenceBy,
  }
  const insertMissing = statements.insertMissing({ ...keyed, columns: names })
  switch (config.incrementalStrategy) {
    case "append":
      return [{ sql: statements.insertSelect(target, names, source, values), purpose: "append the new rows" }]
    case "delete+insert":
      return [
        { sql: statements.deleteMatching(matching), purpose: "delete the rows that come anew" },
        // With an order of versions, a key whose stored row is newer was left in place above.
        config.sequenceBy === undefined
          ? { sql: statements.insertSelect(target, names, source, values), purpose: "insert the new rows" }
          : { sql: insertMissing, purpose: "insert the new rows" },
      ]
    case "merge":
      return statements
        .merge({ ...matching, updateColumns: updateColumns(model, names), insertColumns: names })
        .map((sql) => ({ sql, purpose: "merge the new rows" }))
  }
}

function updateColumns(model: Model, names: readonly string[]): readonly string[] {
  const { mergeUpdateColumns, mergeExcludeColumns, uniqueKey } = model.config
  const lower = (list: readonly string[]) => new Set(list.map((name) => name.toLowerCase()))
  const known = lower(names)
  for (const name of [...(mergeUpdateColumns ?? []), ...(mergeExcludeColumns ?? []), ...uniqueKey])
    if (!known.has(name.toLowerCase()))
      throw new LuxError("LUX-2102", `model "${model.name}" has no column "${name}" to merge by`, {
        place: model.place,
        hint: didYouMean(name, names) ?? `Its columns are ${names.join(", ")}.`,
      })
  const wanted = mergeUpdateColumns === undefined ? known : lower(mergeUpdateColumns)
  const left = lower([...(mergeExcludeColumns ?? []), ...uniqueKey])
  return names.filter((name) => wanted.has(name.toLowerCase()) && !left.has(name.toLowerCase()))
}
