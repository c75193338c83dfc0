import type { Cursor } from "../../../sql/parse/cursor.ts"
import { EngineError } from "./connection.ts"
import { relation, textUntil } from "./words.ts"

/**
 * Refuses what Postgres' merge takes and Redshift's does not: it names its target by the table's own name, changes or
 * deletes what matches, and inserts what does not, both without conditions.
 * https://docs.aws.amazon.com/redshift/latest/dg/r_MERGE.html
 */
export function checkMerge(cursor: Cursor): void {
  cursor.expect("merge")
  cursor.expect("into")
  relation(cursor)
  if (!cursor.is("using")) throw cursor.unexpected('"using": the target of a merge has no alias')
  textUntil(cursor, ["when", "remove"])
  if (cursor.is("remove")) throw new EngineError("MERGE with REMOVE DUPLICATES is not known to this server")
  cursor.expect("when")
  cursor.expect("matched")
  cursor.expect("then")
  if (!cursor.take("delete")) {
    cursor.expect("update")
    cursor.expect("set")
    textUntil(cursor, ["when"])
  }
  cursor.expect("when")
  cursor.expect("not")
  cursor.expect("matched")
  cursor.expect("then")
  cursor.expect("insert")
  if (cursor.is("(")) cursor.names()
  cursor.expect("values")
  cursor.expect("(")
  textUntil(cursor, [])
  cursor.expect(")")
  cursor.take(";")
  if (cursor.peek().kind !== "end") throw cursor.unexpected("the end of the merge")
}
