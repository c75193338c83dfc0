/** What planners have in common: each part adds to a plan what a check reads. */
import type { Measure, Question, Scope } from "../question.ts"
import type { Asked, Cell, PlannedCheck } from "./check-plan.ts"
import { columnCell, type PlanDraft } from "./draft.ts"
import {
  failuresQuery,
  groupColumns,
  scanQuery,
  scopeKey,
  valuesByGroup,
  wrongGroupsByGroup,
} from "./queries.ts"

/** Aggregates in the scan that all of the scope share. */
export function inScan(
  plan: PlanDraft,
  scope: Scope,
  aggregates: readonly string[],
  why: (checks: number) => string,
): PlannedCheck {
  const draft = plan.query(`scan ${scopeKey(scope)}`, (columns, checks) => ({
    sql: scanQuery(scope, columns),
    why: why(checks),
  }))
  return {
    values: aggregates.map((aggregate) => columnCell(draft, draft.add(aggregate))),
    rows: { query: draft.index, column: "total_rows" },
    groups: groupColumns(scope),
  }
}

/** Measures in the shared scan, those that are queries by themselves next to it. */
export function measured(
  plan: PlanDraft,
  { scope, measures }: Question & { readonly kind: "measures" },
  why: (checks: number) => string,
): PlannedCheck {
  if (scope.groupBy.length > 0 && measures.some(({ own }) => own === true)) {
    const values = measures.map(({ sql, own }) => ({ sql, isQuery: own === true }))
    return queriesByGroup(plan, scope, values, "for each group a query of its own")
  }
  const shared = measures.filter(({ own }) => own !== true).map(({ sql }) => sql)
  const scan = inScan(plan, scope, shared, why)
  const cells = scan.values[Symbol.iterator]()
  return {
    ...scan,
    values: measures.flatMap((each) => (each.own === true ? ownMeasure(plan, each) : next(cells))),
  }
}

function ownMeasure(plan: PlanDraft, { sql, metric }: Measure): Cell {
  const draft = plan.query(`measure ${sql}`, () => ({
    sql: `select (\n${sql}\n) as c0`,
    why: `by itself: ${metric} is a query of its own`,
  }))
  return { query: draft.index, column: "c0" }
}

function next(cells: Iterator<Cell>): readonly Cell[] {
  const { value, done } = cells.next()
  return done === true ? [] : [value]
}

/** A grouping of rows that is reported for each group of the scope. */
export function groupsByGroup(
  plan: PlanDraft,
  question: Question & { readonly kind: "groups" },
  why: string,
): PlannedCheck {
  const sql = wrongGroupsByGroup(question)
  const query = plan.query(`groups ${sql}`, () => ({ sql, why })).index
  return {
    values: [{ query, column: "c0" }],
    rows: { query, column: "total_rows" },
    groups: groupColumns(question.scope),
  }
}

/** Values of which some take a query for each group of the scope. */
function queriesByGroup(
  plan: PlanDraft,
  scope: Scope,
  values: readonly { readonly sql: string; readonly isQuery: boolean }[],
  why: string,
): PlannedCheck {
  const named = values.map((value, index) => ({ ...value, name: `c${index}` }))
  const sql = valuesByGroup(scope, named)
  const query = plan.query(`by group ${sql}`, () => ({ sql, why })).index
  return {
    values: named.map(({ name }) => ({ query, column: name })),
    rows: { query, column: "total_rows" },
    groups: groupColumns(scope),
  }
}

/** The rows that a query finds in each group of the scope; undefined for a question that has no groups. */
export function failuresByGroup(plan: PlanDraft, asked: Asked): PlannedCheck | undefined {
  const { question } = asked
  if (question.kind !== "query" || question.scope === undefined || question.inGroup === undefined)
    return undefined
  const failures = failuresQuery(asked, question.inGroup)
  return queriesByGroup(
    plan,
    question.scope,
    [{ sql: failures, isQuery: true }],
    "for each group a query of its own",
  )
}

/** A query of one row with `n`, by itself. */
export function byItself(plan: PlanDraft, sql: string, why: string): Cell {
  return { query: plan.query(`alone ${sql}`, () => ({ sql, why })).index, column: "n" }
}

/** The query whose rows are a check's failures; every check but one of measures has one. */
export function failingRowsOf({ question, failingRows }: Asked): string {
  return question.kind === "query" ? question.sql : (failingRows ?? "")
}
