import { type Token, tokens } from "./tokens.ts"
import type { SqlDialect } from "./types.ts"

/** One common table expression to put before a query. */
export interface NamedQuery {
  readonly name: string
  readonly sql: string
}

/** A statement's place in its script, and the word it begins with, in lower case. */
export interface StatementRange {
  readonly start: number
  readonly end: number
  readonly word: string
}

/**
 * Where the statements of a script stand, without their semicolons and without empty ones. Semicolons in strings, quoted
 * names, comments and dollar-quoted bodies do not divide.
 */
export function statementRanges(script: string, dialect: SqlDialect = "redshift"): readonly StatementRange[] {
  const ranges: StatementRange[] = []
  let from = 0
  let first: Token | undefined
  for (const token of tokens(script, dialect)) {
    const ends = token.kind === "end" || (token.kind === "symbol" && token.text === ";")
    if (!ends) {
      first ??= token
      continue
    }
    if (first !== undefined)
      ranges.push({ start: from, end: token.start, word: first.kind === "word" ? first.text : "" })
    from = token.end
    first = undefined
  }
  return ranges
}

/** The statements of a script, trimmed. */
export function splitStatements(script: string, dialect: SqlDialect = "redshift"): string[] {
  return statementRanges(script, dialect).map(({ start, end }) => script.slice(start, end).trim())
}

/**
 * `sql`, a query, with `ctes` before it. A leading `with` or `with recursive` of the query is merged: the new ones
 * come first, so that the query's own may read them. Comments and layout of the query stay.
 * `name` is written as given: quote it where it needs quotes. `at`: where in `sql` they were put; `starts`: where the query
 * of each stands in the new text.
 */
export function injectCtes(
  sql: string,
  ctes: readonly NamedQuery[],
  dialect: SqlDialect = "redshift",
): { readonly sql: string; readonly at: number; readonly starts: readonly number[] } {
  if (ctes.length === 0) return { sql, at: 0, starts: [] }
  const all = tokens(sql, dialect)
  const first = all[0]
  const merges = isWord(first, "with")
  const at = (merges ? (isWord(all[1], "recursive") ? all[1] : first)?.end : first?.start) ?? 0
  let text = sql.slice(0, at) + (merges ? " " : "with ")
  const starts: number[] = []
  for (const [index, cte] of ctes.entries()) {
    text += `${index === 0 ? "" : ",\n"}${cte.name} as (\n`
    starts.push(text.length)
    text += `${cte.sql}\n)`
  }
  return { sql: `${text}${merges ? "," : "\n"}${sql.slice(at)}`, at, starts }
}

function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === "word" && token.text === word
}
