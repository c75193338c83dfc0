import type { Relation } from "../sql/relation.ts"
import type { TypeRules } from "../warehouse/exact-cast.ts"
import type { ConstrainedColumn, WarehouseStatements } from "../warehouse/statements.ts"
import type { Columns, ColumnType, Statement } from "./plan.ts"

/** A column of which the query gives values that its stored type may not hold. */
export interface ColumnChange {
  /** As the query gives it. */
  readonly column: ColumnType
  readonly stored: string
  /** The type that holds both; undefined: the values decide. */
  readonly common: string | undefined
}

/** The columns of another type than the stored one, except those whose stored type holds them anyway. */
export function columnChanges({ existing, candidate }: Columns, types: TypeRules): readonly ColumnChange[] {
  const storedTypes = typesByName(existing)
  return candidate.flatMap((column) => {
    const stored = storedTypes.get(column.name)
    if (stored === undefined || stored === column.type) return []
    const common = types.common(stored, column.type)
    return common === stored ? [] : [{ column, stored, common }]
  })
}

export function typesByName(columns: readonly ColumnType[]): ReadonlyMap<string, string> {
  return new Map(columns.map(({ name, type }) => [name, type]))
}

/** How a table comes to other columns. */
export interface Reshaping {
  /** What cannot happen inside the transaction: columns that hold more, which harms nothing should the rest fail. */
  readonly before: readonly Statement[]
  readonly statements: readonly Statement[]
}

export interface NewColumns {
  readonly existing: readonly ColumnType[]
  /** Types that hold all that the column holds, by its name. */
  readonly widened: ReadonlyMap<string, string>
  /** Types that hold its values if the statement does not fail. */
  readonly retyped: ReadonlyMap<string, string>
  readonly added: readonly (ColumnType & Partial<Pick<ConstrainedColumn, "constraints">>)[]
  readonly dropped: readonly ColumnType[]
}

/** Gives a table other columns: in their places where the warehouse can, else by writing the table again. */
export function reshaping(
  relation: Relation,
  { existing, widened, retyped, added, dropped }: NewColumns,
  statements: WarehouseStatements,
): Reshaping {
  const { widenColumn } = statements
  const inPlace = existing.flatMap(({ name, type: from }) => {
    const type = widened.get(name)
    if (type === undefined || widenColumn === undefined) return []
    return [{ name, ...widenColumn(relation, { name, type }, from) }]
  })
  const named = (name: string, sqls: readonly string[]): readonly Statement[] =>
    sqls.map((sql) => ({ sql, purpose: `let column ${name} hold more` }))
  const widening = inPlace.flatMap((each) => named(each.name, each.statements))
  const rewritten = retyped.size + dropped.length + (widenColumn === undefined ? widened.size : 0) > 0
  const adding = rewritten
    ? reshapeStatements()
    : added.map((column) => ({
        sql: statements.addColumn(relation, column),
        purpose: `add column ${column.name}`,
      }))
  return {
    before: inPlace.flatMap((each) => named(each.name, each.before)),
    statements: [...widening, ...adding],
  }

  /** The table's own order of columns, then the new ones. */
  function reshapeStatements(): readonly Statement[] {
    const gone = typesByName(dropped)
    const current = existing.map(({ name, type }) => {
      const wider = widenColumn === undefined ? undefined : widened.get(name)
      return { name, type: wider ?? type }
    })
    const kept = current
      .filter(({ name }) => !gone.has(name))
      .map(({ name, type }) => ({
        name,
        type: retyped.get(name) ?? widened.get(name) ?? type,
        exists: true,
      }))
    const fresh = added.map((column) => ({ ...column, exists: false }))
    return statements
      .reshapeTable(relation, [...kept, ...fresh], current)
      .map((sql) => ({ sql, purpose: "give the table the query's columns" }))
  }
}
