/** What a unit test found to be otherwise than it expects. */
export type Finding = RowsFinding | CheckFinding

/** Rows of a model that are not as expected. Values are texts as the engine has them, or null. */
export interface RowsFinding {
  readonly kind: "rows"
  readonly model: string
  /** Those that are compared. */
  readonly columns: readonly string[]
  readonly rows: readonly DifferentRow[]
  /** How many rows are as expected. */
  readonly same: number
}

/** `expected` alone: the row is missing; `actual` alone: it is too many; both: the row that is nearest differs. */
export interface DifferentRow {
  readonly expected: readonly (string | null)[] | undefined
  readonly actual: readonly (string | null)[] | undefined
}

/** A data test of a model that came out otherwise than expected. */
export interface CheckFinding {
  readonly kind: "check"
  readonly model: string
  readonly check: string
  readonly expected: "pass" | "fail"
  readonly status: string
  readonly failures: number | null
}
