import { quoted } from "../../../sql/identifier.ts"
import type { Cursor } from "../../../sql/parse/cursor.ts"

/** A name with its schema as Postgres takes it; a database before them is left out. */
export function relation(cursor: Cursor): string {
  const parts = [cursor.name()]
  while (cursor.take(".")) parts.push(cursor.name(true))
  return parts
    .slice(-2)
    .map(({ name }) => quoted(name))
    .join(".")
}

export function names(cursor: Cursor): readonly string[] {
  return cursor.names().map(({ name }) => name)
}

/** What is left of the statement, without its last semicolon. */
export function rest(cursor: Cursor): string {
  const from = cursor.peek().start
  let to = from
  while (cursor.peek().kind !== "end") {
    const token = cursor.next()
    if (token.text !== ";" || token.kind !== "symbol") to = token.end
  }
  return cursor.sql.slice(from, to)
}

/** The text up to one of these words or symbols outside of parentheses, or to a closing parenthesis too many. */
export function textUntil(cursor: Cursor, stops: readonly string[]): string {
  const from = cursor.peek().start
  let depth = 0
  for (;;) {
    const token = cursor.peek()
    if (token.kind === "end") break
    const plain = token.kind === "word" || token.kind === "symbol"
    if (depth === 0 && plain && (stops.includes(token.text) || token.text === ")")) break
    if (token.text === "(" && plain) depth++
    if (token.text === ")" && plain) depth--
    cursor.next()
  }
  return cursor.sql.slice(from, cursor.lastEnd)
}

/** Refuses what stands after the end of a statement that is understood. */
export function end(cursor: Cursor): void {
  cursor.take(";")
  if (cursor.peek().kind !== "end") throw cursor.unexpected("the end of the statement")
}

/** A word or a quoted text: an option's value. */
export function word(cursor: Cursor): string {
  return cursor.next().text.toLowerCase()
}
