import type { Snapshot } from "../project/types.ts"
import { identifier } from "../sql/identifier.ts"
import type { WarehouseStatements } from "../warehouse/statements.ts"
import { columnChanges, typesByName } from "./column-changes.ts"
import type { Columns, ColumnType, Doubt } from "./plan.ts"
import { newVersionValues } from "./unfit-values.ts"

/** How the versions of a snapshot come to the types of its relation. */
export interface SnapshotTypes {
  /** Types that hold all that the stored column holds and the relation's values too, by its name. */
  readonly widened: ReadonlyMap<string, string>
  /** The relation's rows, with values that fit where the stored type stays. */
  readonly query: string
  readonly doubts: readonly Doubt[]
}

/** The stored types win where they hold every value, and widen where a type holds those of both. No value ever changes. */
export function snapshotTypes(
  snapshot: Snapshot,
  query: string,
  columns: Columns,
  statements: WarehouseStatements,
): SnapshotTypes {
  const changes = columnChanges(columns, statements.types)
  const unsure = changes.filter(({ common }) => common === undefined)
  const stored = new Map(unsure.map((change) => [change.column, change.stored]))
  const values = columns.candidate.map((column) => {
    const name = identifier(column.name)
    const to = stored.get(column)
    if (to === undefined) return `  ${name}`
    const value = `source.${name}`
    const { akin, exactly, nothing } = statements.types
    return `  ${akin(column.type, to) ? exactly(value, column.type, to) : nothing(value, to)} as ${name}`
  })
  return {
    widened: new Map([
      ...widenedTimes(snapshot, columns, statements),
      ...changes.flatMap(({ column, common }) =>
        common === undefined ? [] : [[column.name, common] as const],
      ),
    ]),
    query: unsure.length === 0 ? query : `select\n${values.join(",\n")}\nfrom (\n${query}\n) as source`,
    doubts: unsure.map((change) => newVersionValues(snapshot, query, change, statements)),
  }
}

/** The times of the versions come from `updated_at`: of a date that has become a timestamp they keep the time of day. */
function widenedTimes(
  { config }: Snapshot,
  { existing, candidate }: Columns,
  { types }: WarehouseStatements,
): readonly (readonly [string, string])[] {
  const { strategy, metaColumns } = config
  const updated =
    strategy.updatedAt === undefined ? undefined : typesByName(candidate).get(strategy.updatedAt)
  if (updated === undefined) return []
  const { dbt_updated_at, dbt_valid_from, dbt_valid_to } = metaColumns
  return [dbt_updated_at, dbt_valid_from, dbt_valid_to].flatMap((name) => {
    const stored = typesByName(existing).get(name)
    const common = stored === undefined ? undefined : types.common(stored, updated)
    return common === undefined || common === stored ? [] : [[name, common] as const]
  })
}

/** Columns as they are once they are widened. */
export function asWidened(
  columns: readonly ColumnType[],
  widened: SnapshotTypes["widened"],
): readonly ColumnType[] {
  return columns.map(({ name, type }) => ({ name, type: widened.get(name) ?? type }))
}
