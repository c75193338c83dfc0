/** How the checks of a relation are asked: which queries, which check reads what of them, and why. */
import type { Question } from "../question.ts"

/** A check as a planner sees it. */
export interface Asked {
  readonly question: Question
  /** The query whose rows are the failures; undefined where a check judges measures. */
  readonly failingRows: string | undefined
  /** What is counted of the failing rows; `count(*)` unless the test says otherwise. */
  readonly failCalc: string
  /** At most this many failing rows are counted. */
  readonly limit: number | undefined
  /** False for a view: each scan of it runs its query, and there are no statistics of it. */
  readonly isTable: boolean
}

/** Where a value stands in the results of a plan: a column of a query, of the row that carries `slot` if there is one. */
export interface Cell {
  readonly query: number
  readonly column: string
  readonly slot?: number
}

export interface PlannedQuery {
  readonly sql: string
  /** One line for people. */
  readonly why: string
}

/** What a check reads. With `groups`, columns of the same query, it reads a row for each group. */
export interface PlannedCheck {
  readonly values: readonly Cell[]
  /** Rows that were looked at; undefined for a query of its own. */
  readonly rows: Cell | undefined
  readonly groups: readonly string[]
  /** The value tells only whether there are failures; where there are, this query tells how many, as `n`. */
  readonly recount?: PlannedQuery
}

export interface CheckPlan {
  readonly queries: readonly PlannedQuery[]
  /** In the order of the checks that were planned. */
  readonly checks: readonly PlannedCheck[]
}

/** Pure: the same checks give the same plan. Every planner's plans give the same answers. */
export type Planner = (checks: readonly Asked[]) => CheckPlan

/** The queries that a check reads, by index. */
export function queriesOf(check: PlannedCheck): ReadonlySet<number> {
  return new Set(
    [...check.values, ...(check.rows === undefined ? [] : [check.rows])].map(({ query }) => query),
  )
}
