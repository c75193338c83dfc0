import type { SqlDialect } from "../project/types.ts"
import { identifier } from "../sql/identifier.ts"
import { tokens } from "../sql/tokens.ts"

/** A column of the view's own table. */
export function columnInLookml(name: string): string {
  return `\${TABLE}.${identifier(name)}`
}

/** An expression with its columns as LookML names them. Names in strings, of functions and of other relations stay. */
export function expressionInLookml(sql: string, columns: ReadonlySet<string>, dialect: SqlDialect): string {
  const all = tokens(sql, dialect)
  let result = ""
  let end = 0
  for (const [index, token] of all.entries()) {
    const before = all[index - 1]
    const after = all[index + 1]
    const isName = token.kind === "word" || token.kind === "quoted"
    // `date '2024-01-01'` is a literal, whatever columns are called.
    const isOther = before?.text === "." || after?.text === "(" || after?.kind === "string"
    if (!isName || isOther || !columns.has(token.text.toLowerCase())) continue
    result += sql.slice(end, token.start) + columnInLookml(token.text)
    end = token.end
  }
  return result + sql.slice(end)
}
