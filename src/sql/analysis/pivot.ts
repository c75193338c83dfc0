import type { Pivot, SelectItem, Unpivot } from "../ast.ts"
import { text, unknownType } from "../data-type.ts"
import { checkSameKind } from "./checks.ts"
import { commonType } from "./common-type.ts"
import type { Joined } from "./joined.ts"
import type { Place } from "./place.ts"
import { resolve } from "./resolve.ts"
import { Shape } from "./shape.ts"
import { type Column, computed, constant, unknownValue, type Value } from "./value.ts"

/**
 * The columns that the pivot does not name, then one for each value and aggregate, of which `aggregates` holds what they give.
 * https://docs.aws.amazon.com/redshift/latest/dg/r_FROM_clause-pivot-unpivot-examples.html
 */
export function pivotShape(node: Pivot, aggregates: readonly Value[], source: Joined, place: Place): Shape {
  const used = new Set([node.column.name])
  for (const column of place.level.columns.keys()) used.add(column.parts.at(-1)?.name ?? "")
  const { column } = node
  const { start, end } = column
  const by = resolve({ kind: "column", parts: [column], steps: [], start, end }, place.scope).value
  const star = source.star()
  const kept = star.columns.filter((each) => !used.has(each.column.name)).map((each) => each.column)
  place.scope.deciders.own.push({ by: "filter", origins: by.origins })
  for (const each of kept) place.scope.deciders.own.push({ by: "group", origins: each.origins })
  const pivoted = node.values.flatMap((value) =>
    aggregates.map((aggregated, index): Column => {
      const alias = node.aggregates[index]?.alias
      const suffix = alias === undefined ? "" : `_${alias.name}`
      return { ...aggregated, name: `${valueName(value)}${suffix}` }
    }),
  )
  return new Shape(
    [...kept, ...pivoted],
    star.open,
    star.openShapes.length === 1 ? star.openShapes[0] : undefined,
  )
}

function valueName({ expression, alias }: SelectItem): string {
  if (alias !== undefined) return alias.name
  if (expression.kind === "string") return expression.value.toLowerCase()
  if (expression.kind === "number") return expression.text
  return expression.kind === "literal" ? expression.value : "?column?"
}

/** The columns that are not turned, the name of the one turned, and its value; `turned` holds those that are. */
export function unpivotShape(node: Unpivot, turned: readonly Value[], source: Joined, place: Place): Shape {
  const nodes = node.columns.map((item) => item.expression)
  checkSameKind("the columns of unpivot", turned, nodes, place)
  const used = new Set([...place.level.columns.keys()].map((column) => column.parts.at(-1)?.name ?? ""))
  const star = source.star()
  const kept = star.columns.filter((each) => !used.has(each.column.name)).map((each) => each.column)
  const type = turned.length === 0 ? unknownType : commonType(turned.map((each) => each.type))
  const value = turned.length === 0 ? unknownValue : computed(type, turned)
  const columns: Column[] = [
    ...kept,
    { ...constant(text), name: node.column.name },
    { ...value, name: node.value.name },
  ]
  return new Shape(columns, star.open, star.openShapes.length === 1 ? star.openShapes[0] : undefined)
}
