import type { LuxError } from "../../errors.ts"
import { Interrupted } from "../../errors.ts"
import { nothingRemembered, type Remembered } from "../../quality/anomaly/series.ts"
import { type Check, sampleQuery } from "../../quality/check.ts"
import { type Asking, type Judged, judgeAnswer } from "../../quality/judge-answer.ts"
import type { AnsweredGroup } from "../../quality/plan/answers.ts"
import { type Answer, ask, askAlone, askTogether } from "../../quality/plan/ask.ts"
import type { Planner } from "../../quality/plan/check-plan.ts"
import { asLuxError } from "../../warehouse/errors.ts"
import { wasInTheWay } from "../../warehouse/try-again.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import type { CheckResult } from "../results.ts"
import { unbuiltText } from "../unbuilt.ts"

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
  remembered: Remembered = nothingRemembered,
): Promise<readonly CheckResult[]> {
  return ofThoseThatCanBe(checks, (askable) =>
    judged(session, askable, remembered, () =>
      ask(
        session,
        askable.map(({ asked }) => asked),
        planner,
      ),
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
  remembered: Remembered = nothingRemembered,
): Promise<readonly CheckResult[]> {
  return ofThoseThatCanBe(checks, (askable) =>
    judged(session, askable, remembered, async () => {
      try {
        return await askTogether(
          session,
          askable.map(({ asked }) => asked),
          planner,
        )
      } catch (error) {
        // That another was in the way says nothing of the checks: the transaction begins again.
        if (error instanceof Interrupted || wasInTheWay(error)) throw error
        asLuxError(error)
        throw new CannotAskTogether()
      }
    }),
  )
}

/** Asks one check after another, up to one that cannot run: inside a transaction nothing can be asked behind it. */
export async function auditOneByOne(
  session: Session,
  checks: readonly Check[],
  planner: Planner,
  remembered: Remembered = nothingRemembered,
): Promise<readonly CheckResult[]> {
  return ofThoseThatCanBe(checks, async (askable) => {
    const results: CheckResult[] = []
    for (const check of askable)
      results.push(
        ...(results.some(({ status }) => status === "error")
          ? [unasked(check, "skipped")]
          : await judged(session, [check], remembered, async () => {
              const answer = await askAlone(session, check.asked, planner)
              if (wasInTheWay(answer.error)) throw answer.error
              return [answer]
            })),
      )
    return results
  })
}

/** True when the results let the node be published: a check that cannot run rejects too. */
export function passes(results: readonly CheckResult[]): boolean {
  return results.every((result) => result.status !== "fail" && result.status !== "error")
}

/** The result of a check that was not asked. */
export function unasked(check: Check, status: "skipped"): CheckResult {
  return resultOf(check, { ...unanswered, status, startedAt: new Date(), durationMs: 0 })
}

/** Asks the checks whose other side is built. Of the others nothing is known: that is a warning, and never a pass. */
async function ofThoseThatCanBe(
  checks: readonly Check[],
  asking: (askable: readonly Check[]) => Promise<readonly CheckResult[]>,
): Promise<readonly CheckResult[]> {
  const askable = checks.filter(({ unbuilt }) => unbuilt.length === 0)
  const answers = askable.length === 0 ? [] : await asking(askable)
  const results = new Map(answers.map((result) => [result.uniqueId, result]))
  return checks.map((check) => results.get(check.test.uniqueId) ?? withoutOtherSide(check))
}

function withoutOtherSide(check: Check): CheckResult {
  const notAsked = check.unbuilt.map(({ uniqueId }) => uniqueId)
  const message = `not asked: ${unbuiltText(check.unbuilt)}`
  const verdict = {
    ...unanswered,
    status: "warn",
    message,
    notAsked,
    startedAt: new Date(),
    durationMs: 0,
  } as const
  return resultOf(check, verdict)
}

const unanswered = {
  failures: null,
  observed: null,
  expected: null,
  totalRows: null,
  metrics: [],
  sample: [],
  error: undefined,
} as const

async function judged(
  session: Session,
  checks: readonly Check[],
  remembered: Remembered,
  answering: () => Promise<readonly Answer[]>,
): Promise<readonly CheckResult[]> {
  const startedAt = new Date()
  const answers = await answering()
  const durationMs = (Date.now() - startedAt.getTime()) / checks.length
  const verdicts = checks.map((check, index) =>
    verdictOf(check, answers[index], { at: startedAt, remembered }),
  )
  const failed = checks.filter((_, index) => {
    const status = verdicts[index]?.status
    return status === "fail" || status === "warn"
  })
  const samples = await samplesOf(session, failed)
  return checks.map((check, index) => {
    const { wrongGroups = [], sample: shown, ...verdict } = verdicts[index] ?? { status: "error" as const }
    const sample =
      samples.get(check) ??
      shown?.slice(0, sampleRows) ??
      wrongGroups.slice(0, sampleRows).map((group) => groupRow(check, group))
    return resultOf(check, { ...unanswered, ...verdict, startedAt, durationMs, sample })
  })
}

function verdictOf(
  check: Check,
  answer: Answer | undefined,
  asking: Asking,
): Partial<Omit<Judged, "status">> & Pick<Verdict, "status"> & { readonly error?: LuxError | undefined } {
  if (answer !== undefined && answer.error === undefined) return judgeAnswer(check, answer.groups, asking)
  const error = answer?.error === undefined ? undefined : asLuxError(answer.error, check.test.place)
  return { status: "error", error }
}

/** A group that is wrong, as a row. */
function groupRow(check: Check, { group, values, rows }: AnsweredGroup): Readonly<Record<string, unknown>> {
  const { question } = check.asked
  const names = question.kind === "measures" ? question.measures.map(({ metric }) => metric) : ["failures"]
  return {
    ...Object.fromEntries(check.test.config.groupBy.map((expression, at) => [expression, group[at]])),
    ...Object.fromEntries(names.map((name, at) => [name, values[at]])),
    total_rows: rows,
  }
}

async function samplesOf(
  session: Session,
  failed: readonly Check[],
): Promise<ReadonlyMap<Check, CheckResult["sample"]>> {
  const asked = failed.flatMap((check) => {
    const sql = check.test.config.groupBy.length > 0 ? undefined : sampleQuery(check, sampleRows)
    return sql === undefined ? [] : [{ check, sql }]
  })
  if (asked.length === 0) return new Map()
  const results = await session.queryAll(asked.map(({ sql }) => sql))
  return new Map(asked.map(({ check }, index) => [check, results[index]?.rows ?? []]))
}

type Verdict = Pick<
  CheckResult,
  | "status"
  | "failures"
  | "observed"
  | "expected"
  | "message"
  | "notAsked"
  | "totalRows"
  | "metrics"
  | "startedAt"
  | "durationMs"
  | "sample"
  | "error"
>

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
