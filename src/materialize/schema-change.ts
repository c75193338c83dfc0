import { LuxError } from "../errors.ts"
import type { Model } from "../project/types.ts"
import type { Relation } from "../sql/relation.ts"
import type { WarehouseStatements } from "../warehouse/statements.ts"
import type { Columns, ColumnType, Statement } from "./plan.ts"

export interface SchemaChange {
  readonly statements: readonly Statement[]
  /** The columns that go from the candidate into the live table. */
  readonly columns: readonly ColumnType[]
}

/**
 * What `on_schema_change` does about columns that came, went or changed their type.
 * Throws LUX-2101 when it says `fail`, naming every difference.
 */
export function schemaChange(
  model: Model,
  relation: Relation,
  columns: Columns,
  statements: WarehouseStatements,
): SchemaChange {
  const existing = byName(columns.existing)
  const candidate = byName(columns.candidate)
  const added = columns.candidate.filter((column) => !existing.has(column.name.toLowerCase()))
  const gone = columns.existing.filter((column) => !candidate.has(column.name.toLowerCase()))
  const retyped = columns.candidate.filter((column) => {
    const before = existing.get(column.name.toLowerCase())
    return before !== undefined && before.type !== column.type
  })
  const common = columns.candidate.filter((column) => existing.has(column.name.toLowerCase()))
  const addStatements = added.map((column) => ({
    sql: statements.addColumn(relation, column),
    purpose: `add column ${column.name}`,
  }))
  switch (model.config.onSchemaChange) {
    case "ignore":
      return { statements: [], columns: common }
    case "append_new_columns":
      // A contract is about the table, and this strategy leaves types as they were.
      if (model.config.contract.enforced && retyped.length > 0)
        throw changed(model, [], [], retyped, existing)
      return { statements: addStatements, columns: columns.candidate }
    case "sync_all_columns":
      return {
        statements:
          gone.length + retyped.length === 0 ? addStatements : reshape(relation, columns, statements),
        columns: columns.candidate,
      }
    case "fail": {
      if (added.length + gone.length + retyped.length === 0) return { statements: [], columns: common }
      throw changed(model, added, gone, retyped, existing)
    }
  }
}

function changed(
  model: Model,
  added: readonly ColumnType[],
  gone: readonly ColumnType[],
  retyped: readonly ColumnType[],
  existing: ReadonlyMap<string, ColumnType>,
): LuxError {
  const differences = [
    ...added.map((column) => `"${column.name}" is new`),
    ...gone.map((column) => `"${column.name}" is gone`),
    ...retyped.map(
      (column) =>
        `"${column.name}" was ${existing.get(column.name.toLowerCase())?.type ?? "?"}, is ${column.type}`,
    ),
  ]
  const others = model.config.contract.enforced ? "" : " or sync_all_columns"
  return new LuxError("LUX-2101", `the columns of "${model.name}" changed: ${differences.join(", ")}`, {
    place: model.place,
    hint:
      retyped.length > 0 && model.config.contract.enforced
        ? "Build it with --full-refresh."
        : `Build it with --full-refresh, or set on_schema_change to append_new_columns${others}.`,
  })
}

/** The table's own order of columns, then the new ones. */
function reshape(
  relation: Relation,
  columns: Columns,
  statements: WarehouseStatements,
): readonly Statement[] {
  const candidate = byName(columns.candidate)
  const existing = byName(columns.existing)
  const kept = columns.existing.flatMap(({ name }) => {
    const now = candidate.get(name.toLowerCase())
    return now === undefined ? [] : [{ name, type: now.type, exists: true }]
  })
  const added = columns.candidate
    .filter(({ name }) => !existing.has(name.toLowerCase()))
    .map((column) => ({ ...column, exists: false }))
  return statements
    .reshapeTable(relation, [...kept, ...added], columns.existing)
    .map((sql) => ({ sql, purpose: "give the table the query's columns" }))
}

function byName(columns: readonly ColumnType[]): ReadonlyMap<string, ColumnType> {
  return new Map(columns.map((column) => [column.name.toLowerCase(), column]))
}
