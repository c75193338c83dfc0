/** What a run leaves: one result a node and a check. */
import type { LuxError } from "../errors.ts"
import type { MetricName } from "../quality/question.ts"
import type { Remaining } from "./remaining.ts"
import type { Finding } from "./unit-test/findings.ts"

/**
 * ok: built and published; warn: published, a check of warn severity failed; rejected: a check kept the new version out;
 * fail: a test by itself that failed; error: could not be built; skipped: something it depends on did not come through; cancelled: interrupted.
 */
export type NodeStatus = "ok" | "warn" | "rejected" | "fail" | "error" | "skipped" | "cancelled"

/**
 * pass, warn and fail are verdicts; insufficient: there were too few rows to judge; error: the check could not run;
 * skipped: it was not run.
 */
export type CheckStatus = "pass" | "warn" | "fail" | "insufficient" | "error" | "skipped"

/** An aggregate that a check measured. */
interface Measured {
  readonly metric: MetricName
  /** Names of the columns that it is of. */
  readonly columns: readonly string[]
  /** Values of the check's `group_by`, joined; undefined for all rows. */
  readonly group: string | undefined
  readonly value: number | string | null
}

export interface NodeResult {
  readonly uniqueId: string
  /** `analytics.popularity_factor`, or the name where there is no relation. */
  readonly label: string
  /** view, table, incremental, seed, snapshot, stage, test, unit_test. */
  readonly kind: string
  readonly status: NodeStatus
  /** One line for people: `11 rows`, or why it was skipped. */
  readonly message: string
  /** Rows that the node wrote or changed; undefined where the engine does not say. */
  readonly rows: number | undefined
  /** Privilege -> who has it, as configured. */
  readonly grants: Readonly<Record<string, readonly string[]>>
  readonly startedAt: Date
  readonly finishedAt: Date
  readonly checks: readonly CheckResult[]
  readonly error: LuxError | undefined
  /** Of a rejected node: the relation that keeps the new version, as SQL names it. */
  readonly rejectedAs?: string | undefined
  /** Path of the compiled SQL, relative to the project. */
  readonly compiledPath: string | undefined
}

export interface CheckResult {
  readonly uniqueId: string
  readonly name: string
  /** The generic test's name, `singular`, or `unit`. */
  readonly test: string
  /** Unique id of the node that the check gates; undefined for a check that gates none. */
  readonly gates: string | undefined
  readonly relation: string | undefined
  readonly column: string | undefined
  readonly severity: "error" | "warn"
  readonly warnIf: string
  readonly errorIf: string
  readonly status: CheckStatus
  /** What was counted: failing rows, or the test's `fail_calc`. Null when the check could not run. */
  readonly failures: number | null
  /** What was measured, of a check of an aggregate; of several groups that of the first that is wrong. */
  readonly observed: number | string | null
  /** What it was to be, as people read it: `between 1 and 5`. */
  readonly expected: string | null
  /** What was found, in a sentence, where the numbers do not say it: of an anomaly what was expected, and since when. */
  readonly message?: string | undefined
  /** Unique ids of what it reads that is not built: then it was not asked, and warns. */
  readonly notAsked?: readonly string[] | undefined
  /** Rows that were looked at; null for a query that says by itself what it looks at. */
  readonly totalRows: number | null
  readonly metrics: readonly Measured[]
  readonly startedAt: Date
  readonly durationMs: number
  /** Up to ten failing rows, when it failed. */
  readonly sample: readonly Readonly<Record<string, unknown>>[]
  readonly error: LuxError | undefined
  /** Where failing rows were stored, when asked for. */
  readonly storedIn: string | undefined
  readonly compiledPath: string | undefined
  /** Of a unit test: what came out otherwise than expected. */
  readonly findings?: readonly Finding[] | undefined
  /** Where it was declared: `models/marts/marts.yml:12`. */
  readonly declaredAt: string
}

/** What the warehouse says that a node's statements took. Times in milliseconds. */
export interface NodeCost {
  /** Undefined for what the run itself sent: catalog, hooks, history. */
  readonly uniqueId: string | undefined
  readonly label: string | undefined
  readonly statements: number
  readonly queuedMs: number
  readonly compiledMs: number
  readonly executedMs: number
  readonly scannedBytes: number
  /** Written or returned. */
  readonly rows: number
  readonly spilledBytes: number
}

export interface RunResult {
  readonly invocationId: string
  readonly command: string
  readonly startedAt: Date
  readonly finishedAt: Date
  readonly nodes: readonly NodeResult[]
  /** Where it was asked for, and the warehouse keeps an account: of each node, and last of the run itself. */
  readonly costs?: readonly NodeCost[] | undefined
  /** What it leaves to do; nothing where it was interrupted. */
  readonly remaining?: readonly Remaining[] | undefined
  /** False when something failed, was rejected or could not be built, or the run was interrupted; warnings are not failure. */
  readonly success: boolean
  /** True when the run was interrupted. */
  readonly cancelled: boolean
  /** Name of the project. */
  readonly project: string
  /** Name of the target. */
  readonly target: string
  /** Where the tables are: the warehouse's place. */
  readonly warehouse: string
}
