/**
 * How DuckDB answers fastest, as measured (bench/checks.mjs; 10 million rows, two cores):
 * - `count(*) where x < 0` is answered from the smallest and the greatest value of each block of rows: 1 ms, against 14
 *   for the same condition in `count_if`. Where blocks must be read it costs what `count_if` costs.
 *   `coalesce(x < 0, false)` hides the bound where a column has nulls: what is unknown is not counted anyway.
 * - Conditions that read every row are cheapest as `count_if` in one scan for each column: a text is unpacked once
 *   (four conditions on one: 420 ms, apart 1,020), and columns that are read next to it make it no cheaper.
 *   `count(*) filter (where ...)` costs two to three times `count_if`.
 * - `min` and `max` need no scan, but only where nothing else is asked next to them, not even a count.
 * - What groups all rows gains nothing from company, and costs scans next to it a tenth.
 * - Whether rows repeat is told by `select distinct` in nine tenths of the time of a grouping that counts them. Like a
 *   grouping it holds to collations, which `count(distinct ...)` does not.
 * - A `union all` of counts costs what they cost apart, less 0.2 to 0.3 ms for each statement that is not sent.
 */
import type { Question } from "../question.ts"
import type { Asked, Cell, PlannedCheck, Planner } from "./check-plan.ts"
import { columnCell, draftPlan, type PlanDraft } from "./draft.ts"
import { byItself, failingRowsOf, failuresByGroup, groupsByGroup, inScan, measured } from "./parts.ts"
import { countsRows, failuresQuery, fromScope, repeatedRows, scopeKey, wrongGroups } from "./queries.ts"
import { type Stack, stackOf } from "./stack.ts"

type Measures = Question & { readonly kind: "measures" }

/** Statistics first; conditions on the same columns in one scan; groupings of rows by themselves. */
export const planForDuckDb: Planner = (checks) => {
  const plan = draftPlan()
  const counts = stackOf(plan, "counts")
  // Next to a scan a grouping takes its memory bandwidth; where nothing is scanned it saves a statement.
  const groupings = checks.some(scansRows) ? stackOf(plan, "groupings") : counts
  const scanned = new Set(checks.flatMap(({ question, isTable }) => scannedBy(question, isTable)))
  return plan.finish(checks.map((asked) => planned(asked, plan, counts, groupings, scanned)))
}

function planned(
  asked: Asked,
  plan: PlanDraft,
  counts: Stack,
  groupings: Stack,
  scanned: ReadonlySet<string>,
): PlannedCheck {
  const { question, isTable } = asked
  if (question.kind === "measures")
    return keptByBlock(question, isTable) ? fromStatistics(plan, question) : measured(plan, question, scan)
  const byGroup = failuresByGroup(plan, asked)
  if (byGroup !== undefined) return byGroup
  if (question.kind === "query" || !countsRows(asked)) {
    const sql = failuresQuery(asked, failingRowsOf(asked))
    // What a test counts may be of any type, which a union with other counts would not bear.
    const value = countsRows(asked)
      ? groupings.query(sql)
      : byItself(plan, sql, "a query of its own: the test says what is counted")
    if (question.scope === undefined) return { values: [value], rows: undefined, groups: [] }
    const scope = { ...question.scope, groupBy: [] }
    const rows = scanned.has(scopeKey(scope)) ? inScan(plan, scope, [], scan).rows : counts.total(scope)
    return { values: [value], rows, groups: [] }
  }
  const { scope } = question
  const shared = scope.groupBy.length > 0 || scanned.has(scopeKey(scope))
  if (question.kind === "rows") {
    if (shared) return inScan(plan, scope, [`count_if(${question.failing})`], scan)
    // A view has no statistics, and each scan of it would compute it again.
    const columns = isTable ? (question.columns ?? []) : []
    const skips = isTable && question.statistic !== undefined
    const value = skips
      ? counts.skipping(scope, question.failing)
      : counts.scanning(scope, question.failing, columns)
    return { values: [value], rows: counts.total(scope), groups: [] }
  }
  if (scope.groupBy.length > 0) return groupsByGroup(plan, question, "a grouping of rows, for each group")
  const rows = shared ? inScan(plan, scope, [], scan).rows : counts.total(scope)
  const sql = `select count(*) as n\nfrom (\n${wrongGroups(question)}\n) as failing`
  if (question.having !== "count(*) > 1") return { values: [groupings.grouping(sql)], rows, groups: [] }
  const value = groupings.grouping(repeatedRows(question))
  return {
    values: [value],
    rows,
    groups: [],
    recount: { sql, why: "only where rows are alike: how many groups of them there are" },
  }
}

const keptMetrics: ReadonlySet<string> = new Set(["min", "max", "row_count"])

/** True where all of it stands in the statistics of the blocks: no scan needs to be shared. */
function keptByBlock(question: Measures, isTable: boolean): boolean {
  const { scope, measures } = question
  return (
    isTable &&
    scope.where === undefined &&
    scope.groupBy.length === 0 &&
    measures.every(({ metric, own }) => own !== true && keptMetrics.has(metric))
  )
}

/** Each as a query of its own within one statement: next to another aggregate it would need a scan. */
function fromStatistics(plan: PlanDraft, { scope, measures }: Measures): PlannedCheck {
  const draft = plan.query(`statistics ${scopeKey(scope)}`, (queries) => ({
    sql: `select\n  ${queries.map((query, index) => `(${query}) as c${index}`).join(",\n  ")}`,
    why: "smallest and greatest values, which the blocks of rows keep as statistics",
  }))
  const cell = (aggregate: string): Cell =>
    columnCell(draft, draft.add(`select ${aggregate} ${fromScope(scope)}`))
  return { values: measures.map(({ sql }) => cell(sql)), rows: cell("count(*)"), groups: [] }
}

/** The scope of a view that a check of measures scans: conditions on its rows go with it, so that it is computed once. */
function scannedBy(question: Question, isTable: boolean): readonly string[] {
  return question.kind === "measures" && !isTable ? [scopeKey(question.scope)] : []
}

/** True for a condition that no statistics answer. */
function scansRows({ question, isTable }: Asked): boolean {
  return question.kind === "rows" && !(isTable && question.statistic !== undefined)
}

function scan(checks: number): string {
  return `${checks === 1 ? "1 check" : `${checks} checks`} in one scan that reads each column once`
}
