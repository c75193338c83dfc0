import type { Spanned } from "../ast/spanned.ts"
import type { DataType } from "../data-type.ts"
import { unknownType } from "../data-type.ts"
import type { ColumnOrigin, Influence } from "./result.ts"

/** A column of a relation outside of the query. One object stands for it in the whole analysis. */
export interface BaseColumn {
  readonly relation: string
  readonly column: string
}

/** How far a value is from its origin: 0 the value itself, 1 computed, 2 from many rows. */
export type Distance = 0 | 1 | 2
export interface Origin {
  readonly base: BaseColumn
  readonly distance: Distance
}
export type Origins = readonly Origin[]

/** What is known of an expression: its type, and the columns that it comes from. */
export interface Value {
  readonly type: DataType
  readonly origins: Origins
  /** Whether `origins` are all. */
  readonly complete: boolean
  readonly nullable: boolean | undefined
  /** The expression that makes it; undefined for a column of a relation, and for what is put together of several queries. */
  readonly madeBy?: Spanned | undefined
}

export interface Column extends Value {
  readonly name: string
}

const noOrigins: Origins = []

export const unknownValue: Value = {
  type: unknownType,
  origins: noOrigins,
  complete: false,
  nullable: undefined,
}

/** A value that comes from no column. */
export function constant(type: DataType, nullable: boolean | undefined = false): Value {
  return { type, origins: noOrigins, complete: true, nullable }
}

/** A value that is computed from others. */
export function computed(
  type: DataType,
  from: readonly Value[],
  distance: Distance = 1,
  nullable?: boolean,
): Value {
  return {
    type,
    origins: mergedOrigins(from, distance),
    complete: from.every((each) => each.complete),
    nullable,
  }
}

/** The origins of several values together, each at least `distance` away. */
function mergedOrigins(from: readonly Value[], distance: Distance): Origins {
  const filled = from.filter((each) => each.origins.length > 0)
  const [first] = filled
  if (first === undefined) return noOrigins
  if (filled.length === 1) {
    if (first.origins.every((each) => each.distance >= distance)) return first.origins
    return first.origins.map((each) => (each.distance >= distance ? each : { base: each.base, distance }))
  }
  const merged = new Map<BaseColumn, Origin>()
  for (const { origins } of filled) {
    for (const each of origins) {
      const far = each.distance > distance ? each.distance : distance
      const known = merged.get(each.base)
      if (known === undefined || known.distance < far)
        merged.set(each.base, each.distance === far ? each : { base: each.base, distance: far })
    }
  }
  return [...merged.values()]
}

const kinds = ["identity", "transformation", "aggregation"] as const

export function publicOrigins(origins: Origins): ColumnOrigin[] {
  return origins.map(({ base, distance }) => ({
    relation: base.relation,
    column: base.column,
    kind: kinds[distance],
  }))
}

/** The columns that decide about the rows of a query, and the queries whose rows it reads. */
export interface Deciders {
  readonly own: { readonly by: Influence["by"]; readonly origins: Origins }[]
  readonly inner: Deciders[]
}

/** The deciders of a query and of all that it reads, once each. */
export function influences(root: Deciders): Influence[] {
  const found = new Map<string, Influence>()
  const seen = new Set<Deciders>([root])
  for (const each of seen) {
    for (const { by, origins } of each.own) {
      for (const { base } of origins) {
        const key = `${by} ${base.relation} ${base.column}`
        if (!found.has(key)) found.set(key, { relation: base.relation, column: base.column, by })
      }
    }
    for (const inner of each.inner) seen.add(inner)
  }
  return [...found.values()]
}
