import type { Model } from "../project/types.ts"
import { injectCtes } from "../sql/statements.ts"
import type { SqlDialect } from "../sql/types.ts"
import type { ExecutableSql } from "./to-executable.ts"

/** An ephemeral model as the query that it is. */
export interface Ephemeral {
  readonly model: Model
  /** Of its CTE. */
  readonly name: string
  readonly sql: ExecutableSql
  /** Those that it reads, directly or through others, each after those that it reads itself. */
  readonly reads: readonly Ephemeral[]
}

/** The SQL with ephemeral models before it, each after those that it reads; what is in one of them has its place there. */
export function withEphemerals(
  own: ExecutableSql,
  ephemerals: readonly Ephemeral[],
  dialect: SqlDialect,
): ExecutableSql {
  const named = ephemerals.map(({ name, sql }) => ({ name, sql: sql.sql }))
  const { sql, at, starts } = injectCtes(own.sql, named, dialect)
  const added = sql.length - own.sql.length
  const written = (offset: number): readonly [ExecutableSql, number] => {
    if (offset < at) return [own, offset]
    if (offset >= at + added) return [own, offset - added]
    const index = starts.findLastIndex((start) => start <= offset)
    const inside = ephemerals[index]?.sql
    return inside === undefined ? [own, at] : [inside, offset - (starts[index] ?? 0)]
  }
  return {
    ...own,
    sql,
    macros: [...new Set([own, ...ephemerals.map((each) => each.sql)].flatMap(({ macros }) => macros))],
    placeAt: (offset) => {
      const [part, inside] = written(offset)
      return part.placeAt(inside)
    },
    callersAt: (offset) => {
      const [part, inside] = written(offset)
      return part.callersAt(inside)
    },
  }
}
