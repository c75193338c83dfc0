import { dialectFacts } from "../../project/warehouses.ts"
import type { ColumnRef, Expression, Paren, PathStep, Row } from "../ast.ts"
import { call, caseOf, castCall, interval, isCallStart } from "./call.ts"
import type { Cursor } from "./cursor.ts"
import { query, startsQuery } from "./query.ts"
import { typeName } from "./type-name.ts"

/** Binding powers, loosest first, as in PostgreSQL 8, from which Redshift's grammar comes. */
const power: Readonly<Record<string, number>> = {
  or: 1,
  and: 2,
  "=": 5,
  "<": 5,
  ">": 5,
  "<=": 5,
  ">=": 5,
  "<>": 5,
  "!=": 5,
  "||": 8,
  "~": 8,
  "!~": 8,
  "~*": 8,
  "!~*": 8,
  "~~": 8,
  "!~~": 8,
  "~~*": 8,
  "&": 8,
  "|": 8,
  "#": 8,
  "<<": 8,
  ">>": 8,
  "+": 9,
  "-": 9,
  "*": 10,
  "/": 10,
  "%": 10,
  "^": 11,
}
const notPower = 3
const isPower = 4
const likePower = 6
const zonePower = 12
const unaryPower = 13
const comparisons = new Set(["=", "<", ">", "<=", ">=", "<>", "!="])

/** One expression: everything that binds tighter than `floor`. */
export function expression(cursor: Cursor, floor = 0): Expression {
  let left = prefix(cursor)
  for (;;) {
    const next = infix(cursor, left, floor)
    if (next === undefined) return left
    left = next
  }
}

function infix(cursor: Cursor, left: Expression, floor: number): Expression | undefined {
  const token = cursor.peek()
  if (token.kind !== "word" && token.kind !== "symbol") return undefined
  const { start } = left
  if (token.text === "::") {
    cursor.next()
    const type = typeName(cursor)
    return { kind: "cast", operand: left, type, style: "colons", start, end: type.end }
  }
  const binding = Object.hasOwn(power, token.text) ? power[token.text] : undefined
  if (binding !== undefined) {
    if (binding <= floor) return undefined
    cursor.next()
    if (comparisons.has(token.text) && cursor.isAny(["any", "some", "all"]))
      return quantified(cursor, left, token.text)
    const right = expression(cursor, binding)
    const { text: operator, start: operatorStart, end: operatorEnd } = token
    return { kind: "binary", left, operator, operatorStart, operatorEnd, right, start, end: right.end }
  }
  if (cursor.is("at", "time", "zone") && zonePower > floor) {
    cursor.take("at", "time", "zone")
    const zone = expression(cursor, zonePower)
    return { kind: "zone", operand: left, zone, start, end: zone.end }
  }
  if (isPower > floor && cursor.isAny(["is", "isnull", "notnull"])) return isTest(cursor, left)
  if (likePower > floor) return range(cursor, left)
  return undefined
}

function quantified(cursor: Cursor, left: Expression, operator: string): Expression {
  const word = cursor.next()
  cursor.expect("(")
  if (!startsQuery(cursor)) throw cursor.refuse(`"${word.text}" over a list`, 'Write "in (...)".', word)
  const inner = query(cursor)
  cursor.expect(")")
  return { kind: "quantified", left, operator, query: inner, start: left.start, end: cursor.lastEnd }
}

function isTest(cursor: Cursor, operand: Expression): Expression {
  const word = cursor.next()
  const { start } = operand
  if (word.text !== "is")
    return { kind: "is", operand, test: "null", negated: word.text === "notnull", start, end: word.end }
  const negated = cursor.take("not")
  for (const test of ["null", "true", "false", "unknown"] as const)
    if (cursor.take(test)) return { kind: "is", operand, test, negated, start, end: cursor.lastEnd }
  if (cursor.is("distinct")) throw cursor.refuse('"is distinct from"', "Compare with nvl or decode.")
  throw cursor.unexpected('"null", "true", "false" or "unknown"')
}

function range(cursor: Cursor, operand: Expression): Expression | undefined {
  const before = cursor.position
  const negated = cursor.take("not")
  const { start } = operand
  if (cursor.take("between")) {
    if (cursor.isAny(["symmetric", "asymmetric"])) throw cursor.refuse('"between symmetric"')
    const low = expression(cursor, likePower)
    cursor.expect("and")
    const high = expression(cursor, likePower)
    return { kind: "between", operand, low, high, start, end: high.end }
  }
  if (cursor.take("in")) {
    cursor.expect("(")
    const inner = startsQuery(cursor) ? query(cursor) : undefined
    const list = inner === undefined ? cursor.list(() => expression(cursor)) : undefined
    cursor.expect(")")
    return { kind: "in", operand, list, query: inner, start, end: cursor.lastEnd }
  }
  const operator = cursor.take("like") ? "like" : cursor.take("ilike") ? "ilike" : similar(cursor)
  if (operator !== undefined) {
    if (cursor.isAny(["any", "all", "some"]))
      throw cursor.refuse(`"${operator} any"`, 'Write several with "or".')
    const pattern = expression(cursor, likePower)
    const escaped = cursor.take("escape") ? expression(cursor, likePower) : undefined
    return { kind: "like", operand, operator, negated, pattern, escape: escaped, start, end: cursor.lastEnd }
  }
  cursor.rewind(before)
  return undefined
}

