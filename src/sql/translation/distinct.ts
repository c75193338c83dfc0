import type { Expression } from "../ast.ts"
import { keyOf, mayEndInBlanks } from "./blanks.ts"
import { areNamed } from "./columns.ts"
import { type Place, refuse } from "./context.ts"
import { joined, type Out, out } from "./output.ts"
import type { Columns } from "./scope.ts"
import { type SqlType, unknown } from "./sql-type.ts"
import { nameText } from "./walk.ts"

/** A column of a list that has no two rows with the same values. */
export interface Distinguished {
  /** What it is computed from, where it is not a column of a query inside. */
  readonly expression?: Expression
  readonly value: Out
  readonly type: SqlType
}

/** The `on (...)` that goes behind `distinct` where a text may end with blanks. */
export function distinctOn(all: readonly Distinguished[], place: Place): Out {
  // A literal is the same in every row, and engines would take a number for the place of a column.
  const columns = all.filter(({ expression }) => expression === undefined || !isLiteral(expression))
  if (columns.every(({ type }) => !mayEndInBlanks(type))) return []
  const keys = columns.map(({ value, type }) => (mayEndInBlanks(type) ? keyOf(value, type, place) : value))
  return out`on (${joined(keys, ", ")}) `
}

function isLiteral(node: Expression): boolean {
  if (node.kind === "paren") return isLiteral(node.inner)
  if (node.kind === "unary") return isLiteral(node.operand)
  return node.kind === "string" || node.kind === "number" || node.kind === "literal"
}

/** The rows of a query, each once; `columns` are its own. */
export function distinctRows(query: Out, columns: Columns, node: Span, place: Place): Out {
  const keys = keysOfRows(columns, node, place)
  if (keys === undefined) return query
  const { distinctRows: own } = place.context.engine
  if (own !== undefined) return columns === undefined ? query : own(query, columns, place)
  return out`select * from (select distinct on (${keys}) * from (${query}) as lux_rows) as lux_rows`
}

/** The rows of a query with the keys of their values. */
export function keyedRows(query: Out, columns: Columns, node: Span, place: Place): Out {
  if (isPlain(columns)) return query
  const { everyColumn } = place.context.engine
  if (columns === undefined || !areNamed(columns.keys())) {
    if (everyColumn === undefined) refuseUnknown(node, place)
    return out`select ${keyOf([everyColumn?.value ?? "*"], unknown, place)}${everyColumn?.sameName ?? ""} from (${query}) as lux_rows`
  }
  const list = [...columns].map(([name, type]): Out => {
    const value: Out = [nameText(name, place)]
    return mayEndInBlanks(type) ? out`${keyOf(value, type, place)} as ${value}` : value
  })
  return out`select ${joined(list, ", ")} from (${query}) as lux_rows`
}

interface Span {
  readonly start: number
  readonly end: number
}

function keysOfRows(columns: Columns, node: Span, place: Place): Out | undefined {
  if (isPlain(columns)) return undefined
  if (columns !== undefined && areNamed(columns.keys()))
    return joined(
      [...columns].map(([name, type]): Out => {
        const value: Out = [nameText(name, place)]
        return mayEndInBlanks(type) ? keyOf(value, type, place) : value
      }),
      ", ",
    )
  const { everyColumn } = place.context.engine
  if (everyColumn === undefined) refuseUnknown(node, place)
  return keyOf([everyColumn?.value ?? "*"], unknown, place)
}

/** Whether none of the columns may hold a text that ends with blanks. */
export function isPlain(columns: Columns): boolean {
  return columns !== undefined && [...columns.values()].every((type) => !mayEndInBlanks(type))
}

function refuseUnknown(node: Span, place: Place): void {
  refuse(
    place,
    node,
    "a set operation over columns that are not known",
    'Declare the columns of what is read here, name each column, or write "union all".',
  )
}
