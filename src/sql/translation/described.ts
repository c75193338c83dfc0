import type { Place } from "./context.ts"
import type { Columns } from "./scope.ts"
import { type SqlType, typeNamed } from "./sql-type.ts"

/** What is known of the columns of a relation; `relation` is its name in lower case. */
export function described(place: Place, relation: string): Columns {
  const columns = place.context.columnTypes?.(relation)
  if (columns === undefined) return undefined
  return new Map(
    Object.entries(columns).map(([name, type]): [string, SqlType] => [name.toLowerCase(), typeNamed(type)]),
  )
}
