import type {
  Alias,
  Assignment,
  CreateTableAs,
  Definition,
  Delete,
  Identifier,
  Insert,
  Merge,
  MergeBranch,
  TableRef,
  Update,
} from "../ast.ts"
import type { Cursor } from "./cursor.ts"
import { expression } from "./expression.ts"
import { fromItem } from "./from.ts"
import { query, startsQuery } from "./query.ts"

export function insert(cursor: Cursor): Insert {
  const { start } = cursor.expect("insert")
  cursor.expect("into")
  const into = target(cursor)
  if (cursor.is("default")) throw cursor.refuse('"default values"')
  const columns = cursor.is("(") && !startsQuery(cursor) ? cursor.names() : undefined
  const inner = query(cursor)
  return { kind: "insert", target: into, columns, query: inner, start, end: cursor.lastEnd }
}

export function update(cursor: Cursor): Update {
  const { start } = cursor.expect("update")
  const into = target(cursor, ["set"])
  cursor.expect("set")
  const assigned = assignments(cursor)
  const from = cursor.take("from") ? cursor.list(() => fromItem(cursor)) : []
  const where = cursor.take("where") ? expression(cursor) : undefined
  return { kind: "update", target: into, assignments: assigned, from, where, start, end: cursor.lastEnd }
}

function assignments(cursor: Cursor): Assignment[] {
  return cursor.list(() => {
    const column = cursor.name()
    if (cursor.is(".")) throw cursor.refuse("a qualified column after set", "Write the column alone.")
    cursor.expect("=")
    const value = expression(cursor)
    return { kind: "assignment", column, value, start: column.start, end: value.end }
  })
}

export function deleteFrom(cursor: Cursor): Delete {
  const { start } = cursor.expect("delete")
  cursor.expect("from")
  const into = target(cursor, ["using", "where"])
  const using = cursor.take("using") ? cursor.list(() => fromItem(cursor)) : []
  const where = cursor.take("where") ? expression(cursor) : undefined
  return { kind: "delete", target: into, using, where, start, end: cursor.lastEnd }
}

export function merge(cursor: Cursor): Merge {
  const { start } = cursor.expect("merge")
  cursor.expect("into")
  const into = target(cursor, ["using"])
  cursor.expect("using")
  const source = fromItem(cursor)
  cursor.expect("on")
  const on = expression(cursor)
  if (cursor.is("remove")) throw cursor.refuse('"remove duplicates"', "Name the branches of the merge.")
  const branches: MergeBranch[] = []
  while (cursor.is("when")) branches.push(mergeBranch(cursor))
  if (branches.length === 0) throw cursor.unexpected('"when"')
  return { kind: "merge", target: into, source, on, branches, start, end: cursor.lastEnd }
}

function mergeBranch(cursor: Cursor): MergeBranch {
  const { start } = cursor.expect("when")
  const matched = !cursor.take("not")
  cursor.expect("matched")
  if (cursor.is("and") || cursor.is("by")) throw cursor.refuse("a condition of a merge branch")
  cursor.expect("then")
  const none = { assignments: [], columns: undefined, values: [] }
  if (matched && cursor.take("delete"))
    return { kind: "mergeBranch", action: "delete", ...none, start, end: cursor.lastEnd }
  if (matched) {
    cursor.expect("update")
    cursor.expect("set")
    const assigned = assignments(cursor)
    return {
      kind: "mergeBranch",
      action: "update",
      ...none,
      assignments: assigned,
      start,
      end: cursor.lastEnd,
    }
  }
  cursor.expect("insert")
  const columns = cursor.is("(") ? cursor.names() : undefined
  cursor.expect("values")
  cursor.expect("(")
  const values = cursor.list(() => expression(cursor))
  cursor.expect(")")
  return { kind: "mergeBranch", action: "insert", ...none, columns, values, start, end: cursor.lastEnd }
}

export function create(cursor: Cursor): CreateTableAs | Definition {
  const { start } = cursor.expect("create")
  if (cursor.take("schema")) {
    cursor.take("if", "not", "exists")
    return definition(start, [cursor.name()], cursor)
  }
  if (!cursor.take("temp")) cursor.take("temporary")
  if (!cursor.is("table"))
    throw cursor.refuse(
      `the statement "create ${cursor.peek().text}"`,
      "Translated are create table as and create schema.",
    )
  cursor.expect("table")
  if (cursor.is("if", "not"))
    throw cursor.refuse('"if not exists" of a table', "Drop the table first, or leave it out.")
  const into = target(cursor)
  if (cursor.is("("))
    throw cursor.refuse(
      "a list of columns of a table",
      "Write create table ... as select cast(null as int) as id where false.",
    )
  cursor.expect("as")
  const parens = startsQuery(cursor) && cursor.take("(")
  const inner = query(cursor)
  if (parens) cursor.expect(")")
  return { kind: "createTableAs", target: into, query: inner, start, end: cursor.lastEnd }
}

export function drop(cursor: Cursor): Definition {
  const { start } = cursor.expect("drop")
  const what = cursor.peek()
  if (!cursor.take("schema") && !cursor.take("table") && !cursor.take("view"))
    throw cursor.refuse(
      `the statement "drop ${what.text}"`,
      "Translated are drop table, drop view and drop schema.",
    )
  cursor.take("if", "exists")
  const parts = [cursor.name()]
  while (what.text !== "schema" && cursor.take(".")) parts.push(cursor.name(true))
  if (!cursor.take("cascade")) cursor.take("restrict")
  return definition(start, parts, cursor)
}

export function analyze(cursor: Cursor): Definition {
  const { start } = cursor.expect("analyze")
  if (cursor.peek().kind === "end" || cursor.is(";")) return definition(start, [], cursor)
  const { parts } = target(cursor)
  return definition(start, parts, cursor)
}

function definition(start: number, parts: readonly Identifier[], cursor: Cursor): Definition {
  return { kind: "definition", parts, start, end: cursor.lastEnd }
}

/** The relation that a statement changes; it may have an alias where a word of `before` ends it. */
function target(cursor: Cursor, before: readonly string[] = []): TableRef {
  const { start } = cursor.peek()
  const parts = [cursor.name()]
  while (cursor.take(".")) parts.push(cursor.name(true))
  let alias: Alias | undefined
  const explicit = before.length > 0 && cursor.take("as")
  if (explicit || (before.length > 0 && cursor.isName() && !cursor.isAny(before))) {
    const name = cursor.name()
    alias = { kind: "alias", name, columns: undefined, start: name.start, end: name.end }
  }
  return { kind: "table", parts, steps: [], alias, at: undefined, start, end: cursor.lastEnd }
}
