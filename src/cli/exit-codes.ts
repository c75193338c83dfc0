import type { NodeResult, RunResult } from "../api/types.ts"
import type { ErrorCode } from "../error-codes.ts"
import { type LuxError, LuxErrors } from "../errors.ts"

/** All went well; warnings too, unless `--warn-error`. */
export const well = 0
/** Something failed, was rejected, or could not run. */
export const failed = 1
/** The command line or the project is wrong: nothing was run. */
export const wrongUsage = 2
/** A collector got a part of what it was to collect. */
export const partly = 3
/** What failed may go well later, with nothing changed: sysexits.h's EX_TEMPFAIL, for schedulers that try again. */
export const transient = 75
/** Ctrl-C. */
export const interrupted = 130
/** A request to terminate. */
export const terminated = 143

/** The exit code of a run that ended in order; `erred`: a warning that is an error came of it. */
export function exitCodeOf(result: RunResult, erred: boolean): number {
  if (result.cancelled) return interrupted
  if (result.success && !erred) return well
  return !erred && areTransient(result.nodes) ? transient : failed
}

/** Whether nothing failed for a reason that stays. */
function areTransient(nodes: readonly NodeResult[]): boolean {
  const errors = nodes.filter(({ status }) => !fine.has(status)).flatMap(errorsOf)
  return errors.length > 0 && errors.every((error) => error?.transient === true)
}

const fine: ReadonlySet<NodeResult["status"]> = new Set(["ok", "warn", "skipped"])

/** Undefined for a check that found something. */
function errorsOf({ error, checks }: NodeResult): readonly (LuxError | undefined)[] {
  if (error !== undefined) return [error]
  const failing = checks.filter(({ status }) => status === "fail" || status === "error")
  return failing.length === 0 ? [undefined] : failing.map((check) => check.error)
}

/** The exit code of a known error that ended a command. */
export function exitCodeOfError(error: LuxError | LuxErrors): number {
  const errors = error instanceof LuxErrors ? error.errors : [error]
  if (errors.every((each) => each.transient)) return transient
  return errors.every(({ code }) => isOfProject(code)) ? wrongUsage : failed
}

/** 20xx is what the warehouse says: a query that it refuses, a file that another process holds. */
function isOfProject(code: ErrorCode): boolean {
  return !code.startsWith("LUX-20")
}
