import { dialectFacts } from "../../project/warehouses.ts"
import type { Alias, FromItem, Identifier, Join, PathStep } from "../ast.ts"
import type { Cursor } from "./cursor.ts"
import { expression } from "./expression.ts"
import { query, selectItem, startsQuery } from "./query.ts"

/** One item between the commas of `from`: a relation, a subquery or a tree of joins. */
export function fromItem(cursor: Cursor): FromItem {
  let left = single(cursor)
  for (;;) {
    const next = join(cursor, left)
    if (next === undefined) return left
    left = next
  }
}

function join(cursor: Cursor, left: FromItem): FromItem | undefined {
  const before = cursor.position
  const natural = cursor.take("natural")
  let type: Join["type"] = "inner"
  if (cursor.take("cross")) type = "cross"
  else if (cursor.isAny(["left", "right", "full"])) {
    const word = cursor.next().text
    type = word === "left" || word === "right" ? word : "full"
    cursor.take("outer")
  } else cursor.take("inner")
  if (!cursor.take("join")) {
    cursor.rewind(before)
    return undefined
  }
  const right = single(cursor)
  const on = cursor.take("on") ? expression(cursor) : undefined
  const using = on === undefined && cursor.take("using") ? cursor.names() : undefined
  if (on === undefined && using === undefined && type !== "cross" && !natural)
    throw cursor.unexpected('"on" or "using"')
  return { kind: "join", left, type, natural, right, on, using, start: left.start, end: cursor.lastEnd }
}

function single(cursor: Cursor): FromItem {
  let item = primary(cursor)
  for (;;) {
    if (cursor.is("pivot", "(")) item = pivot(cursor, item)
    else if (cursor.is("unpivot")) item = unpivot(cursor, item)
    else return item
  }
}

function primary(cursor: Cursor): FromItem {
  const { start } = cursor.peek()
  if (cursor.is("lateral")) throw cursor.refuse('"lateral"')
  if (cursor.is("(")) {
    cursor.next()
    if (startsQuery(cursor)) {
      const inner = query(cursor)
      cursor.expect(")")
      const named = alias(cursor)
      return { kind: "derived", query: inner, alias: named, start, end: cursor.lastEnd }
    }
    const inner = fromItem(cursor)
    cursor.expect(")")
    return { kind: "parenFrom", inner, start, end: cursor.lastEnd }
  }
  const attributes = dialectFacts(cursor.dialect).unpivotsObjects && cursor.take("unpivot")
  const parts = [cursor.name(cursor.is("array"))]
  const steps: PathStep[] = []
  while (cursor.is(".") || cursor.is("[")) {
    const symbol = cursor.next()
    if (symbol.text === "[") {
      const index = expression(cursor)
      cursor.expect("]")
      steps.push({ kind: "step", field: undefined, index, start: symbol.start, end: cursor.lastEnd })
      continue
    }
    const field = cursor.name(true)
    if (steps.length === 0) parts.push(field)
    else steps.push({ kind: "step", field, index: undefined, start: symbol.start, end: field.end })
  }
  if (cursor.is("(")) return tableFunction(cursor, parts)
  if (cursor.is("tablesample")) throw cursor.refuse('"tablesample"')
  const named = alias(cursor)
  const at = cursor.take("at") ? cursor.name() : undefined
  const { lastEnd: end } = cursor
  return { kind: "table", parts, steps, alias: named, at, ...(attributes ? { attributes } : {}), start, end }
}

function tableFunction(cursor: Cursor, parts: readonly Identifier[]): FromItem {
  if (!dialectFacts(cursor.dialect).tableFunctions)
    throw cursor.refuse(`the table function "${parts[0]?.name ?? ""}"`, undefined, parts[0])
  const { start } = parts[0] ?? cursor.peek()
  cursor.expect("(")
  const args = cursor.is(")") ? [] : cursor.list(() => expression(cursor))
  cursor.expect(")")
  if (cursor.is("with")) throw cursor.refuse('"with ordinality"')
  const named = alias(cursor)
  return { kind: "tableFunction", parts, args, alias: named, start, end: cursor.lastEnd }
}

/** Words of DuckDB's joins, which elsewhere are names. */
const otherJoins = ["semi", "anti", "asof", "positional"]

function alias(cursor: Cursor): Alias | undefined {
  const { start } = cursor.peek()
  const explicit = cursor.take("as")
  if (!explicit && !cursor.isName()) return undefined
  if (!explicit && dialectFacts(cursor.dialect).furtherJoins && cursor.isAny(otherJoins))
    throw cursor.refuse(`"${cursor.peek().text}"`)
  const name: Identifier = cursor.name(explicit)
  const columns = cursor.is("(") ? cursor.names() : undefined
  return { kind: "alias", name, columns, start, end: cursor.lastEnd }
}

function pivot(cursor: Cursor, source: FromItem): FromItem {
  cursor.expect("pivot")
  cursor.expect("(")
  const aggregates = cursor.list(() => selectItem(cursor))
  cursor.expect("for")
  const column = cursor.name()
  cursor.expect("in")
  cursor.expect("(")
  const values = cursor.list(() => selectItem(cursor))
  cursor.expect(")")
  cursor.expect(")")
  const named = alias(cursor)
  return {
    kind: "pivot",
    source,
    aggregates,
    column,
    values,
    alias: named,
    start: source.start,
    end: cursor.lastEnd,
  }
}

function unpivot(cursor: Cursor, source: FromItem): FromItem {
  cursor.expect("unpivot")
  const includeNulls = cursor.take("include", "nulls")
  if (!includeNulls) cursor.take("exclude", "nulls")
  cursor.expect("(")
  const value = cursor.name()
  cursor.expect("for")
  const column = cursor.name()
  cursor.expect("in")
  cursor.expect("(")
  const columns = cursor.list(() => selectItem(cursor))
  cursor.expect(")")
  cursor.expect(")")
  const named = alias(cursor)
  const { start } = source
  return {
    kind: "unpivot",
    source,
    includeNulls,
    value,
    column,
    columns,
    alias: named,
    start,
    end: cursor.lastEnd,
  }
}
