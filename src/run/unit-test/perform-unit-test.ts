import { Interrupted } from "../../errors.ts"
import { asLuxError } from "../../warehouse/errors.ts"
import type { Outcome } from "../outcome.ts"
import type { CheckResult } from "../results.ts"
import type { UnitTestWork } from "../workload.ts"
import type { Finding } from "./findings.ts"
import { runUnitTest } from "./run-unit-test.ts"
import type { UnitTestEngine } from "./unit-test-engine.ts"

/** Runs a unit test. What goes wrong is in its one check. */
export async function performUnitTest({ test }: UnitTestWork, engine: UnitTestEngine): Promise<Outcome> {
  const startedAt = new Date()
  const check = (
    came: Pick<CheckResult, "status" | "failures" | "sample" | "findings" | "error">,
  ): CheckResult => ({
    uniqueId: test.uniqueId,
    name: test.name,
    test: "unit",
    gates: undefined,
    relation: test.expect.at(-1)?.model.parts.at(-1),
    column: undefined,
    severity: "error",
    warnIf: "!= 0",
    errorIf: "!= 0",
    startedAt,
    durationMs: Date.now() - startedAt.getTime(),
    storedIn: undefined,
    compiledPath: undefined,
    observed: null,
    expected: null,
    totalRows: null,
    metrics: [],
    get declaredAt() {
      return `${test.place.file}:${test.place.line}`
    },
    ...came,
  })
  try {
    const { findings, rows } = await runUnitTest(engine, test)
    const failures = findings.reduce((sum, each) => sum + (each.kind === "rows" ? each.rows.length : 1), 0)
    const sample = findings.flatMap(sampleOf).slice(0, sampleRows)
    const status = findings.length === 0 ? "pass" : "fail"
    return outcome(check({ status, failures, sample, findings, error: undefined }), rows)
  } catch (error) {
    if (error instanceof Interrupted)
      return { ...nothing, status: "cancelled", message: "interrupted", checks: [] }
    const known = asLuxError(error, test.place)
    return outcome(check({ status: "error", failures: null, sample: [], error: known }), 0)
  }
}

const nothing = { rows: undefined, error: undefined, compiledPath: undefined } as const

// As many as of other checks.
const sampleRows = 10

function outcome(check: CheckResult, rows: number): Outcome {
  const passed = check.status === "pass"
  const message = passed
    ? `${rows} ${rows === 1 ? "row" : "rows"} as expected`
    : check.status === "error"
      ? "it could not run"
      : "not as expected"
  return { ...nothing, status: passed ? "ok" : "fail", message, checks: [check] }
}

/** What is kept in the history: each row with what is wrong with it. */
function sampleOf(finding: Finding): CheckResult["sample"] {
  if (finding.kind === "check") {
    const { kind: _, ...told } = finding
    return [told]
  }
  return finding.rows.map(({ expected, actual }) => ({
    model: finding.model,
    difference: expected === undefined ? "unexpected" : actual === undefined ? "missing" : "differs",
    ...(expected === undefined ? {} : { expected: named(finding.columns, expected) }),
    ...(actual === undefined ? {} : { actual: named(finding.columns, actual) }),
  }))
}

function named(
  columns: readonly string[],
  row: readonly (string | null)[],
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(columns.map((name, at) => [name, row[at]]))
}
