import { LuxError, type Place } from "../errors.ts"
import type { Project } from "../project/types.ts"
import { identifier } from "../sql/identifier.ts"
import { SqlRefusal, SqlRefusals, translate } from "../sql/translate.ts"
import type { ColumnTypes } from "./to-executable.ts"

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
  project: Project,
  columnTypes: ColumnTypes,
  placeOf: (expression: string) => Place,
): Fragments {
  const macros = new Set<string>()
  const options = { from: project.dialect, to: project.target.type, columnTypes }
  return {
    macros: () => [...macros],
    translate(expression) {
      // A plain name is a column, whatever it is called.
      if (/^[a-z_][\w$]*$/i.test(expression) && !words.has(expression.toLowerCase()))
        return identifier(expression.toLowerCase())
      if (options.from === options.to) return expression
      // A query by itself is a statement already.
      const isQuery = /^\s*(select|with)\b/i.test(expression)
      try {
        const translated = translate(isQuery ? expression : before + expression, options)
        for (const name of translated.macros) macros.add(name)
        return isQuery ? translated.sql : withoutAlias(translated.sql.slice(before.length))
      } catch (error) {
        const refusal = error instanceof SqlRefusals ? error.refusals[0] : error
        if (!(refusal instanceof SqlRefusal)) throw error
        throw new LuxError(refusal.code, `${refusal.message} in "${expression.trim()}"`, {
          place: placeOf(expression),
          hint: refusal.hint,
          cause: refusal,
        })
      }
    },
  }
}

/** The translation names a column as Redshift does where DuckDB would name it otherwise. */
function withoutAlias(sql: string): string {
  return sql.replace(/ as (?:[a-z_][a-z0-9_]*|"(?:[^"]|"")*")\s*$/, "")
}
