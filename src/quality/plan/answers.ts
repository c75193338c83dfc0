import type { QueryResult } from "../../warehouse/warehouse.ts"
import type { Measure } from "../question.ts"
import type { Asked, Cell, CheckPlan, PlannedCheck } from "./check-plan.ts"
import { countsRows } from "./queries.ts"

export type Value = number | string | null

/** What the warehouse said to a check, for all rows or for each group of them. */
export interface AnsweredGroup {
  /** Values of `group_by`; empty for all rows. */
  readonly group: readonly Value[]
  /** The failures alone, or the measures in the order of the question. */
  readonly values: readonly Value[]
  /** Rows that were looked at; null for a query of its own, which looks at what it likes. */
  readonly rows: number | null
}

/** What a check reads in the results of its plan's queries. */
export function answerOf(
  asked: Asked,
  planned: PlannedCheck,
  results: readonly QueryResult[],
): readonly AnsweredGroup[] {
  const { question } = asked
  const measures = question.kind === "measures" ? question.measures : undefined
  const read = (row: number | undefined, group: readonly Value[]): AnsweredGroup => {
    const values = planned.values.map((cell) => valueAt(results, cell, row))
    const rows = planned.rows === undefined ? null : Number(valueAt(results, planned.rows, row) ?? 0)
    return {
      group,
      values: values.map((value, at) =>
        measures === undefined ? failures(value, asked) : readMeasure(measures[at], value),
      ),
      rows,
    }
  }
  if (planned.groups.length === 0) return [read(undefined, [])]
  const query = planned.rows?.query ?? 0
  const rows = results[query]?.rows ?? []
  return rows.map((row, index) =>
    read(
      index,
      planned.groups.map((column) => plainValue(row[column])),
    ),
  )
}

/** The answers to all checks of a plan. */
export function answersOf(
  checks: readonly Asked[],
  plan: CheckPlan,
  results: readonly QueryResult[],
): readonly (readonly AnsweredGroup[])[] {
  return checks.map((asked, index) => {
    const planned = plan.checks[index]
    return planned === undefined ? [] : answerOf(asked, planned, results)
  })
}

/** The answer with another number of failures, which a query says as `n`. */
export function withFailures(
  groups: readonly AnsweredGroup[],
  asked: Asked,
  { rows }: QueryResult,
): readonly AnsweredGroup[] {
  return groups.map((group) => ({ ...group, values: [failures(plainValue(rows[0]?.["n"]), asked)] }))
}

function valueAt(results: readonly QueryResult[], cell: Cell, index = 0): Value {
  const rows = results[cell.query]?.rows ?? []
  const row = cell.slot === undefined ? rows[index] : rows.find((each) => Number(each["slot"]) === cell.slot)
  return plainValue(row?.[cell.column])
}

function readMeasure(measure: Measure | undefined, value: Value): Value {
  return value === null || measure?.read === undefined ? value : measure.read(value)
}

/** A query that counts nothing, such as a sum of no rows, found nothing. */
function failures(value: Value, asked: Asked): Value {
  if (asked.limit !== undefined && countsRows(asked)) return Math.min(Number(value ?? 0), asked.limit)
  return value ?? 0
}

function plainValue(value: unknown): Value {
  if (value === null || value === undefined) return null
  if (typeof value === "number" || typeof value === "string") return value
  if (typeof value === "boolean") return value ? 1 : 0
  return typeof value === "object" ? JSON.stringify(value) : String(value)
}
