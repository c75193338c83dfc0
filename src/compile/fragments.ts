import { LuxError, type Place } from "../errors.ts"
import { identifier } from "../sql/identifier.ts"
import { alone, type SqlRole } from "../sql/one-query.ts"
import { SqlRefusal, SqlRefusals, translate } from "../sql/translate.ts"
import type { SqlDialect } from "../sql/types.ts"
import type { ColumnTypes } from "./column-types.ts"
import type { Dialects } from "./to-executable.ts"

/** Expressions that stand in YAML, as the engine has them. */
export interface Fragments {
  /** Throws LUX-1301 and LUX-1302 at the place of what they stand in. */
  translate(expression: string): string
  /** Names of the helper functions that they need. */
  macros(): readonly string[]
}

const before = "select "

/** What is a value by itself, and no column. */
const words = new Set(["null", "true", "false", "current_date", "current_timestamp", "sysdate"])

/** `placeOf`: where an expression stands. */
export function createFragments(
  dialects: Dialects,
  columnTypes: ColumnTypes,
  placeOf: (expression: string) => Place,
): Fragments {
  const macros = new Set<string>()
  const options = { ...dialects, ...columnTypes.options }
  return {
    macros: () => [...macros],
    translate(expression) {
      // A plain name is a column, whatever it is called.
      if (/^[a-z_][\w$]*$/i.test(expression) && !words.has(expression.toLowerCase()))
        return identifier(expression.toLowerCase())
      // A query by itself is a statement already.
      const isQuery = /^\s*(select|with)\b/i.test(expression)
      const own = writtenAlone(expression, dialects.from, placeOf, isQuery ? "query" : "expression")
      if (options.from === options.to) return own
      return refusedAt(expression, placeOf, () => {
        const translated = translate(isQuery ? own : before + own, options)
        for (const name of translated.macros) macros.add(name)
        return isQuery ? translated.sql : withoutAlias(translated.sql.slice(before.length))
      })
    },
  }
}

/**
 * SQL from YAML as it is written, fit to stand inside other SQL. Throws LUX-1302 at its place where it is not: a
 * semicolon, a parenthesis or a comment in it would change what stands around it.
 */
export function writtenAlone(
  text: string,
  dialect: SqlDialect,
  placeOf: (text: string) => Place,
  role: SqlRole = "expression",
): string {
  return refusedAt(text, placeOf, () => alone(text, dialect, role))
}

function refusedAt<Result>(text: string, placeOf: (text: string) => Place, work: () => Result): Result {
  try {
    return work()
  } catch (error) {
    const refusal = error instanceof SqlRefusals ? error.refusals[0] : error
    if (!(refusal instanceof SqlRefusal)) throw error
    throw new LuxError(refusal.code, `${refusal.message} in "${text.trim()}"`, {
      place: placeOf(text),
      hint: refusal.hint,
      cause: refusal,
    })
  }
}

/** The translation names a column as Redshift does where DuckDB would name it otherwise. */
function withoutAlias(sql: string): string {
  return sql.replace(/ as (?:[a-z_][a-z0-9_]*|"(?:[^"]|"")*")\s*$/, "")
}
