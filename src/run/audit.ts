import type { LuxError } from "../errors.ts"
import { type Check, sampleQuery } from "../quality/check.ts"
import { type Answer, ask, askAlone, askTogether } from "../quality/plan/ask.ts"
import type { Planner } from "../quality/plan/check-plan.ts"
import { verdict } from "../quality/verdict.ts"
import { asLuxError, Interrupted } from "../warehouse/errors.ts"
import type { Session } from "../warehouse/warehouse.ts"
import type { CheckResult, CheckStatus } from "./results.ts"

// Enough to see what is wrong, little enough for a history row.
const sampleRows = 10

/**
 * Asks all checks of a relation in one round trip, and in one more for failing rows of those that failed. A check that
 * cannot run is an `error` of its own; the others still answer.
 */
export async function audit(
  session: Session,
  checks: readonly Check[],
  planner: Planner,
): Promise<readonly CheckResult[]> {
  if (checks.length === 0) return []
  return judged(session, checks, () =>
    ask(
      session,
      checks.map(({ asked }) => asked),
      planner,
    ),
  )
}

/** Inside a transaction a check that cannot run ends all that follow: which one it was is not known then. */
export class CannotAskTogether extends Error {}

/** As `audit`, inside a transaction: throws `CannotAskTogether` where a check cannot run. */
export async function auditTogether(
  session: Session,
  checks: readonly Check[],
  planner: Planner,
): Promise<readonly CheckResult[]> {
  return judged(session, checks, async () => {
    try {
      return await askTogether(
        session,
        checks.map(({ asked }) => asked),
        planner,
      )
    } catch (error) {
      if (error instanceof Interrupted) throw error
      asLuxError(error)
      throw new CannotAskTogether()
    }
  })
}

/** Asks one check after another, up to one that cannot run: inside a transaction nothing can be asked behind it. */
export async function auditOneByOne(
  session: Session,
  checks: readonly Check[],
  planner: Planner,
): Promise<readonly CheckResult[]> {
  const results: CheckResult[] = []
  for (const check of checks)
    results.push(
      ...(results.some(({ status }) => status === "error")
        ? [unasked(check, "skipped")]
        : await judged(session, [check], async () => [await askAlone(session, check.asked, planner)])),
    )
  return results
}

/** True when the results let the node be published: a check that cannot run rejects too. */
export function passes(results: readonly CheckResult[]): boolean {
  return results.every((result) => result.status !== "fail" && result.status !== "error")
}

/** The result of a check that was not asked. */
export function unasked(check: Check, status: "skipped"): CheckResult {
  return resultOf(check, { ...unanswered, status, startedAt: new Date(), durationMs: 0 })
}

const unanswered = { failures: null, sample: [], error: undefined } as const

async function judged(
  session: Session,
  checks: readonly Check[],
  answering: () => Promise<readonly Answer[]>,
): Promise<readonly CheckResult[]> {
  const startedAt = new Date()
  const answers = await answering()
  const durationMs = (Date.now() - startedAt.getTime()) / checks.length
  const verdicts = checks.map((check, index) => verdictOf(check, answers[index]))
  const failed = checks.filter((_, index) => {
    const status = verdicts[index]?.status
    return status === "fail" || status === "warn"
  })
  const samples = await samplesOf(session, failed)
  return checks.map((check, index) =>
    resultOf(check, {
      ...unanswered,
      status: "error",
      ...verdicts[index],
      startedAt,
      durationMs,
      sample: samples.get(check) ?? [],
    }),
  )
}

function verdictOf(check: Check, answer: Answer | undefined): Pick<Verdict, "status" | "failures" | "error"> {
  if (answer === undefined || answer.error !== undefined) {
    const error = answer?.error === undefined ? undefined : asLuxError(answer.error, check.test.place)
    return { status: "error", failures: null, error }
  }
  const failures = Number(answer.groups[0]?.values[0] ?? 0)
  return { status: verdict(failures, check.test.config), failures, error: undefined }
}

async function samplesOf(
  session: Session,
  failed: readonly Check[],
): Promise<ReadonlyMap<Check, CheckResult["sample"]>> {
  if (failed.length === 0) return new Map()
  const results = await session.queryAll(failed.map((check) => sampleQuery(check, sampleRows)))
  return new Map(failed.map((check, index) => [check, results[index]?.rows ?? []]))
}

interface Verdict {
  readonly status: CheckStatus
  readonly failures: number | null
  readonly startedAt: Date
  readonly durationMs: number
  readonly sample: CheckResult["sample"]
  readonly error: LuxError | undefined
}

function resultOf(check: Check, verdict: Verdict): CheckResult {
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
    ...verdict,
  }
}
