import { dialectFacts } from "../../project/warehouses.ts"
import type { Call, CaseBranch, Expression, Frame, Identifier, OrderItem, Window } from "../ast.ts"
import type { Token } from "../tokens.ts"
import type { Cursor } from "./cursor.ts"
import { expression } from "./expression.ts"
import { typeName } from "./type-name.ts"

const bareCalls = new Set([
  "current_date",
  "current_time",
  "current_timestamp",
  "sysdate",
  "current_user",
  "session_user",
  "user",
  "localtime",
  "localtimestamp",
])

/** Whether a call comes next: `name(`, `schema.name(`, `approximate count(` or a call that is written without `()`. */
export function isCallStart(cursor: Cursor): boolean {
  const { text } = cursor.peek()
  if (bareCalls.has(text)) return true
  if ([1, 3].some((ahead) => isOuterMark(cursor, ahead))) return false
  if (text === "approximate" && cursor.peek(1).kind === "word" && cursor.peek(2).text === "(") return true
  if (cursor.peek(1).text === "(" && cursor.peek(1).kind === "symbol") return text !== "in"
  return cursor.peek(1).text === "." && cursor.peek(2).kind === "word" && cursor.peek(3).text === "("
}

/** `(+)` of an outer join, which stands behind a column and not a function. */
function isOuterMark(cursor: Cursor, ahead: number): boolean {
  return ["(", "+", ")"].every((text, index) => cursor.peek(ahead + index).text === text)
}

export function call(cursor: Cursor): Call | Expression {
  const first = cursor.peek()
  const approximate = first.text === "approximate" && cursor.peek(1).text !== "("
  if (approximate) cursor.next()
  let name = cursor.next()
  let schema: string | undefined
  if (cursor.take(".")) {
    schema = name.text
    name = cursor.next()
  }
  if (bareCalls.has(name.text) && !cursor.is("(")) return bareCall(first, name, cursor.lastEnd)
  cursor.expect("(")
  if (name.text === "extract") return extract(cursor, first.start)
  const distinct = cursor.take("distinct")
  if (!distinct) cursor.take("all")
  const { args, star, form } = argumentsOf(cursor, name.text)
  let nulls = nullTreatment(cursor)
  cursor.expect(")")
  const withinGroup = cursor.is("within") ? within(cursor) : undefined
  nulls ??= nullTreatment(cursor)
  if (cursor.is("filter"))
    throw cursor.refuse('"filter (where ...)"', "Redshift has none: aggregate a case expression.")
  const over = cursor.take("over") ? windowOrName(cursor) : undefined
  // One literal: this is the most frequent node, and spreads made it the slowest.
  return {
    kind: "call",
    name: name.text,
    nameStart: name.start,
    nameEnd: name.end,
    schema,
    approximate,
    distinct,
    star,
    args,
    form,
    withinGroup,
    nulls,
    over,
    start: first.start,
    end: cursor.lastEnd,
  }
}

/** A call without parentheses, such as `sysdate`. */
function bareCall(first: Token, name: Token, end: number): Call {
  return {
    kind: "call",
    name: name.text,
    nameStart: name.start,
    nameEnd: name.end,
    schema: undefined,
    approximate: false,
    distinct: false,
    star: false,
    args: [],
    form: "bare",
    withinGroup: undefined,
    nulls: undefined,
    over: undefined,
    start: first.start,
    end,
  }
}

function argumentsOf(
  cursor: Cursor,
  name: string,
): { args: Expression[]; star: boolean; form: string | undefined } {
  if (cursor.is(")")) return { args: [], star: false, form: undefined }
  if (cursor.is("*", ")")) {
    cursor.next()
    return { args: [], star: true, form: undefined }
  }
  if (name === "trim") {
    const side = ["both", "leading", "trailing"].find((word) => cursor.take(word))
    if (side !== undefined || cursor.is("from")) {
      const chars = cursor.is("from") ? [] : [expression(cursor)]
      cursor.expect("from")
      return { args: [...chars, expression(cursor)], star: false, form: side ?? "both" }
    }
    const first = expression(cursor)
    if (cursor.take("from")) return { args: [first, expression(cursor)], star: false, form: "both" }
    return { args: cursor.take(",") ? [first, expression(cursor)] : [first], star: false, form: undefined }
  }
  if (name === "position") {
    // Tighter than "in", so that the word stays for the call.
    const first = expression(cursor, 6)
    cursor.expect("in")
    return { args: [first, expression(cursor)], star: false, form: "in" }
  }
  const args = cursor.list(() => expression(cursor))
  if ((name === "substring" || name === "overlay") && cursor.isAny(["from", "for", "placing"])) {
    const words: string[] = []
    while (cursor.isAny(["from", "for", "placing"])) {
      words.push(cursor.next().text)
      args.push(expression(cursor))
    }
    return { args, star: false, form: words.join(" ") }
  }
  return { args, star: false, form: undefined }
}

function extract(cursor: Cursor, start: number): Expression {
  const part = cursor.next()
  cursor.expect("from")
  const operand = expression(cursor)
  cursor.expect(")")
  return { kind: "extract", part: part.text, operand, start, end: cursor.lastEnd }
}

