import { dialectFacts } from "../../project/warehouses.ts"
import type {
  Cte,
  Expression,
  GroupItem,
  Identifier,
  NamedWindow,
  Query,
  QueryBody,
  Row,
  Select,
  SelectItem,
  Top,
} from "../ast.ts"
import { orderBy, windowOf } from "./call.ts"
import type { Cursor } from "./cursor.ts"
import { expression } from "./expression.ts"
import { fromItem } from "./from.ts"

/** Whether a query comes next, also behind parentheses: `((select 1))`. */
export function startsQuery(cursor: Cursor): boolean {
  let ahead = 0
  while (cursor.peek(ahead).text === "(" && cursor.peek(ahead).kind === "symbol") ahead++
  const token = cursor.peek(ahead)
  return (
    token.kind === "word" &&
    (token.text === "select" || token.text === "with" || (token.text === "values" && ahead === 0))
  )
}

/** A whole query; the parentheses around it, if any, belong to the caller. */
export function query(cursor: Cursor): Query {
  const { start } = cursor.peek()
  const recursive = cursor.is("with", "recursive")
  const ctes: Cte[] = []
  if (cursor.take("with")) {
    cursor.take("recursive")
    ctes.push(...cursor.list(() => cte(cursor)))
  }
  const body = setOperation(cursor, 0)
  const order = cursor.is("order") ? orderBy(cursor) : []
  let limit: Expression | undefined
  let offset: Expression | undefined
  while (cursor.isAny(["limit", "offset"])) {
    if (cursor.next().text === "offset") offset = expression(cursor)
    else if (!cursor.take("all")) limit = expression(cursor)
  }
  if (cursor.is("fetch")) throw cursor.refuse('"fetch first"', 'Write "limit n".')
  if (cursor.is("for")) throw cursor.refuse('"for update"')
  return {
    kind: "query",
    parens: false,
    recursive,
    ctes,
    body,
    orderBy: order,
    limit,
    offset,
    start,
    end: cursor.lastEnd,
  }
}

function cte(cursor: Cursor): Cte {
  const name = cursor.name()
  const columns = cursor.is("(") ? cursor.names() : undefined
  cursor.expect("as")
  cursor.expect("(")
  const inner = query(cursor)
  cursor.expect(")")
  return { kind: "cte", name, columns, query: inner, start: name.start, end: cursor.lastEnd }
}

/** `intersect` binds tighter than `union`, `except` and `minus`, which go from left to right. */
function setOperation(cursor: Cursor, floor: number): QueryBody {
  let left = simple(cursor)
  for (;;) {
    const { text, start: operatorStart, end: operatorEnd } = cursor.peek()
    if (!cursor.isAny(["union", "intersect", "except", "minus"])) return left
    const binding = text === "intersect" ? 2 : 1
    if (binding <= floor) return left
    cursor.next()
    const all = cursor.take("all")
    if (!all) cursor.take("distinct")
    const right = setOperation(cursor, binding)
    const operator = text === "intersect" || text === "except" || text === "minus" ? text : "union"
    const { start } = left
    left = { kind: "set", left, operator, operatorStart, operatorEnd, all, right, start, end: cursor.lastEnd }
  }
}

function simple(cursor: Cursor): QueryBody {
  if (cursor.is("(")) {
    const { start } = cursor.next()
    const inner = query(cursor)
    cursor.expect(")")
    return { ...inner, parens: true, start, end: cursor.lastEnd }
  }
  if (cursor.is("values")) return values(cursor)
  return select(cursor)
}

function values(cursor: Cursor): QueryBody {
  const { start } = cursor.expect("values")
  const rows = cursor.list((): Row => {
    const open = cursor.expect("(")
    const items = cursor.list(() => expression(cursor))
    cursor.expect(")")
    return { kind: "row", items, start: open.start, end: cursor.lastEnd }
  })
  return { kind: "values", rows, start, end: cursor.lastEnd }
}

