import { dialectFacts } from "../../../project/warehouses.ts"
import type { Spanned } from "../../ast/spanned.ts"
import type { SqlProblemCode } from "../result.ts"
import { problem, type State } from "../state.ts"

/** What Redshift refuses, though other engines may take it. */
export interface Refused {
  readonly code: Extract<SqlProblemCode, `LUX-330${number}`>
  /** The page of the developer guide that says so. */
  readonly page: string
  readonly message: string
  /** What to write instead. */
  readonly hint: string
}

const guide = "https://docs.aws.amazon.com/redshift/latest/dg"

/** Notes what Redshift refuses, where the SQL is Redshift's. */
export function refused(state: State, span: Spanned, { code, page, message, hint }: Refused): void {
  if (dialectFacts(state.dialect).analysed)
    problem(state, code, span, `Redshift refuses ${message}`, `${hint} ${guide}/${page}.html`)
}
