/**
 * Where a statement costs a round trip and a place in a queue before it reads a row: one statement for each relation and
 * `where`, groupings of rows next to it, all sent in one round trip. Its SQL is what Redshift and Postgres both read, and
 * DuckDB too.
 */
import type { Asked, PlannedCheck, Planner } from "./check-plan.ts"
import { draftPlan, type PlanDraft } from "./draft.ts"
import { byItself, failingRowsOf, failuresByGroup, groupsByGroup, inScan, measured } from "./parts.ts"
import { countsRows, failuresQuery, wrongGroups } from "./queries.ts"

/** One statement for each scope; what cannot be an aggregate of it stands next to. */
export const planForRedshift: Planner = (checks) => {
  const plan = draftPlan()
  return plan.finish(checks.map((asked) => planned(asked, plan)))
}

function planned(asked: Asked, plan: PlanDraft): PlannedCheck {
  const { question } = asked
  if (question.kind === "measures") return measured(plan, question, scan)
  const byGroup = failuresByGroup(plan, asked)
  if (byGroup !== undefined) return byGroup
  if (question.kind === "query" || !countsRows(asked)) {
    const why = "a query of its own, in the same round trip: only its own SQL says what is counted"
    const value = byItself(plan, failuresQuery(asked, failingRowsOf(asked)), why)
    const { scope } = question
    return {
      values: [value],
      rows: scope === undefined ? undefined : inScan(plan, { ...scope, groupBy: [] }, [], scan).rows,
      groups: [],
    }
  }
  const { scope } = question
  if (question.kind === "rows")
    return inScan(plan, scope, [`count(case when ${question.failing} then 1 end)`], scan)
  if (scope.groupBy.length > 0) return groupsByGroup(plan, question, grouping)
  const sql = `select count(*) as n\nfrom (\n${wrongGroups(question)}\n) as failing`
  return {
    values: [byItself(plan, sql, grouping)],
    rows: inScan(plan, scope, [], scan).rows,
    groups: [],
  }
}

const grouping = "a grouping of rows, next to the shared scan in the same round trip"

function scan(checks: number): string {
  return `${checks === 1 ? "1 check" : `${checks} checks`} in one scan: a statement costs more than what it computes`
}
