import { LuxError, type Place } from "../../errors.ts"
import type { WrittenCondition } from "./dashboard-schemas.ts"
import type { TileFilter } from "./dashboard-types.ts"

const units = { hour: "hour", day: "day", week: "week", month: "month", year: "year" } as const

/** A condition as it is written. Throws LUX-3130 for one that says nothing, or two things. */
export function readFilter(field: string, written: WrittenCondition, place: Place): TileFilter {
  if (Array.isArray(written) || typeof written !== "object" || written === null) {
    const values = Array.isArray(written) ? written : [written]
    if (values.length === 0) throw invalid(field, "has no value", place)
    return { field, test: { kind: "values", values, not: false }, place }
  }
  const { not, min, max, last } = written
  const said = [not !== undefined, min !== undefined || max !== undefined, last !== undefined]
  if (said.filter(Boolean).length !== 1) throw invalid(field, "must say one thing", place)
  if (not !== undefined) {
    const values = Array.isArray(not) ? not : [not]
    return { field, test: { kind: "values", values, not: true }, place }
  }
  if (last === undefined) return { field, test: { kind: "range", min, max }, place }
  const [, count = "", unit = ""] = /^(\d+) (hour|day|week|month|year)s?$/.exec(last) ?? []
  const known = Object.values(units).find((each) => each === unit)
  if (known === undefined || Number(count) === 0) throw invalid(field, `cannot have last: ${last}`, place)
  return { field, test: { kind: "last", count: Number(count), unit: known }, place }
}

function invalid(field: string, message: string, place: Place): LuxError {
  return new LuxError("LUX-3130", `filter of "${field}" ${message}`, {
    place,
    hint: "Write a value, a list, or one of {not: x}, {min: 1, max: 5}, {last: 7 days}.",
  })
}
