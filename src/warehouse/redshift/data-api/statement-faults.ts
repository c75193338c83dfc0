import type { ErrorCode } from "../../../error-codes.ts"
import { tokens } from "../../../sql/tokens.ts"
import { cancelledHint, WarehouseError } from "../../errors.ts"

/** What a failed statement means for anyone who sent it. */
export type StatementFault =
  /** Another transaction wrote what this one read or wrote: the whole transaction may be tried again. */
  | "conflict"
  /** A table that the statement reads was dropped while it ran: the whole transaction may be tried again. */
  | "dropped-relation"
  /** Ended on somebody's request, or by a rule. */
  | "cancelled"
  /** The engine refuses it, and will again. */
  | "refused"

const faults: readonly (readonly [StatementFault, RegExp])[] = [
  ["conflict", /\b1023\b|serializable isolation violation|conflict with concurrent transaction/i],
  ["conflict", /could not serialize access|deadlock detected|\b40001\b|\b40P01\b/i],
  ["dropped-relation", /could not open relation with OID|relation with OID \d+ does not exist/i],
  [
    "cancelled",
    /cancell?ed on user'?s? request|query cancell?ed|was aborted by user|statement was cancell?ed/i,
  ],
]

/** Classifies the text that the engine gives for a failed statement. */
export function faultOf(message: string): StatementFault {
  return faults.find(([, pattern]) => pattern.test(message))?.[0] ?? "refused"
}

/** True where trying the whole transaction again may end otherwise. */
export function isRepeatable(fault: StatementFault): boolean {
  return fault === "conflict" || fault === "dropped-relation"
}

const codeOf = {
  conflict: "LUX-2605",
  "dropped-relation": "LUX-2605",
  cancelled: "LUX-2606",
  refused: "LUX-2010",
} as const satisfies Readonly<Record<StatementFault, ErrorCode>>

const hintOf: Readonly<Record<StatementFault, string | undefined>> = {
  conflict: "Another transaction was in the way: run it again.",
  "dropped-relation": "Another transaction was in the way: run it again.",
  cancelled: cancelledHint,
  refused: undefined,
}

/** The engine refused a statement, or ended it. */
export class StatementFailed extends WarehouseError {
  readonly fault: StatementFault

  constructor(told: string, sql: string, fault = faultOf(told)) {
    const { message, position } = read(told, sql)
    super(codeOf[fault], message, { sql, position, hint: hintOf[fault], transient: isRepeatable(fault) })
    this.fault = fault
  }
}

/**
 * The engine's text without its frame, on one line, and the place in the statement, as an offset: the one that it tells, or
 * where what it is about is first named.
 */
function read(
  told: string,
  sql: string,
): { readonly message: string; readonly position: number | undefined } {
  const position = /\s*^\s*Position: (\d+);?\s*$/m.exec(told)
  const message = told
    .replace(position?.[0] ?? "", "")
    .replace(/^ERROR: /, "")
    .replace(/\s*\n\s*/g, " ")
    .trim()
  return { message, position: placeOf(message, sql, position === null ? undefined : Number(position[1]) - 1) }
}

const unknownName = /^(?:column|relation|function|schema|type) "?([^"(\s]+)"?(?:\([^)]*\))? does not exist/i

/** A place that is reported counts only where the name stands there: it may be one in what the engine made of the statement. */
function placeOf(message: string, sql: string, told: number | undefined): number | undefined {
  const name = unknownName.exec(message)?.[1]?.split(".").at(-1)?.toLowerCase()
  if (name === undefined) return told
  const there = /^["\w$.]+/.exec(sql.slice(told))?.[0].replaceAll('"', "").toLowerCase()
  if (told !== undefined && there?.split(".").at(-1) === name) return told
  const isName = (kind: string): boolean => kind === "word" || kind === "quoted"
  return tokens(sql, "redshift").find(({ kind, text }) => isName(kind) && text.toLowerCase() === name)?.start
}
