import { LuxError } from "../errors.ts"
import { columnMeant } from "../project/column-meant.ts"
import type { Model } from "../project/types.ts"
import type { Relation } from "../sql/relation.ts"
import { WarehouseError } from "../warehouse/errors.ts"
import type { ConstrainedColumn, WarehouseStatements } from "../warehouse/statements.ts"
import type { ContractTerms } from "./contract.ts"
import type { ColumnType, Statement } from "./plan.ts"

/** New columns with what stands behind them, and what is said of them once the new rows are there. */
export interface NewConstraints {
  readonly columns: readonly ConstrainedColumn[]
  readonly statements: readonly Statement[]
}

/**
 * What a contract says of columns that a table is about to get. Throws LUX-2101 for a constraint that the warehouse gives
 * only to a new table.
 */
export function newConstraints(
  { model, relation, terms }: { model: Model; relation: Relation; terms: ContractTerms | undefined },
  added: readonly ColumnType[],
  statements: WarehouseStatements,
): NewConstraints {
  const { columnKey } = statements
  const fresh = new Set(added.map(({ name }) => columnKey(name)))
  const isFresh = (name: string): boolean => fresh.has(columnKey(name))
  const about = (terms?.held ?? []).filter(
    ({ columns, onTable }) => columns.some(isFresh) || namesIn(onTable).some(isFresh),
  )
  const inline = new Map<string, string[]>()
  const after: Statement[] = []
  for (const { type, columns, onColumn, onTable } of about) {
    const [name = ""] = columns
    // What an expression of one's own says, such as a default, stands behind the column alone.
    if (type === "custom" && onColumn !== undefined && isFresh(name)) {
      inline.set(columnKey(name), [...(inline.get(columnKey(name)) ?? []), onColumn])
      continue
    }
    const sqls = statements.addConstraint(relation, { type, columns, text: onTable })
    if (sqls === undefined) throw onlyNew(model, type, columns)
    after.push(
      ...sqls.map((sql) => ({ sql: `-- ${mark}\n${sql}`, purpose: `hold ${type} of ${columns.join(", ")}` })),
    )
  }
  return {
    columns: added.map((column) => ({ ...column, constraints: inline.get(columnKey(column.name)) ?? [] })),
    statements: after,
  }
}

const mark = "a constraint of a new column"

/** LUX-2101 where rows that were there before break what a new column must hold; other errors as they are. */
export function brokenByStored(error: LuxError, { name, place }: Pick<Model, "name" | "place">): LuxError {
  if (!(error instanceof WarehouseError) || !error.sql.includes(`-- ${mark}\n`)) return error
  return new LuxError("LUX-2101", `the columns of "${name}" changed: ${error.message}`, {
    place,
    hint: "Nothing was changed: rows that are there break a constraint of the contract on the new column. Build it with --full-refresh.",
    cause: error,
  })
}

/** A check names its columns in its expression alone. */
function namesIn(constraint: string): readonly string[] {
  const names =
    constraint.replaceAll(/'(?:[^']|'')*'/g, "").match(/"(?:[^"]|"")+"|[\p{L}_][\p{L}\p{N}_$]*/gu) ?? []
  return names.map((name) =>
    name.startsWith('"') ? name.slice(1, -1).replaceAll('""', '"') : name.toLowerCase(),
  )
}

function onlyNew(model: Model, type: string, columns: readonly string[]): LuxError {
  const [name = ""] = columns
  const about = columns.length === 0 ? "" : ` of ${columns.map((each) => `"${each}"`).join(", ")}`
  return new LuxError(
    "LUX-2101",
    `the columns of "${model.name}" changed: a ${type} constraint${about} comes only with a new table here`,
    {
      place: columnMeant(name, model.columns)?.place ?? model.place,
      hint: "Nothing was changed. Build it with --full-refresh, or leave the constraint out and declare a data test.",
    },
  )
}
