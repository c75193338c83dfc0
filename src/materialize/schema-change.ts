import { LuxError } from "../errors.ts"
import type { Model } from "../project/types.ts"
import type { Relation } from "../sql/relation.ts"
import { isText, type Widening, widening } from "../warehouse/column-widening.ts"
import type { WarehouseStatements } from "../warehouse/statements.ts"
import type { Columns, ColumnType, Statement } from "./plan.ts"

export interface SchemaChange {
  /** What cannot happen inside the transaction: columns that hold more, which harms nothing should the rest fail. */
  readonly before: readonly Statement[]
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
  const changes = columns.candidate.flatMap((column) => {
    const before = existing.get(column.name.toLowerCase())
    return before === undefined || before.type === column.type
      ? []
      : [{ column, from: before.type, how: howChanged(before.type, column.type, statements) }]
  })
  // A table that holds more than the query gives stays as it is, one that holds less is widened.
  const isFail = model.config.onSchemaChange === "fail"
  const wider = changes.filter(({ column, how }) => how === "wider" && (!isFail || isText(column.type)))
  const retyped = changes
    .filter((change) => change.how !== "narrower" && change.how !== "same" && !wider.includes(change))
    .map(({ column }) => column)
  const widened = wider.map(({ column, from }) => widen(relation, column, from, statements))
  const before = widened.flatMap((each) => each.before)
  const inside = widened.flatMap((each) => each.statements)
  const common = columns.candidate.filter((column) => existing.has(column.name.toLowerCase()))
  const addStatements = added.map((column) => ({
    sql: statements.addColumn(relation, column),
    purpose: `add column ${column.name}`,
  }))
  switch (model.config.onSchemaChange) {
    case "ignore":
      return { before, statements: inside, columns: common }
    case "append_new_columns":
      // A contract is about the table, and this strategy leaves types as they were.
      if (model.config.contract.enforced && retyped.length > 0)
        throw changed(model, [], [], retyped, existing)
      return { before, statements: [...inside, ...addStatements], columns: columns.candidate }
    case "sync_all_columns":
      return {
        before,
        statements: [
          ...inside,
          ...(gone.length + retyped.length === 0
            ? addStatements
            : reshape(relation, withKept(columns, retyped), statements)),
        ],
        columns: columns.candidate,
      }
    case "fail": {
      if (added.length + gone.length + retyped.length === 0)
        return { before, statements: inside, columns: common }
      throw changed(model, added, gone, retyped, existing)
    }
  }
}

function howChanged(before: string, now: string, { widenColumn }: WarehouseStatements): Widening {
  return widenColumn === undefined ? "other" : widening(before, now)
}

function widen(
  relation: Relation,
  column: ColumnType,
  from: string,
  { widenColumn }: WarehouseStatements,
): { readonly before: readonly Statement[]; readonly statements: readonly Statement[] } {
  const { before, statements } = widenColumn?.(relation, column, from) ?? { before: [], statements: [] }
  const purpose = `let column ${column.name} hold more`
  return {
    before: before.map((sql) => ({ sql, purpose })),
    statements: statements.map((sql) => ({ sql, purpose })),
  }
}

/** The columns with the types that the table keeps: of what is narrower now, and of what was widened already. */
function withKept({ existing, candidate }: Columns, retyped: readonly ColumnType[]): Columns {
  const names = new Set(retyped.map(({ name }) => name.toLowerCase()))
  const types = new Map(existing.map(({ name, type }) => [name.toLowerCase(), type]))
  return {
    existing,
    candidate: candidate.map((column) =>
      names.has(column.name.toLowerCase())
        ? column
        : { name: column.name, type: types.get(column.name.toLowerCase()) ?? column.type },
    ),
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
