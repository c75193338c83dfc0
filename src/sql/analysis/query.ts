import { dialectFacts } from "../../project/warehouses.ts"
import type { Cte, Query, QueryBody, SetOperation, Values } from "../ast.ts"
import { type DataType, textOf, unknownType } from "../data-type.ts"
import { checkSameKind } from "./checks.ts"
import { commonType } from "./common-type.ts"
import { infer } from "./expression.ts"
import { orderOutput } from "./order.ts"
import type { Around, Level, Place } from "./place.ts"
import { recursiveShape } from "./recursive.ts"
import { refuseRecursion, refuseSet, refuseValues } from "./refused/queries.ts"
import type { CteScope, Scope } from "./scope.ts"
import { selectShape } from "./select.ts"
import { renamed, Shape, unknownShape } from "./shape.ts"
import { problem, type State } from "./state.ts"
import { type Column, computed, type Deciders, unknownValue, type Value } from "./value.ts"

/** The columns of a query. Texts without a cast are plain texts to their readers. */
export function queryShape(node: Query, around: Around): Shape {
  return settled(openShape(node, around))
}

/** The columns of a query, with its texts still without a type, as a part of a set operation sees them. */
function openShape(node: Query, around: Around): Shape {
  const ctes = node.ctes.length === 0 ? around.ctes : withCtes(node, around)
  const inner = { ...around, ctes }
  if (node.body.kind === "select") return selectShape(node.body, node, inner)
  const shape = bodyShape(node.body, inner)
  orderOutput(node.orderBy, shape, inner)
  return shape
}

function withCtes(node: Query, around: Around): CteScope {
  const ctes: CteScope = { shapes: new Map(), parent: around.ctes }
  const inner = { ...around, ctes }
  for (const cte of node.ctes) {
    const { name } = cte.name
    refuseValues(cte.query, around.state)
    if (node.recursive) refuseRecursion(cte, around.state)
    if (ctes.shapes.has(name))
      problem(around.state, "LUX-1320", cte.name, `there are two common table expressions "${name}"`)
    ctes.shapes.set(name, cteShape(cte, node.recursive, inner))
  }
  return ctes
}

function cteShape(cte: Cte, recursive: boolean, around: Around): Shape {
  const names = cte.columns?.map((each) => each.name)
  if (recursive && cte.query.body.kind === "set") {
    if (cte.query.ctes.length === 0) return recursiveShape(cte, cte.query.body, names, around)
    around.ctes.shapes.set(cte.name.name, unknownShape)
  }
  const shape = queryShape(cte.query, around)
  checkNames(cte, shape, around)
  return renamed(shape, names)
}

function checkNames(cte: Cte, shape: Shape, around: Around): void {
  const extra = shape.open ? undefined : cte.columns?.[shape.columns.length]
  if (extra !== undefined)
    problem(
      around.state,
      "LUX-1321",
      extra,
      `"${cte.name.name}" names ${cte.columns?.length} columns, its query has ${shape.columns.length}`,
    )
}

export function bodyShape(node: QueryBody, around: Around): Shape {
  switch (node.kind) {
    case "select":
      return selectShape(node, undefined, around)
    case "values":
      return valuesShape(node, around)
    case "query":
      return openShape(node, around)
    case "set":
      return setShape(node, around)
  }
}

/** A chain of set operations is taken from its first part on, so that a long one needs no deep stack. */
function setShape(node: SetOperation, around: Around): Shape {
  const chain: SetOperation[] = []
  let first: QueryBody = node
  while (first.kind === "set") {
    chain.push(first)
    refuseSet(first, around.state)
    first = first.left
  }
  let shape = bodyShape(first, around)
  for (const each of chain.reverse())
    shape = together(each, shape, bodyShape(each.right, around), each.right, around)
  return shape
}

