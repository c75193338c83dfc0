import { dialectFacts } from "../project/warehouses.ts"
import { SqlRefusal } from "./refusal.ts"
import { type Token, tokens, UnfinishedText } from "./tokens.ts"
import type { SqlDialect } from "./types.ts"

/** What SQL must be where it is written: rows of its own, a value inside other SQL, or anything the warehouse runs. */
export type SqlRole = "query" | "shown query" | "expression" | "statement"

/**
 * `sql` without its final semicolons, fit to stand inside another statement: offsets stay, comments behind the last
 * semicolon too. Blanks replace semicolons, and a line comment at the end is closed by a line break.
 * A `statement` may be several, as in a hook; a `shown query` may also describe something. With `isParsed` parentheses
 * are left to the parser, whose errors say more.
 * @throws SqlRefusal LUX-1302 for a second statement, for what is not a query, for a query that changes data, and for
 * parentheses, texts and comments that would reach into the SQL around it.
 */
export function alone(sql: string, dialect: SqlDialect, role: SqlRole, { isParsed = false } = {}): string {
  const all = tokensOf(sql, dialect)
  const last = all.findLastIndex((token) => token.kind !== "end" && !isSymbol(token, ";"))
  const own = all.slice(0, last + 1)
  if (role !== "statement") {
    checkOneStatement(own, role)
    if (!isParsed) checkParentheses(own)
  }
  if (role === "query" || role === "shown query") checkReads(own, dialect, role)
  let result = sql
  for (const { kind, start, end } of all.slice(last + 1))
    if (kind !== "end") result = `${result.slice(0, start)} ${result.slice(end)}`
  return endsInLineComment(result, all[last]?.end ?? 0) ? `${result}\n` : result
}

function tokensOf(sql: string, dialect: SqlDialect): readonly Token[] {
  try {
    return tokens(sql, dialect)
  } catch (error) {
    if (!(error instanceof UnfinishedText)) throw error
    throw new SqlRefusal("LUX-1302", error.message, { start: error.offset, end: error.offset + 1 })
  }
}

function checkOneStatement(own: readonly Token[], role: SqlRole): void {
  const end = own.findIndex((token) => isSymbol(token, ";"))
  const second = end < 0 ? undefined : own.slice(end).find((token) => !isSymbol(token, ";"))
  if (second === undefined) return
  if (role === "expression")
    throw new SqlRefusal("LUX-1302", "semicolon in an expression", own[end] ?? second, "Remove it.")
  throw new SqlRefusal(
    "LUX-1302",
    `second statement: expected one query, found "${second.text}" after ";"`,
    second,
    "Write one query. Statements that change something belong in a hook or an operation (lux run-operation).",
  )
}

function checkParentheses(own: readonly Token[]): void {
  const open: Token[] = []
  for (const token of own) {
    if (isSymbol(token, "(")) open.push(token)
    else if (isSymbol(token, ")") && open.pop() === undefined)
      throw new SqlRefusal("LUX-1302", '")" without "("', token)
  }
  const [first] = open
  if (first !== undefined) throw new SqlRefusal("LUX-1302", '"(" is not closed', first)
}

/** Throws for what is not a query, and for a query that changes data. */
function checkReads(own: readonly Token[], dialect: SqlDialect, role: SqlRole): void {
  const first = own.find((token) => !isSymbol(token, "("))
  if (first === undefined)
    throw new SqlRefusal(
      "LUX-1302",
      "expected a query, found no SQL",
      { start: 0, end: 1 },
      "Write a select statement.",
    )
  const isDescription = dialectFacts(dialect).describes && describing.has(first.text)
  if (first.kind !== "word" || !(queryWords[dialect].has(first.text) || (isDescription && role !== "query")))
    throw new SqlRefusal(
      "LUX-1302",
      `expected a query, found "${first.text}"`,
      first,
      isDescription
        ? `Write: select * from (${first.text} ...)`
        : "Write a select statement. Statements that change something belong in a hook or an operation (lux run-operation).",
    )
  checkCtes(own)
  if (dialectFacts(dialect).selectsInto) checkInto(own)
}

/** Postgres runs statements that change data in a CTE, and after a list of CTEs. */
function checkCtes(own: readonly Token[]): void {
  own.forEach((token, at) => {
    if (token.kind !== "word" || !changing.has(token.text)) return
    const before = own[at - 1]
    const opensCte = isSymbol(before, "(") && isAny(own[at - 2], ["as", "materialized"])
    const endsCtes = isSymbol(before, ")") && depthAt(own, at) === 0
    if ((opensCte || endsCtes) && changes(own, at))
      throw new SqlRefusal(
        "LUX-1302",
        `expected a query, found "${token.text}"`,
        token,
        "A query must not change data: that belongs in a hook or an operation (lux run-operation).",
      )
  })
}

/** Whether the statement that this word may begin is one: a column can be called `update`. */
function changes(own: readonly Token[], at: number): boolean {
  const next = own[at + 1]
  switch (own[at]?.text) {
    case "delete":
      return isAny(next, ["from"])
    case "update":
      return own.slice(at + 1, at + 12).some((token) => isAny(token, ["set"]))
    default:
      return isAny(next, ["into"])
  }
}

/** `into` is reserved: unless it is a label or part of a name, it makes a table. */
function checkInto(own: readonly Token[]): void {
  const into = own.find(
    (token, at) => isAny(token, ["into"]) && !isAny(own[at - 1], ["as"]) && !isSymbol(own[at - 1], "."),
  )
  if (into !== undefined)
    throw new SqlRefusal(
      "LUX-1302",
      'expected a query, found "into"',
      into,
      "Leave it out: lux makes the table.",
    )
}

function depthAt(own: readonly Token[], at: number): number {
  let depth = 0
  for (const token of own.slice(0, at)) {
    if (isSymbol(token, "(")) depth++
    else if (isSymbol(token, ")")) depth--
  }
  return depth
}

function endsInLineComment(sql: string, from: number): boolean {
  const line = sql.slice(Math.max(from, sql.lastIndexOf("\n") + 1, sql.lastIndexOf("\r") + 1))
  return line.includes("--")
}

function isSymbol(token: Token | undefined, text: string): boolean {
  return token?.kind === "symbol" && token.text === text
}

function isAny(token: Token | undefined, words: readonly string[]): boolean {
  return token?.kind === "word" && words.includes(token.text)
}

const common = ["select", "with", "values", "table"]

/** What a query begins with. */
const queryWords: Readonly<Record<SqlDialect, ReadonlySet<string>>> = {
  duckdb: new Set([...common, "from", "pivot", "pivot_wider", "unpivot", "pivot_longer"]),
  postgres: new Set(common),
  redshift: new Set(common),
}

/** DuckDB reads these as queries in parentheses, but makes no table of them. */
const describing: ReadonlySet<string> = new Set(["describe", "desc", "summarize", "show"])

const changing: ReadonlySet<string> = new Set(["insert", "update", "delete", "merge"])
