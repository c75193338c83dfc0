import { LuxError, type Place } from "../errors.ts"
import type { TileFilter } from "../project/dashboards/dashboard-types.ts"
import type { FilterValue } from "../project/metrics/metric-query.ts"
import { dataType } from "../sql/data-type.ts"

/** What a column is to a filter. Of any other type, and where none is known, nothing is said. */
export type ColumnKind = "number" | "text" | "boolean" | "time"

/** LUX-3356 for a condition that no row, or no warehouse, can answer for a column of that type. */
export function conditionProblems(
  of: string,
  { field, test, place }: TileFilter,
  type: string | undefined,
): readonly LuxError[] {
  const kind = kindOf(type)
  if (kind === undefined) return []
  if (test.kind === "last") return kindProblem(`${of}: last of "${field}"`, place, type, ["time"])
  const values = test.kind === "values" ? test.values : [test.min, test.max]
  const wrong = values.find((value) => value !== undefined && !fits(value, kind))
  if (wrong === undefined) return []
  return [
    new LuxError("LUX-3356", `${of}: "${field}" is ${type}, and ${JSON.stringify(wrong)} is none`, {
      place,
      hint: examples[kind](wrong),
    }),
  ]
}

/** LUX-3356 for what only columns of other kinds have. */
export function kindProblem(
  what: string,
  place: Place,
  type: string | undefined,
  kinds: readonly ColumnKind[] | undefined,
): readonly LuxError[] {
  const kind = kindOf(type)
  if (kind === undefined || kinds === undefined || kinds.includes(kind)) return []
  return [
    new LuxError("LUX-3356", `${what} needs a ${kinds.join(" or a ")}, and the column is ${type}`, {
      place,
      hint: `Name a column that is a ${kinds.join(" or a ")}.`,
    }),
  ]
}

function kindOf(type: string | undefined): ColumnKind | undefined {
  if (type === undefined) return undefined
  switch (dataType(type).kind) {
    case "integer":
    case "decimal":
    case "double":
      return "number"
    case "varchar":
      return "text"
    case "boolean":
      return "boolean"
    case "date":
    case "timestamp":
    case "timestamptz":
      return "time"
    default:
      return undefined
  }
}

function fits(value: FilterValue, kind: ColumnKind): boolean {
  if (value === null) return true
  switch (kind) {
    case "number":
      return typeof value === "number" || (typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value))
    case "text":
      return typeof value === "string"
    case "boolean":
      return typeof value === "boolean"
    case "time":
      return typeof value === "string" && /^\d{4}-\d\d-\d\d([T ]\d\d(:\d\d){0,2}(\.\d+)?)?$/.test(value)
  }
}

const examples: Readonly<Record<ColumnKind, (value: FilterValue) => string>> = {
  number: () => "Write a number.",
  text: (value) => `Put it in quotes: '${value}'.`,
  boolean: () => "Write true or false.",
  time: () => "Write a day or a moment in UTC: '2024-03-01', '2024-03-01 10:00'.",
}
