import { LuxError, type Place } from "../../errors.ts"
import { readMoment } from "./as-of.ts"
import type { WrittenCondition } from "./dashboard-schemas.ts"
import type { TileFilter } from "./dashboard-types.ts"

const units = { hour: "hour", day: "day", week: "week", month: "month", year: "year" } as const

/**
 * A condition as it is written. `usual` is the moment that `last` counts back from where the condition names none. Throws
 * LUX-3130 for one that says nothing, or two things.
 */
export function readFilter(
  field: string,
  written: WrittenCondition,
  place: Place,
  usual: string | undefined,
): TileFilter {
  if (Array.isArray(written) || typeof written !== "object" || written === null) {
    const values = Array.isArray(written) ? written : [written]
    if (values.length === 0) throw invalid(field, "has no value", place)
    return { field, test: { kind: "values", values, not: false }, place }
  }
  const { not, min, max, last, as_of: asOf } = written
  const said = [not !== undefined, min !== undefined || max !== undefined, last !== undefined]
  if (said.filter(Boolean).length !== 1) throw invalid(field, "must say one thing", place)
  if (asOf !== undefined && last === undefined)
    throw invalid(field, "has as_of, which goes with last alone", place)
  if (not !== undefined) {
    const values = Array.isArray(not) ? not : [not]
    if (values.length === 0) throw invalid(field, "has no value", place)
    return { field, test: { kind: "values", values, not: true }, place }
  }
  if (last !== undefined) return { field, test: readLast(field, last, asOf ?? usual, place), place }
  if (isAbove(min, max)) throw invalid(field, `takes nothing: min ${min} is above max ${max}`, place)
  return { field, test: { kind: "range", min, max }, place }
}

function readLast(field: string, last: string, asOf: string | undefined, place: Place): TileFilter["test"] {
  const [, count = "", unit = ""] = /^(\d+) (hour|day|week|month|year)s?$/.exec(last) ?? []
  const known = Object.values(units).find((each) => each === unit)
  if (known === undefined || Number(count) === 0) throw invalid(field, `cannot have last: ${last}`, place)
  return {
    kind: "last",
    count: Number(count),
    unit: known,
    asOf: asOf === undefined ? undefined : readAsOf(asOf, place),
  }
}

/** A day or a moment. Throws LUX-3130 for what is none. */
export function readAsOf(written: string, place: Place): string {
  const moment = readMoment(written)
  if (moment !== undefined) return moment
  throw new LuxError("LUX-3130", `invalid as_of: ${written}`, {
    place,
    hint: "Write a day or a moment in UTC: 2023-09-02, or 2023-09-02 11:00. Without as_of, last counts from the newest data.",
  })
}

function isAbove(min: unknown, max: unknown): boolean {
  if (typeof min === "number" && typeof max === "number") return min > max
  return typeof min === "string" && typeof max === "string" && min > max
}

function invalid(field: string, message: string, place: Place): LuxError {
  return new LuxError("LUX-3130", `filter of "${field}" ${message}`, {
    place,
    hint: "Write a value, a list, or one of {not: x}, {min: 1, max: 5}, {last: 7 days}.",
  })
}
