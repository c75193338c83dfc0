import { tokens } from "../../sql/tokens.ts"
import { invalid } from "./service-error.ts"

/** SQL with each `:name` written out as a text of Redshift. Throws for a name without a value, and for one too many. */
export function withParameters(
  sql: string,
  parameters: readonly { readonly name: string; readonly value: string }[],
): string {
  if (parameters.length === 0) return sql
  const values = new Map(parameters.map(({ name, value }) => [name, value]))
  const unused = new Set(values.keys())
  const all = tokens(sql, "redshift")
  let text = ""
  let from = 0
  for (const [index, token] of all.entries()) {
    const name = all[index + 1]
    if (token.kind !== "symbol" || token.text !== ":" || name?.kind !== "word" || name.start !== token.end)
      continue
    const written = sql.slice(name.start, name.end)
    const value = values.get(written)
    if (value === undefined) throw invalid(`Parameter :${written} has no value.`)
    unused.delete(written)
    text += sql.slice(from, token.start) + literal(value)
    from = name.end
  }
  const [first] = unused
  if (first !== undefined)
    throw invalid(`Parameters list contains unused parameters. Unused parameters: [${first}]`)
  return text + sql.slice(from)
}

function literal(value: string): string {
  return `'${value.replaceAll("\\", "\\\\").replaceAll("'", "''")}'`
}
