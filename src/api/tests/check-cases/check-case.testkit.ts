/** What a check must answer, by tables that are written as values. */
export interface CheckCase {
  readonly check: string
  /** Of the tables; the check is declared on the first unless `on` is the relation. */
  readonly columns: string
  readonly on?: "relation"
  readonly args?: Readonly<Record<string, unknown>>
  readonly passes: string
  readonly fails: string
  /** Columns of the table that fails, where they are others. */
  readonly failingColumns?: string
  /** What it answers of the table that passes without its rows, and of one with a row of nulls only. */
  readonly empty: Answer
  readonly nulls: Answer
}

type Answer = "pass" | "fail" | "insufficient"