function select(cursor: Cursor): Select {
  const { start } = cursor.expect("select")
  const top = cursor.is("top") ? topOf(cursor) : undefined
  const distinct = cursor.take("distinct")
  if (distinct && cursor.is("on"))
    throw cursor.refuse('"distinct on"', "Use qualify row_number() over (...) = 1.")
  if (!distinct) cursor.take("all")
  const late = top ?? (cursor.is("top") ? topOf(cursor) : undefined)
  const items = cursor.list(() => selectItem(cursor))
  const exclude = cursor.take("exclude") ? excluded(cursor) : undefined
  if (cursor.is("into"))
    throw cursor.refuse(
      '"select into"',
      'Write "create table ... as", or the query as a model or a CTE. https://docs.aws.amazon.com/redshift/latest/dg/r_SELECT_INTO.html',
    )
  const from = cursor.take("from") ? cursor.list(() => fromItem(cursor)) : []
  const where = cursor.take("where") ? expression(cursor) : undefined
  if (cursor.is("start") || cursor.is("connect"))
    throw cursor.refuse(
      '"connect by"',
      'Write "with recursive tree (id, level) as (select id, 1 ... union all select t.id, tree.level + 1 ... join tree on ...)". https://docs.aws.amazon.com/redshift/latest/dg/r_CONNECT_BY_clause.html',
    )
  const grouped = cursor.take("group", "by")
  const groupsByAll = grouped && takeAll(cursor)
  const groupBy = grouped && !groupsByAll ? cursor.list(() => groupItem(cursor)) : []
  const having = cursor.take("having") ? expression(cursor) : undefined
  const windows = cursor.is("window") ? windowClause(cursor) : []
  const qualify = cursor.take("qualify") ? expression(cursor) : undefined
  const end = cursor.lastEnd
  return {
    kind: "select",
    distinct,
    top: late,
    items,
    exclude,
    from,
    where,
    groupBy,
    groupsByAll,
    having,
    qualify,
    windows,
    start,
    end,
  }
}

/** Names with or without parentheses around them. */
function excluded(cursor: Cursor): Identifier[] {
  return cursor.is("(") ? cursor.names() : cursor.list(() => cursor.name())
}

function topOf(cursor: Cursor): Top {
  const { start } = cursor.expect("top")
  const parens = cursor.take("(")
  const count = cursor.next()
  if (count.kind !== "number") throw cursor.refuse('"top" without a number', undefined, count)
  if (parens) cursor.expect(")")
  return { kind: "top", count: count.text, start, end: cursor.lastEnd }
}

/** An expression with an optional alias, with or without `as`. */
export function selectItem(cursor: Cursor): SelectItem {
  const each = expression(cursor)
  const alias = cursor.take("as") ? cursor.name(true) : cursor.isName() ? cursor.name() : undefined
  return { kind: "item", expression: each, alias, start: each.start, end: cursor.lastEnd }
}

function takeAll(cursor: Cursor): boolean {
  if (cursor.is("all") && !dialectFacts(cursor.dialect).groupsByAll)
    throw cursor.refuse('"group by all"', "Name the columns.")
  return cursor.take("all")
}

function windowClause(cursor: Cursor): NamedWindow[] {
  if (!dialectFacts(cursor.dialect).namedWindows)
    throw cursor.refuse('a "window" clause', "Write the window after over.")
  cursor.expect("window")
  return cursor.list(() => {
    const name = cursor.name()
    cursor.expect("as")
    const window = windowOf(cursor)
    return { kind: "named window", name, window, start: name.start, end: window.end }
  })
}

function groupItem(cursor: Cursor): GroupItem {
  const { start } = cursor.peek()
  const form = cursor.is("rollup", "(") ? "rollup" : cursor.is("cube", "(") ? "cube" : undefined
  if (form !== undefined) cursor.next()
  const sets = form === undefined && cursor.take("grouping", "sets")
  if (form === undefined && !sets) return expression(cursor)
  cursor.expect("(")
  const items = cursor.list(() => (sets ? groupSet(cursor) : groupItem(cursor)))
  cursor.expect(")")
  return { kind: "grouping", form: form ?? "grouping sets", items, start, end: cursor.lastEnd }
}

function groupSet(cursor: Cursor): GroupItem {
  if (!cursor.is("(")) return groupItem(cursor)
  const { start } = cursor.next()
  const items = cursor.is(")") ? [] : cursor.list(() => expression(cursor))
  cursor.expect(")")
  return { kind: "grouping", form: "set", items, start, end: cursor.lastEnd }
}
