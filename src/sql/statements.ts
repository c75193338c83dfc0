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
 * `name` is written as given: quote it where it needs quotes.
 */
export function injectCtes(
  sql: string,
  ctes: readonly NamedQuery[],
  dialect: SqlDialect = "redshift",
): string {
  if (ctes.length === 0) return sql
  const all = tokens(sql, dialect)
  const list = ctes.map((cte) => `${cte.name} as (\n${cte.sql}\n)`).join(",\n")
  const first = all[0]
  if (!isWord(first, "with")) {
    const at = first?.start ?? 0
    return `${sql.slice(0, at)}with ${list}\n${sql.slice(at)}`
  }
  const last = (isWord(all[1], "recursive") ? all[1] : first)?.end ?? 0
  return `${sql.slice(0, last)} ${list},${sql.slice(last)}`
}

function isWord(token: Token | undefined, word: string): boolean {
  return token?.kind === "word" && token.text === word
}
