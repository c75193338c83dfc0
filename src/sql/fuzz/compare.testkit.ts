import type { DataType } from "../data-type.ts"
import type { Answer } from "./engines.testkit.ts"

type Rows = Extract<Answer, { readonly rows: unknown }>
type Row = readonly (string | null)[]

/** What the order of rows and blanks at the end of texts say of a query. */
interface Meaning {
  readonly isOrdered: boolean
  /** Of texts that are the same but for blanks at their end any one may be shown. */
  readonly isGrouped: boolean
}

/** How two answers to one query differ; undefined where they are the same. */
export function difference(left: Answer, right: Answer, meaning: Meaning): string | undefined {
  if ("refusal" in left || "refusal" in right) return undefined
  if ("error" in left || "error" in right)
    return "error" in left && "error" in right ? undefined : `${said(left)} against ${said(right)}`
  const [ours, theirs] = [kindsOf(left), kindsOf(right)]
  if (ours !== theirs) return `columns of ${ours} against ${theirs}`
  const isText = left.columns.map(
    ({ kind, fixed }, index) =>
      kind === "varchar" && (meaning.isGrouped || fixed === true || right.columns[index]?.fixed === true),
  )
  const [one, other] = [left, right].map((answer) => rowsOf(answer, isText, meaning))
  if (one === undefined || other === undefined || one.length !== other.length)
    return `${one?.length} rows against ${other?.length}`
  const at = one.findIndex((row, index) => !isSame(row, other[index], left.columns))
  return at < 0 ? undefined : `${JSON.stringify(one[at])} against ${JSON.stringify(other[at])}`
}

function kindsOf({ columns }: Rows): string {
  return columns.map(({ kind }) => kind).join(", ")
}

function said(answer: Answer): string {
  if ("error" in answer) return `an error (${answer.error.split("\n")[0]})`
  return "rows" in answer
    ? `${answer.rows.length} rows, the first ${JSON.stringify(answer.rows[0])}`
    : "a refusal"
}

/** The rows in an order, with texts as they are compared. */
function rowsOf({ rows, columns }: Rows, isText: readonly boolean[], { isOrdered }: Meaning): readonly Row[] {
  const shown = rows.map((row) =>
    row.map((value, index) => (isText[index] && value !== null ? value.replace(/ +$/, "") : value)),
  )
  if (isOrdered) return shown
  const key = (row: Row) =>
    JSON.stringify(row.map((value, index) => (columns[index]?.kind === "double" ? rounded(value) : value)))
  return shown.toSorted((a, b) => (key(a) < key(b) ? -1 : 1))
}

function rounded(value: string | null): string | null {
  return value === null ? null : (Number(value) + 0).toPrecision(7)
}

function isSame(left: Row, right: Row | undefined, columns: readonly DataType[]): boolean {
  return left.every((value, index) => {
    const other = right?.[index]
    return columns[index]?.kind === "double" ? isNear(value, other) : value === other
  })
}

/** Sums of floats depend on the order in which they are added. */
function isNear(left: string | null, right: string | null | undefined): boolean {
  if (left === null || right === null || right === undefined) return left === right
  const [one, other] = [Number(left), Number(right)]
  return Object.is(one, other) || one === other || Math.abs(one - other) <= 1e-9 * Math.max(1, Math.abs(one))
}
