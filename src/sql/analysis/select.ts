import type { Expression, OrderItem, Query, Select } from "../ast.ts"
import { checkBoolean } from "./checks.ts"
import { infer } from "./expression.ts"
import { fromSources } from "./from.ts"
import { inferGroups } from "./grouping.ts"
import { orderedBy } from "./order.ts"
import { outputName } from "./output-name.ts"
import type { Around, Clause, Level, Place } from "./place.ts"
import { refuseCorrelatedSelect } from "./refused/correlation.ts"
import { refuseSelect } from "./refused/queries.ts"
import type { Scope } from "./scope.ts"
import type { Selected } from "./selected.ts"
import { Shape } from "./shape.ts"
import { starColumns, withoutExcluded } from "./star.ts"
import type { Column, Deciders, Value } from "./value.ts"

/** The columns of one select. `query` is the query whose whole body it is: its order by sees the select's names. */
export function selectShape(node: Select, query: Query | undefined, around: Around): Shape {
  const deciders: Deciders = { own: [], inner: [] }
  const block = { ...around, block: node }
  const from = fromSources(node.from, block, deciders)
  const aliases = new Map<string, Value>()
  const scope: Scope = { ...block, sources: from.sources, merged: from.merged, aliases, deciders }
  const windows = new Map(node.windows.map(({ name, window }) => [name.name, window]))
  const level: Level = { columns: new Map(), windows, aggregated: false, correlated: undefined }
  const at = (clause: Clause): Place => ({ scope, level, clause, inside: undefined })
  const selected: Selected[] = []
  const beyond: (Shape | undefined)[] = []
  for (const item of node.items) {
    if (item.expression.kind === "star") {
      const star = starColumns(item.expression, from, scope)
      if (star.open) beyond.push(star.beyond)
      for (const { column, key } of star.columns) selected.push({ item, column, key })
    } else {
      const value = infer(item.expression, at("select"))
      const name = item.alias?.name ?? outputName(item.expression, around.state.dialect)
      if (name === undefined) {
        // A column whose name only the engine knows, or several of them.
        beyond.push(undefined)
        continue
      }
      // A column by its name alone is made where that column is.
      const madeBy = item.expression.kind === "column" ? value.madeBy : item.expression
      const column: Column = { ...value, name, madeBy }
      if (item.alias !== undefined && !aliases.has(column.name)) aliases.set(column.name, column)
      selected.push({ item, column, key: undefined })
    }
  }
  const open = beyond.length > 0
  const kept = node.exclude === undefined ? selected : withoutExcluded(node, selected, open, scope)
  const shape = new Shape(
    kept.map((each) => each.column),
    open,
    node.exclude === undefined && beyond.length === 1 ? beyond[0] : undefined,
    deciders,
    kept.map((each) => each.item),
  )
  condition(node.where, at("where"))
  condition(node.having, at("having"))
  condition(node.qualify, at("qualify"))
  if (query !== undefined) inferOrder(query.orderBy, shape, at("order by"))
  inferGroups(node, query, kept, shape, at("group by"))
  refuseSelect(node, query, shape, around.state)
  refuseCorrelatedSelect(node, level, around.state)
  return shape
}

function condition(node: Expression | undefined, place: Place): void {
  if (node === undefined) return
  const value = infer(node, place)
  checkBoolean(value, node, place.clause, place)
  if (value.origins.length > 0) place.scope.deciders.own.push({ by: "filter", origins: value.origins })
}

/** The `order by` of a select: positions, names of the select list, or any expression over its relations. */
function inferOrder(items: readonly OrderItem[], shape: Shape, place: Place): void {
  for (const { expression } of items) {
    const value = orderedBy(expression, shape, place.scope.state) ?? infer(expression, place)
    if (value.origins.length > 0) place.scope.deciders.own.push({ by: "order", origins: value.origins })
  }
}
