import type { RecordsOfBatch } from "../../lake/records/rejects.ts"
import type { DataTest, Model } from "../../project/types.ts"
import type { PerformContext } from "../perform-context.ts"
import type { CheckResult } from "../results.ts"
import type { StageWork } from "../workload.ts"
import { judgesRecords } from "./reject-rules.ts"
import type { StageTests } from "./staging.ts"

/** The tests of a stage as an engine is given them: of files that are accepted whatever they hold, all that can reject. */
export function testsOf({ checks }: StageWork, { staging }: PerformContext): StageTests {
  const rejecting = checks.filter(
    (check) => check.test.config.onFail === "reject" || (staging?.kind === "accept" && judgesRecords(check)),
  )
  return { checks, rejecting: rejecting.map(({ test }) => test) }
}

/**
 * The results of a stage's checks with what was rejected for them: a check that rejected records warns, with their number. Of files
 * that are accepted nothing fails.
 */
export function resultsWithRejects(
  stage: Model,
  results: readonly CheckResult[],
  rejecting: readonly DataTest[],
  records: readonly RecordsOfBatch[],
  { staging }: PerformContext,
): readonly CheckResult[] {
  const before = stage.config.rejectIf.length
  const counts = new Map(
    rejecting.map(({ uniqueId }, index) => [
      uniqueId,
      records.reduce((sum, { byRule }) => sum + (byRule[before + index] ?? 0), 0),
    ]),
  )
  return results.map((result): CheckResult => {
    const rejected = counts.get(result.uniqueId) ?? 0
    if (result.status === "fail" || result.status === "error")
      return staging?.kind === "accept" ? { ...result, status: "warn", error: undefined } : result
    if (rejected === 0) return result
    const message = `${rejected} ${rejected === 1 ? "record" : "records"} rejected`
    return { ...result, status: "warn", failures: rejected, message }
  })
}
