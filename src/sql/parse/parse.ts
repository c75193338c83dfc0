import type { Statement } from "../ast.ts"
import type { SqlDialect } from "../types.ts"
import { Cursor } from "./cursor.ts"
import { query, startsQuery } from "./query.ts"
import { analyze, create, deleteFrom, drop, insert, merge, update } from "./statement.ts"

const statements = { insert, update, delete: deleteFrom, merge, create, drop, analyze }

/**
 * Parses one statement (a trailing semicolon is allowed) in Redshift's grammar; of another dialect what both have.
 * @throws SqlRefusal where it cannot.
 */
export function parseStatement(sql: string, dialect: SqlDialect = "redshift"): Statement {
  const cursor = new Cursor(sql, dialect)
  const parsed = statement(cursor)
  while (cursor.take(";"));
  if (cursor.peek().kind !== "end") throw cursor.unexpected("the end of the statement")
  return parsed
}

function statement(cursor: Cursor): Statement {
  if (startsQuery(cursor)) return query(cursor)
  const word = cursor.peek()
  if (word.kind !== "word") throw cursor.unexpected("a statement")
  for (const [name, parse] of Object.entries(statements)) if (cursor.is(name)) return parse(cursor)
  throw cursor.refuse(
    `the statement "${word.text}"`,
    "Translated are select, with, values, insert, update, delete, merge, create table as, create schema, drop and analyze.",
  )
}
