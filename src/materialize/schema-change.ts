import { LuxError } from "../errors.ts"
import type { Model } from "../project/types.ts"
import { identifier } from "../sql/identifier.ts"
import type { Relation } from "../sql/relation.ts"
import { isText } from "../warehouse/column-type.ts"
import type { SourceValues, WarehouseStatements } from "../warehouse/statements.ts"
import { type ColumnChange, columnChanges, type Reshaping, reshaping, typesByName } from "./column-changes.ts"
import type { ContractTerms } from "./contract.ts"
import { newConstraints } from "./new-constraints.ts"
import type { Columns, ColumnType, Doubt, Statement } from "./plan.ts"
import { newValues, storedValues } from "./unfit-values.ts"

export interface SchemaChange extends Reshaping {
  /** The columns that go from the candidate into the live table. */
  readonly columns: readonly ColumnType[]
  /** What goes into columns that keep their type, where that does not hold every value of the new one. */
  readonly values: SourceValues
  /** What the contract says of new columns: once the new rows are there. */
  readonly constraints: readonly Statement[]
  /** What made it fail, where it fails for a value. */
  readonly doubts: readonly Doubt[]
}

/** The tables that a change is about. */
export interface Changing {
  readonly model: Model
  readonly relation: Relation
  readonly candidate: Relation
  readonly terms: ContractTerms | undefined
}

/**
 * Where no type holds the values of both, `sync_all_columns` takes the query's if that holds what is stored. Else it
 * keeps the stored one for rows without a value there, whose type says nothing.
 */
export type Undecided = "take" | "keep"

/**
 * What `on_schema_change` does about columns that came, went or changed their type. No value ever changes: a column is
 * widened, or the statements fail where a value does not fit. Throws LUX-2101 where the configuration refuses the change.
 */
export function schemaChange(
  { model, relation, candidate, terms }: Changing,
  columns: Columns,
  statements: WarehouseStatements,
  undecided: Undecided,
): SchemaChange {
  const { types } = statements
  const { onSchemaChange } = model.config
  const [stored, given] = [typesByName(columns.existing), typesByName(columns.candidate)]
  const added = columns.candidate.filter(({ name }) => !stored.has(name))
  const gone = columns.existing.filter(({ name }) => !given.has(name))
  const changes = columnChanges(columns, types)
  refuse(model, { added, gone, changes }, statements)

  const more = newConstraints({ model, relation, terms }, added, statements)

  const unsure = changes.filter(({ common }) => common === undefined)
  const syncs = onSchemaChange === "sync_all_columns"
  const takes = syncs && undecided === "take"
  const adds = syncs || onSchemaChange === "append_new_columns"
  const kept = takes ? [] : unsure
  const taken = takes ? unsure : []
  return {
    ...reshaping(
      relation,
      {
        existing: columns.existing,
        widened: byName(changes, ({ common }) => common),
        retyped: byName(taken, ({ column }) => column.type),
        added: adds ? more.columns : [],
        dropped: syncs ? gone : [],
      },
      statements,
    ),
    columns: adds ? columns.candidate : columns.candidate.filter((column) => !added.includes(column)),
    constraints: adds ? more.statements : [],
    values: byName(kept, ({ column, stored: to }) => {
      const value = `source.${identifier(column.name)}`
      return syncs ? types.nothing(value, to) : types.exactly(value, column.type, to)
    }),
    doubts: unsure.map((change) =>
      syncs
        ? storedValues(model, relation, change, statements)
        : newValues(model, candidate.toString(), change, statements),
    ),
  }
}

function byName(
  changes: readonly ColumnChange[],
  of: (change: ColumnChange) => string | undefined,
): ReadonlyMap<string, string> {
  return new Map(
    changes.flatMap((change) => {
      const value = of(change)
      return value === undefined ? [] : [[change.column.name, value] as const]
    }),
  )
}

interface Differences {
  readonly added: readonly ColumnType[]
  readonly gone: readonly ColumnType[]
  readonly changes: readonly ColumnChange[]
}

function refuse(
  model: Model,
  { added, gone, changes }: Differences,
  { widenColumn }: WarehouseStatements,
): void {
  const { contract, onSchemaChange } = model.config
  const isFail = onSchemaChange === "fail"
  const retyped = changes.filter(
    ({ column, common }) =>
      (isFail && (common === undefined || !isText(column.type))) ||
      // A contract is about the table, whose constraints are lost where it is written again.
      (contract.enforced && (common !== column.type || widenColumn === undefined)),
  )
  if (retyped.length === 0 && !(isFail && added.length + gone.length > 0)) return
  const differences = [
    ...(isFail ? added.map((column) => `"${column.name}" is new`) : []),
    ...(isFail ? gone.map((column) => `"${column.name}" is gone`) : []),
    ...retyped.map(({ column, stored }) => `"${column.name}" was ${stored}, is ${column.type}`),
  ]
  const others = contract.enforced ? "" : " or sync_all_columns"
  throw new LuxError("LUX-2101", `the columns of "${model.name}" changed: ${differences.join(", ")}`, {
    place: model.place,
    hint:
      retyped.length > 0 && contract.enforced
        ? "Build it with --full-refresh."
        : `Build it with --full-refresh, or set on_schema_change to append_new_columns${others}.`,
  })
}
