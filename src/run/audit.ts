import type { LuxError } from "../errors.ts"
import { type Check, countQuery, sampleQuery } from "../quality/check.ts"
import { verdict } from "../quality/verdict.ts"
import { asLuxError, Interrupted } from "../warehouse/errors.ts"
import type { Session } from "../warehouse/warehouse.ts"
import type { CheckResult, CheckStatus } from "./results.ts"

// Enough to see what is wrong, little enough for a history row.
const sampleRows = 10

/**
 * Asks all checks of a relation in one statement, and for failing rows only where a check failed. A check that cannot
 * run is an `error` of its own; the others still answer.
 */
export async function audit(session: Session, checks: readonly Check[]): Promise<readonly CheckResult[]> {
  if (checks.length === 0) return []
  const startedAt = new Date()
  const counts = await countTogether(session, checks)
  if (counts === undefined) return auditOneByOne(session, checks, { stopAtError: false })
  const durationMs = (Date.now() - startedAt.getTime()) / checks.length
  const results: CheckResult[] = []
  for (const [index, check] of checks.entries())
    results.push(await judged(session, check, counts.get(index) ?? 0, startedAt, durationMs))
  return results
}

/**
 * Asks one check after another. Inside a transaction an error ends all that follow, so the check that cannot run
 * must be told apart, and those behind it are skipped (`stopAtError`).
 */
export async function auditOneByOne(
  session: Session,
  checks: readonly Check[],
  options: { readonly stopAtError: boolean },
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = []
  for (const check of checks) {
    if (options.stopAtError && results.some((result) => result.status === "error")) {
      results.push(unasked(check, "skipped"))
      continue
    }
    const startedAt = new Date()
    try {
      const { rows } = await session.query(countQuery([check]))
      const failures = Number(rows[0]?.["failures"] ?? 0)
      results.push(await judged(session, check, failures, startedAt, Date.now() - startedAt.getTime()))
    } catch (error) {
      if (error instanceof Interrupted) throw error
      results.push(unasked(check, "error", asLuxError(error, check.test.place)))
    }
  }
  return results
}

/** True when the results let the node be published: a check that cannot run rejects too. */
export function passes(results: readonly CheckResult[]): boolean {
  return results.every((result) => result.status !== "fail" && result.status !== "error")
}

/** The result of a check that gave no answer. */
export function unasked(check: Check, status: "skipped" | "error", error?: LuxError): CheckResult {
  return resultOf(check, { status, failures: null, startedAt: new Date(), durationMs: 0, sample: [], error })
}

async function countTogether(
  session: Session,
  checks: readonly Check[],
): Promise<ReadonlyMap<number, number> | undefined> {
  try {
    const { rows } = await session.query(countQuery(checks))
    return new Map(rows.map((row) => [Number(row["check_index"]), Number(row["failures"] ?? 0)]))
  } catch (error) {
    // One of them cannot run: which one is found out by asking each.
    if (error instanceof Interrupted) throw error
    return undefined
  }
}

async function judged(
  session: Session,
  check: Check,
  failures: number,
  startedAt: Date,
  durationMs: number,
): Promise<CheckResult> {
  const status = verdict(failures, check.test.config)
  const sample = status === "pass" ? [] : (await session.query(sampleQuery(check, sampleRows))).rows
  return resultOf(check, { status, failures, startedAt, durationMs, sample, error: undefined })
}

interface Answer {
  readonly status: CheckStatus
  readonly failures: number | null
  readonly startedAt: Date
  readonly durationMs: number
  readonly sample: CheckResult["sample"]
  readonly error: LuxError | undefined
}

function resultOf(check: Check, answer: Answer): CheckResult {
  const { test } = check
  const { definition } = test
  return {
    uniqueId: test.uniqueId,
    name: test.name,
    test: definition.kind === "generic" ? definition.test : "singular",
    gates: check.gates,
    relation: check.relation,
    column: definition.kind === "generic" ? definition.column : undefined,
    severity: test.config.severity,
    warnIf: test.config.warnIf,
    errorIf: test.config.errorIf,
    storedIn: check.storeIn?.label,
    compiledPath: check.compiledPath,
    // Found when it is asked for: it matters only for what failed.
    get declaredAt() {
      return `${test.place.file}:${test.place.line}`
    },
    ...answer,
  }
}