function similar(cursor: Cursor): "similar to" | undefined {
  return cursor.take("similar", "to") ? "similar to" : undefined
}

function prefix(cursor: Cursor): Expression {
  const token = cursor.peek()
  const { start, end } = token
  if (token.kind === "string") {
    cursor.next()
    return { kind: "string", value: token.text, start, end }
  }
  if (token.kind === "number") {
    cursor.next()
    return { kind: "number", text: token.text, start, end }
  }
  if (token.kind === "symbol") return symbolPrefix(cursor)
  if (token.kind === "word") {
    const special = wordPrefix(cursor)
    if (special !== undefined) return special
  }
  if (!cursor.isName()) throw cursor.unexpected("an expression")
  return column(cursor)
}

function symbolPrefix(cursor: Cursor): Expression {
  const { start, end, text } = cursor.peek()
  if (text === "*") {
    cursor.next()
    return { kind: "star", qualifier: [], start, end: cursor.lastEnd }
  }
  if (text === "(") return parenthesis(cursor)
  if (["-", "+", "|/", "||/", "@", "~"].includes(text)) {
    cursor.next()
    const operand = expression(cursor, text === "-" || text === "+" ? unaryPower : 8)
    return { kind: "unary", operator: text, operand, start, end: operand.end }
  }
  if (text === "$" || text === ":" || text === "?")
    throw cursor.refuse("a parameter", undefined, { start, end })
  throw cursor.unexpected("an expression")
}

function wordPrefix(cursor: Cursor): Expression | undefined {
  const { start, end, text } = cursor.peek()
  if (text === "not") {
    cursor.next()
    const operand = expression(cursor, notPower)
    return { kind: "unary", operator: "not", operand, start, end: operand.end }
  }
  if (text === "null" || text === "true" || text === "false" || text === "default") {
    cursor.next()
    return { kind: "literal", value: text, start, end }
  }
  if (text === "case") return caseOf(cursor)
  if (text === "exists" && cursor.peek(1).text === "(") {
    cursor.next()
    cursor.expect("(")
    const inner = query(cursor)
    cursor.expect(")")
    return { kind: "exists", query: inner, start, end: cursor.lastEnd }
  }
  if (text === "interval" && cursor.peek(1).kind === "string") return interval(cursor)
  if (["date", "timestamp", "timestamptz", "time", "timetz"].includes(text)) {
    const literal = typedLiteral(cursor)
    if (literal !== undefined) return literal
  }
  if (text === "array") {
    if (cursor.peek(1).text === "[") throw cursor.refuse('"array[...]"', "Write array(...).")
    return cursor.peek(1).text === "(" ? call(cursor) : column(cursor, true)
  }
  if (["cast", "try_cast", "convert"].includes(text) && cursor.peek(1).text === "(") return castCall(cursor)
  return isCallStart(cursor) ? call(cursor) : undefined
}

function typedLiteral(cursor: Cursor): Expression | undefined {
  const before = cursor.position
  const { start, text } = cursor.next()
  let type = text
  if (cursor.take("with", "time", "zone")) type += "tz"
  else cursor.take("without", "time", "zone")
  const value = cursor.peek()
  if (value.kind === "string") {
    cursor.next()
    return { kind: "typed", type, value: value.text, start, end: value.end }
  }
  cursor.rewind(before)
  return undefined
}

function parenthesis(cursor: Cursor): Expression {
  const { start } = cursor.expect("(")
  if (startsQuery(cursor)) {
    const inner = query(cursor)
    cursor.expect(")")
    return { kind: "subquery", query: inner, start, end: cursor.lastEnd }
  }
  const items = cursor.list(() => expression(cursor))
  cursor.expect(")")
  const [inner] = items
  if (items.length > 1 || inner === undefined)
    return { kind: "row", items, start, end: cursor.lastEnd } satisfies Row
  if (cursor.is(".") || cursor.is("["))
    throw cursor.refuse("a path into an expression", "Select the expression as a column of a subquery first.")
  return { kind: "paren", inner, start, end: cursor.lastEnd } satisfies Paren
}

/** `a.id = b.id (+)`. https://docs.aws.amazon.com/redshift/latest/dg/r_WHERE_oracle_outer.html */
function takeOuterMark(cursor: Cursor): boolean {
  return dialectFacts(cursor.dialect).outerMarks && cursor.take("(", "+", ")")
}

function column(cursor: Cursor, anyWord = false): Expression {
  const first = cursor.name(anyWord)
  const parts = [first]
  const steps: PathStep[] = []
  for (;;) {
    if (cursor.is(".")) {
      const dot = cursor.next()
      if (cursor.take("*")) return { kind: "star", qualifier: parts, start: first.start, end: cursor.lastEnd }
      const field = cursor.name(true)
      if (steps.length === 0) parts.push(field)
      else steps.push({ kind: "step", field, index: undefined, start: dot.start, end: field.end })
    } else if (cursor.is("[")) {
      const { start } = cursor.next()
      const index = expression(cursor)
      cursor.expect("]")
      steps.push({ kind: "step", field: undefined, index, start, end: cursor.lastEnd })
    } else break
  }
  const column: ColumnRef = { kind: "column", parts, steps, start: first.start, end: cursor.lastEnd }
  return takeOuterMark(cursor) ? { ...column, outer: true, end: cursor.lastEnd } : column
}
