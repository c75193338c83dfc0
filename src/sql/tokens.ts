import { dialectFacts } from "../project/warehouses.ts"
import type { SqlDialect } from "./types.ts"

/** `word` is an unquoted name or keyword; `symbol` an operator or a punctuation mark. */
type TokenKind = "word" | "quoted" | "string" | "number" | "symbol" | "end"

/** One token; offsets count UTF-16 units from the start of the statement. Comments and blanks are between tokens. */
export interface Token {
  readonly kind: TokenKind
  readonly start: number
  readonly end: number
  /** A word in lower case, a symbol as it stands, a quoted name or a string without its quotes and escapes. */
  readonly text: string
}

/** The text ends inside a string, a comment or a quoted name. */
export class UnfinishedText extends Error {
  readonly offset: number
  readonly what: string

  constructor(what: string, offset: number) {
    super(`${what} is not closed`)
    this.what = what
    this.offset = offset
  }
}

/** The longest first. An operator ends before a comment: `||/*` is not `||/`. */
const longSymbol = /!~~\*|\|\|\/(?!\*)|!~~|~~\*|::|\|\||<=|>=|<>|!=|\|\/(?!\*)|<<|>>|!~|~\*|=>|:=/y
const number = /(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y

/** A carriage return ends it too, in all three dialects. */
const lineComment = /--[^\n\r]*/y

/** A string goes on where a line break and another quote follow it, also behind line comments. */
const continued = /(?:[ \t\f\v]|--[^\n\r]*)*[\n\r](?:\s|--[^\n\r]*[\n\r])*'/y

/** How the engines divide text that is not ASCII: what is no blank may be part of a name. */
interface Letters {
  readonly blank: RegExp
  readonly wordPart: RegExp
  readonly dollarTag: RegExp
}

const letters: Readonly<Record<SqlDialect, Letters>> = {
  postgres: lettersBut(""),
  redshift: lettersBut("\\u00a0\\ufeff"),
  // DuckDB reads these as blanks before it parses.
  duckdb: lettersBut("\\u00a0\\u2000-\\u200d\\u202f\\u205f\\u2060\\u3000\\ufeff"),
}

function lettersBut(blanks: string): Letters {
  const other = `(?![${blanks}])[^\\x00-\\x7f]`
  return {
    blank: new RegExp(`[\\x00-\\x20${blanks}]*`, "y"),
    wordPart: new RegExp(`(?:[\\w$]|${other})*`, "y"),
    dollarTag: new RegExp(`\\$(?:(?:[a-zA-Z_]|${other})(?:\\w|${other})*)?\\$`, "y"),
  }
}

/**
 * The tokens of `sql`, the last one being the end.
 * In Redshift a backslash escapes the next character of a string; in the other dialects it is a character like any other.
 */
export function tokens(sql: string, dialect: SqlDialect): Token[] {
  const found: Token[] = []
  let at = 0
  for (;;) {
    at = skipBlanks(sql, at, dialect)
    if (at >= sql.length) break
    const token = tokenAt(sql, at, dialect)
    found.push(token)
    at = token.end
  }
  found.push({ kind: "end", start: sql.length, end: sql.length, text: "" })
  return found
}

function skipBlanks(sql: string, from: number, dialect: SqlDialect): number {
  const { blank } = letters[dialect]
  let at = from
  for (;;) {
    while (sql.charCodeAt(at) <= 32) at++
    if (sql.charCodeAt(at) > 127) at += match(blank, sql, at)?.length ?? 0
    if (sql.startsWith("--", at)) at += match(lineComment, sql, at)?.length ?? 0
    else if (sql.startsWith("/*", at)) at = commentEnd(sql, at)
    else return at
  }
}

/** What goes on with a word: by far most words are ASCII, and a loop reads them faster than a pattern. */
function wordAt(sql: string, start: number, wordPart: RegExp): string {
  let end = start
  while (isWordCode(sql.charCodeAt(end))) end++
  return sql.charCodeAt(end) > 127 ? (match(wordPart, sql, start) ?? "") : sql.slice(start, end)
}

/** `[a-zA-Z0-9_$]` */
function isWordCode(code: number): boolean {
  return (
    (code >= 97 && code <= 122) ||
    (code >= 65 && code <= 90) ||
    (code >= 48 && code <= 57) ||
    code === 95 ||
    code === 36
  )
}

/** Block comments nest, in all three dialects. */
function commentEnd(sql: string, start: number): number {
  let depth = 0
  for (let at = start; at < sql.length; at++) {
    if (sql.startsWith("/*", at)) {
      depth++
      at++
    } else if (sql.startsWith("*/", at)) {
      depth--
      at++
      if (depth === 0) return at + 1
    }
  }
  throw new UnfinishedText("a comment", start)
}

function tokenAt(sql: string, start: number, dialect: SqlDialect): Token {
  const char = sql[start] ?? ""
  const { wordPart, dollarTag } = letters[dialect]
  if (char === "'") return stringToken(sql, start, start + 1, dialectFacts(dialect).backslashEscapes)
  if ((char === "e" || char === "E") && sql[start + 1] === "'")
    return stringToken(sql, start, start + 2, true)
  if (char === '"') return quotedToken(sql, start)
  if (char === "$") {
    const tag = match(dollarTag, sql, start)
    if (tag !== undefined) {
      const close = sql.indexOf(tag, start + tag.length)
      if (close < 0) throw new UnfinishedText("a dollar-quoted string", start)
      const text = sql.slice(start + tag.length, close)
      return { kind: "string", start, end: close + tag.length, text }
    }
  }
  const digits = (char >= "0" && char <= "9") || char === "." ? match(number, sql, start) : undefined
  if (digits !== undefined) return { kind: "number", start, end: start + digits.length, text: digits }
  // Digits are numbers already, so that what is left begins a word; a dollar only goes on with one.
  const word = char === "$" ? "" : wordAt(sql, start, wordPart)
  if (word !== "") return { kind: "word", start, end: start + word.length, text: word.toLowerCase() }
  const symbol = match(longSymbol, sql, start) ?? char
  return { kind: "symbol", start, end: start + symbol.length, text: symbol }
}

function stringToken(sql: string, start: number, open: number, escapes: boolean): Token {
  let text = ""
  for (let at = open; at < sql.length; at++) {
    const char = sql[at]
    if (char === "'") {
      if (sql[at + 1] === "'") {
        text += "'"
        at++
        continue
      }
      // Without the E before it, what goes on would be read without escapes.
      const more = escapes ? match(continued, sql, at + 1) : undefined
      if (more === undefined) return { kind: "string", start, end: at + 1, text }
      at += more.length
    } else if (char === "\\" && escapes) {
      text += sql[at + 1] ?? ""
      at++
    } else text += char
  }
  throw new UnfinishedText("a string", start)
}

function quotedToken(sql: string, start: number): Token {
  for (let at = start + 1; at < sql.length; at++) {
    if (sql[at] !== '"') continue
    if (sql[at + 1] !== '"')
      return { kind: "quoted", start, end: at + 1, text: sql.slice(start + 1, at).replaceAll('""', '"') }
    at++
  }
  throw new UnfinishedText("a quoted name", start)
}

function match(pattern: RegExp, sql: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.test(sql) ? sql.slice(at, pattern.lastIndex) : undefined
}
