import type { Cte, SetOperation } from "../ast.ts"
import type { Around } from "./place.ts"
import { bodyShape, together } from "./query.ts"
import { renamed, Shape } from "./shape.ts"
import type { BaseColumn, Column, Deciders, Origin } from "./value.ts"

/**
 * A recursive CTE: its first part gives the columns, the second one reads them. What flows through the recursion is
 * followed with a stand-in for each column, which is replaced by what flows into that column.
 */
export function recursiveShape(
  cte: Cte,
  body: SetOperation,
  names: readonly string[] | undefined,
  around: Around,
): Shape {
  const inner = { ...around, ctes: { shapes: new Map(around.ctes.shapes), parent: around.ctes.parent } }
  const first = bodyShape(body.left, inner)
  const start = renamed(first, names)
  const standIns = new Map<BaseColumn, Column>()
  const columns = start.columns.map((column): Column => {
    const base: BaseColumn = { relation: cte.name.name, column: column.name }
    standIns.set(base, column)
    return { ...column, origins: [{ base, distance: 0 }], nullable: undefined }
  })
  const deciders: Deciders = { own: [], inner: [] }
  inner.ctes.shapes.set(cte.name.name, new Shape(columns, start.open, undefined, deciders))
  const second = bodyShape(body.right, inner)
  const both = together(body, start, second, body.right, around)
  const result = both.columns.map((column): Column => {
    return { ...column, origins: followed(column, both.columns, standIns) }
  })
  return new Shape(result, both.open, undefined, withoutStandIns(both.deciders, standIns))
}

/** The origins of a column with every stand-in replaced by the origins of its column. */
function followed(
  column: Column,
  columns: readonly Column[],
  standIns: ReadonlyMap<BaseColumn, Column>,
): readonly Origin[] {
  const found = new Map<BaseColumn, Origin>()
  const seen = new Map<Column, number>()
  const visit = (each: Column, distance: Origin["distance"]) => {
    if ((seen.get(each) ?? -1) >= distance) return
    seen.set(each, distance)
    for (const origin of each.origins) {
      const far = origin.distance > distance ? origin.distance : distance
      const standIn = standIns.get(origin.base)
      if (standIn === undefined) {
        const known = found.get(origin.base)
        if (known === undefined || known.distance < far)
          found.set(origin.base, { base: origin.base, distance: far })
      } else {
        const next = columns.find((other) => other.name === standIn.name)
        if (next !== undefined) visit(next, far)
      }
    }
  }
  visit(column, 0)
  return [...found.values()]
}

function withoutStandIns(
  deciders: Deciders | undefined,
  standIns: ReadonlyMap<BaseColumn, Column>,
): Deciders {
  const own: Deciders["own"] = []
  const seen = new Set<Deciders>(deciders === undefined ? [] : [deciders])
  for (const each of seen) {
    for (const { by, origins } of each.own)
      own.push({ by, origins: origins.flatMap((origin) => standIns.get(origin.base)?.origins ?? [origin]) })
    for (const inner of each.inner) seen.add(inner)
  }
  return { own, inner: [] }
}
