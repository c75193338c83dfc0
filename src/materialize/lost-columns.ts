import type { ModelConfig } from "../project/types.ts"
import type { TypeRules } from "../warehouse/exact-cast.ts"
import { columnChanges, typesByName } from "./column-changes.ts"
import type { Columns } from "./plan.ts"
import type { Undecided } from "./schema-change.ts"

/** Of a relation that is replaced: the columns that the new version does not have as they are. */
export function lostColumns({ existing, candidate }: Columns): readonly string[] {
  const now = new Map(candidate.map(({ name, type }) => [name, type]))
  return existing.filter(({ name, type }) => now.get(name) !== type).map(({ name }) => name)
}

/** Of a table that new rows go into. One that only holds more stays what it is to its readers. */
export function lostBySync(
  { onSchemaChange }: ModelConfig,
  columns: Columns,
  types: TypeRules,
  undecided: Undecided,
): readonly string[] {
  if (onSchemaChange !== "sync_all_columns") return []
  const given = typesByName(columns.candidate)
  const gone = columns.existing.filter(({ name }) => !given.has(name.toLowerCase())).map(({ name }) => name)
  if (undecided === "keep") return gone
  const retyped = columnChanges(columns, types).filter(({ common }) => common === undefined)
  const names = new Set(retyped.map(({ column }) => column.name.toLowerCase()))
  return [
    ...gone,
    ...columns.existing.filter(({ name }) => names.has(name.toLowerCase())).map(({ name }) => name),
  ]
}
