import type { Query } from "../ast.ts"
import { Cursor } from "./cursor.ts"
import { query, startsQuery } from "./query.ts"

/** Parses one Redshift query (a trailing semicolon is allowed). Throws `SqlRefusal` where it cannot. */
export function parseQuery(sql: string): Query {
  const cursor = new Cursor(sql)
  if (!startsQuery(cursor)) {
    const word = cursor.peek()
    if (word.kind !== "word") throw cursor.unexpected("a query")
    throw cursor.refuse(`the statement "${word.text}"`, "Only queries are translated: select, with, values.")
  }
  const parsed = query(cursor)
  while (cursor.take(";"));
  if (cursor.peek().kind !== "end") throw cursor.unexpected("the end of the statement")
  return parsed
}