/** Both sides of a set operation, column by column. */
export function together(
  node: SetOperation,
  left: Shape,
  right: Shape,
  rightNode: QueryBody,
  around: Around,
): Shape {
  const deciders: Deciders = { own: [], inner: [left, right].flatMap((each) => each.deciders ?? []) }
  if (left.open)
    return new Shape(
      left.columns.map((each) => mixed(each, unknownValue)),
      true,
      undefined,
      deciders,
      left.written,
    )
  if (right.open)
    return new Shape(
      left.columns.map((each) => mixed(each, unknownValue)),
      false,
      undefined,
      deciders,
      left.written,
    )
  if (left.columns.length !== right.columns.length) {
    problem(
      around.state,
      "LUX-1321",
      rightNode,
      `both sides of "${node.operator}" need as many columns: ${left.columns.length} before it, ${right.columns.length} after it`,
    )
    return new Shape(
      left.columns.map((each) => mixed(each, unknownValue)),
      false,
      undefined,
      deciders,
      left.written,
    )
  }
  const place = nowhere(around, { own: [], inner: [] })
  const places = columnPlaces(rightNode, right.columns.length)
  const columns = left.columns.map((column, index) => {
    const other = right.columns[index] ?? unknownValue
    checkSameKind(
      `the sides of "${node.operator}" in column "${column.name}"`,
      [column, other],
      [rightNode, places[index] ?? rightNode],
      place,
    )
    return mixed(column, other)
  })
  return new Shape(columns, false, undefined, deciders, left.written)
}

/** Where the columns of a query are written. */
function columnPlaces(node: QueryBody, count: number): readonly { start: number; end: number }[] {
  if (node.kind === "query") return columnPlaces(node.body, count)
  if (node.kind === "select" && node.items.length === count) return node.items
  return []
}

function mixed(column: Column, other: Value): Column {
  const type = commonType([column.type, other.type])
  const nullable = column.nullable === false && other.nullable === false ? false : undefined
  return { name: column.name, ...computed(type, [column, other], 0, nullable) }
}

/** https://docs.aws.amazon.com/redshift/latest/dg/r_INSERT_30.html has values; their columns are column1, column2 ... */
function valuesShape(node: Values, around: Around): Shape {
  const deciders: Deciders = { own: [], inner: [] }
  const place = nowhere(around, deciders)
  const [first] = node.rows
  const rows = node.rows.map((row) => row.items.map((item) => infer(item, place)))
  for (const row of node.rows)
    if (row.items.length !== first?.items.length)
      problem(
        around.state,
        "LUX-1321",
        row,
        `the rows of values need as many columns: ${first?.items.length}, not ${row.items.length}`,
      )
  const columns = (first?.items ?? []).map((_, index): Column => {
    const values = rows.map((row) => row[index] ?? unknownValue)
    const nodes = node.rows.map((row) => row.items[index] ?? row)
    checkSameKind(`column ${index + 1} of values`, values, nodes, place)
    return {
      name: valueName(index, around.state),
      ...computed(commonType(values.map((each) => each.type)), values, 0),
    }
  })
  return new Shape(columns, false, undefined, deciders)
}

function valueName(index: number, { dialect }: State): string {
  const { prefix, number } = dialectFacts(dialect).firstValue
  return `${prefix}${number + index}`
}

/** A place that has no relations of its own. */
function nowhere(around: Around, deciders: Deciders): Place {
  const scope: Scope = { ...around, sources: [], merged: new Map(), aliases: new Map(), deciders }
  const level: Level = { columns: new Map(), windows: new Map(), aggregated: false, correlated: undefined }
  return { scope, level, clause: "values", inside: undefined }
}

function settled(shape: Shape): Shape {
  if (shape.columns.every((each) => each.type.literal === undefined)) return shape
  const columns = shape.columns.map((each) => ({ ...each, type: settledType(each.type) }))
  return new Shape(columns, shape.open, shape.beyond, shape.deciders, shape.written)
}

function settledType(type: DataType): DataType {
  if (type.literal === undefined) return type
  return type.kind === "varchar" ? { ...textOf(type.size), loose: true } : unknownType
}
