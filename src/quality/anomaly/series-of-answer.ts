import type { AnsweredGroup, Value } from "../plan/answers.ts"
import { groupOf, type RememberedPoint } from "./series.ts"
import type { Point } from "./settings.ts"
import { timeOf } from "./times.ts"

/** One series with the point that is judged. */
export interface Series {
  /** Values of the groups, joined; undefined for all rows. */
  readonly name: string | undefined
  readonly history: readonly Point[]
  readonly current: Point
}

interface OfAnswer {
  /** True where not the value counts but which share it is of all groups' values. */
  readonly isShare: boolean
  /** The value of a group without rows. */
  readonly none: number | null
  /** When it was measured. */
  readonly at: number
}

interface OfRuns extends OfAnswer {
  readonly isGrouped: boolean
  /** Which rows were looked at, as it is remembered. */
  readonly scope: readonly (string | undefined)[]
  readonly remembered: readonly RememberedPoint[]
}

interface OfBuckets extends OfAnswer {
  /** Milliseconds of a bucket. */
  readonly length: number
}

/** One series for each group, of what earlier runs remembered; a group that a run did not meet had none of the rows. */
export function seriesOfRuns(
  answered: readonly AnsweredGroup[],
  { isGrouped, isShare, none, at, scope, remembered }: OfRuns,
): readonly Series[] {
  const total = totalOf(answered)
  const now = new Map(
    answered.map((each) => [
      isGrouped ? nameOf(each.group) : undefined,
      isShare ? share(numberOf(each.values[0]), total) : numberOf(each.values[0]),
    ]),
  )
  if (!isGrouped) {
    const own = groupOf(scope, undefined)
    const history = remembered.filter(({ group }) => group === own)
    return [{ name: undefined, history, current: { at, value: now.get(undefined) ?? null } }]
  }
  const prefix = groupOf(scope, "") ?? ""
  const before = new Map<string, Map<number, RememberedPoint>>()
  const times = new Map<number, RememberedPoint>()
  for (const point of remembered) {
    if (point.group?.startsWith(prefix) !== true) continue
    const name = point.group.slice(prefix.length)
    const own = before.get(name) ?? new Map<number, RememberedPoint>()
    before.set(name, own.set(point.at, point))
    times.set(point.at, point)
  }
  const names = new Set([...before.keys(), ...[...now.keys()].filter((name) => name !== undefined)])
  return [...names].map((name) => ({
    name,
    history: [...times].map(
      ([moment, any]) => before.get(name)?.get(moment) ?? { ...any, group: name, value: none },
    ),
    current: { at, value: now.has(name) ? (now.get(name) ?? null) : none },
  }))
}

/** One series for each group, of the buckets of the table. The newest that is over is judged. */
export function seriesOfBuckets(
  answered: readonly AnsweredGroup[],
  { isShare, none, at, length }: OfBuckets,
): readonly Series[] {
  const byTime = new Map<number, Map<string | undefined, number | null>>()
  const names = new Set<string | undefined>()
  const totals = new Map<number, number>()
  for (const { group, values } of answered) {
    const start = timeOf(String(group[0] ?? ""))
    if (Number.isNaN(start) || start + length > at) continue
    const name = group.length > 1 ? nameOf(group.slice(1)) : undefined
    names.add(name)
    const value = numberOf(values[0])
    byTime.set(start, (byTime.get(start) ?? new Map()).set(name, value))
    totals.set(start, (totals.get(start) ?? 0) + (value ?? 0))
  }
  const starts = [...byTime.keys()].sort((a, b) => a - b)
  const [first, last] = [starts[0], starts.at(-1)]
  if (first === undefined || last === undefined) return []
  const pointOf = (name: string | undefined, start: number): Point => {
    const found = byTime.get(start)
    const value = found?.has(name) === true ? (found.get(name) ?? null) : none
    if (!isShare) return { at: start, value }
    return { at: start, value: found === undefined ? null : share(value, totals.get(start) ?? 0) }
  }
  // Of a table of many years the last thousand buckets say enough.
  const from = Math.max(first, last - 1000 * length)
  const steps = Math.round((last - from) / length)
  return [...names].map((name) => ({
    name,
    history: Array.from({ length: steps }, (_, step) => pointOf(name, from + step * length)),
    current: pointOf(name, last),
  }))
}

function nameOf(group: readonly Value[]): string {
  return group.map(String).join(", ")
}

function numberOf(value: Value | undefined): number | null {
  return value === null || value === undefined ? null : Number(value)
}

function totalOf(answered: readonly AnsweredGroup[]): number {
  return answered.reduce((sum, { values }) => sum + (numberOf(values[0]) ?? 0), 0)
}

function share(value: number | null, total: number): number | null {
  return value === null || total === 0 ? null : value / total
}