function nullTreatment(cursor: Cursor): "ignore" | "respect" | undefined {
  if (cursor.take("ignore", "nulls")) return "ignore"
  return cursor.take("respect", "nulls") ? "respect" : undefined
}

function within(cursor: Cursor): OrderItem[] {
  cursor.expect("within")
  cursor.expect("group")
  cursor.expect("(")
  const items = orderBy(cursor)
  cursor.expect(")")
  return items
}

/** `order by a, b desc nulls last`, which must come next. */
export function orderBy(cursor: Cursor): OrderItem[] {
  cursor.expect("order")
  cursor.expect("by")
  return cursor.list(() => {
    const each = expression(cursor)
    const descending = cursor.take("desc") || (cursor.take("asc") && false)
    const nulls = nullsOrder(cursor)
    return { kind: "order", expression: each, descending, nulls, start: each.start, end: cursor.lastEnd }
  })
}

function nullsOrder(cursor: Cursor): "first" | "last" | undefined {
  if (!cursor.take("nulls")) return undefined
  if (cursor.take("first")) return "first"
  cursor.expect("last")
  return "last"
}

function windowOrName(cursor: Cursor): Window | Identifier {
  if (cursor.is("(")) return windowOf(cursor)
  if (!dialectFacts(cursor.dialect).namedWindows)
    throw cursor.refuse("a named window", "Write the window in parentheses after over.")
  return cursor.name()
}

/** A window in its parentheses, which must come next. */
export function windowOf(cursor: Cursor): Window {
  const { start } = cursor.expect("(")
  const isNamed = cursor.isName() && !cursor.is("partition", "by") && !cursor.isAny(frameUnits)
  const base = isNamed && dialectFacts(cursor.dialect).namedWindows ? cursor.name() : undefined
  const partitionBy = cursor.take("partition", "by") ? cursor.list(() => expression(cursor)) : []
  const order = cursor.is("order") ? orderBy(cursor) : []
  const frame = cursor.isAny(frameUnits) ? frameOf(cursor) : undefined
  cursor.expect(")")
  return { kind: "window", base, partitionBy, orderBy: order, frame, start, end: cursor.lastEnd }
}

const frameUnits = ["rows", "range", "groups"]

function frameOf(cursor: Cursor): Frame {
  const word = cursor.next()
  if (word.text !== "rows" && word.text !== "range")
    throw cursor.refuse(`a "${word.text}" frame`, undefined, word)
  const bound = () => {
    if (cursor.take("current", "row")) return
    if (!cursor.take("unbounded")) {
      const size = cursor.next()
      if (size.kind !== "number") throw cursor.refuse("a frame bound that is not a number", undefined, size)
      if (word.text === "range") throw cursor.refuse('"range" with a number', 'Use "rows".', size)
    }
    if (!cursor.take("preceding")) cursor.expect("following")
  }
  if (cursor.take("between")) {
    bound()
    cursor.expect("and")
    bound()
  } else bound()
  return { kind: "frame", unit: word.text, start: word.start, end: cursor.lastEnd }
}

export function caseOf(cursor: Cursor): Expression {
  const { start } = cursor.expect("case")
  const operand = cursor.is("when") ? undefined : expression(cursor)
  const branches: CaseBranch[] = []
  while (cursor.is("when")) {
    const word = cursor.next()
    const when = expression(cursor)
    cursor.expect("then")
    const result = expression(cursor)
    branches.push({ kind: "branch", when, result, start: word.start, end: result.end })
  }
  if (branches.length === 0) throw cursor.unexpected('"when"')
  const otherwise = cursor.take("else") ? expression(cursor) : undefined
  cursor.expect("end")
  return { kind: "case", operand, branches, otherwise, start, end: cursor.lastEnd }
}

/** `cast(x as type)`, `try_cast(x as type)`, `convert(type, x)`. */
export function castCall(cursor: Cursor): Expression {
  const { start, text } = cursor.next()
  cursor.expect("(")
  if (text === "convert") {
    const type = typeName(cursor)
    cursor.expect(",")
    const operand = expression(cursor)
    cursor.expect(")")
    return { kind: "cast", operand, type, style: "convert", start, end: cursor.lastEnd }
  }
  const operand = expression(cursor)
  cursor.expect("as")
  const type = typeName(cursor)
  cursor.expect(")")
  return {
    kind: "cast",
    operand,
    type,
    style: text === "cast" ? "cast" : "try_cast",
    start,
    end: cursor.lastEnd,
  }
}

export function interval(cursor: Cursor): Expression {
  const { start } = cursor.expect("interval")
  const value = cursor.next()
  const units = [
    "year",
    "years",
    "month",
    "months",
    "day",
    "days",
    "hour",
    "hours",
    "minute",
    "minutes",
    "second",
    "seconds",
    "week",
    "weeks",
  ]
  const unit = units.find((each) => cursor.take(each))
  if (unit !== undefined && cursor.is("to")) throw cursor.refuse("an interval with a range of units")
  return { kind: "interval", value: value.text, unit, start, end: cursor.lastEnd }
}
