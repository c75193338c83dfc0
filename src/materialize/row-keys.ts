import type { Model } from "../project/types.ts"
import { identifier } from "../sql/identifier.ts"
import type { Relation } from "../sql/relation.ts"
import { WarehouseError } from "../warehouse/errors.ts"
import type { WarehouseStatements } from "../warehouse/statements.ts"
import { distinctKeys, severalRows } from "./duplicate-keys.ts"
import { mergeColumns, namedColumns } from "./merge-columns.ts"
import type { RowKeys } from "./plan.ts"

/**
 * How the new rows of an incremental model are told apart; undefined where it appends. `merge` takes one row of each key;
 * `delete+insert` keeps all of them, as in dbt.
 */
export function rowKeysOf(model: Model, statements: WarehouseStatements): RowKeys | undefined {
  const { incrementalStrategy, uniqueKey, sequenceBy } = model.config
  if (incrementalStrategy === "append") return undefined
  // Where versions have an order, only the newest row of each key is there.
  const isUnique = incrementalStrategy === "merge" && sequenceBy === undefined
  return {
    names: uniqueKey,
    meant: (columns) => mergeColumns(model, columns).keys,
    demand: isUnique
      ? (rows, keys) =>
          distinctKeys({
            purpose: "find keys of several new rows",
            from: rows.toString(),
            keys,
            statements,
            title: `model "${model.name}": several new rows have one unique_key`,
            place: model.place,
            hint: "Nothing was changed. Add the columns that tell the rows apart to unique_key, remove duplicates in the query, or set sequence_by to the column that says which row is newer.",
          })
      : undefined,
    guard: (rows) => guardOf(model, rows, isUnique, statements),
  }
}

const guard = "each row has a key of its own, and every column that is named is there"

export function isKeysGuardError(error: unknown): boolean {
  return error instanceof WarehouseError && error.sql.includes(`-- ${guard}`)
}

function guardOf(
  model: Model,
  rows: Relation,
  isUnique: boolean,
  statements: WarehouseStatements,
): { readonly sql: string; readonly purpose: string } {
  const named = new Map(namedColumns(model).map((name) => [statements.columnKey(name), identifier(name)]))
  const columns = `select ${[...named.values()].join(", ")}\nfrom ${rows}`
  const query = isUnique
    ? statements.refuseRows(severalRows(`(\n${columns}\n)`, model.config.uniqueKey, statements))
    : `${columns}\nlimit 0`
  return { sql: `-- ${guard}\n${query}`, purpose: `see that ${guard}` }
}
