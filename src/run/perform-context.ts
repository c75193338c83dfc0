import type { Compiler } from "../compile/compiler.ts"
import type { LuxError } from "../errors.ts"
import type { BatchRow } from "../lake/ledger.ts"
import type { AuditedPlan } from "../materialize/plan.ts"
import type { Project, Resource } from "../project/types.ts"
import type { Remembered } from "../quality/anomaly/series.ts"
import type { Planner } from "../quality/plan/check-plan.ts"
import { plannerFor } from "../quality/plan/planners.ts"
import type { WarehouseStatements } from "../warehouse/statements.ts"
import type { Warehouse } from "../warehouse/warehouse.ts"
import type { Remake } from "./build/dependents.ts"
import type { SqlFile } from "./compiled-files.ts"
import type { LedgerSession } from "./lake/ledger-session.ts"
import type { StagingChoice } from "./lake/staging-choice.ts"
import type { Guard } from "./leases/leases.ts"
import type { CheckResult } from "./results.ts"
import type { UnitTestEngine } from "./unit-test/unit-test-engine.ts"
import type { RelationWork, Work } from "./workload.ts"

/** What every piece of work of a run shares. */
export interface PerformContext {
  readonly project: Project
  readonly compiler: Compiler
  readonly warehouse: Warehouse
  readonly statements: WarehouseStatements
  /** How the views of models that this run builds are made. */
  readonly remake: Remake
  readonly lake: LedgerSession
  /** What was measured before, for checks of anomalies. */
  readonly remembered: Remembered
  readonly unitTests: UnitTestEngine
  readonly fullRefresh: boolean
  /** What stages do with files that are set aside and with rejects; undefined: they leave them. */
  readonly staging: StagingChoice | undefined
  readonly cancelled: () => boolean
  readonly invocationId: string
  readonly dependsOn: (uniqueId: string) => readonly Resource[]
  /** How the statements of a node make sure of its lease; undefined where no other run can be building it. */
  readonly guard: (uniqueId: string) => Guard | undefined
  /** Work as it is to be done now, where another run may have done it meanwhile. */
  readonly afresh: (work: Work) => Promise<Work>
  readonly warn: (error: LuxError) => void
  /** Told the SQL that was sent for a node and its checks. */
  readonly onExecuted: (files: readonly SqlFile[]) => void
  /** By unique id, in the order in which they were built: new versions that are to be published together with others. */
  readonly waiting: Map<string, Waiting>
}

/** A new version that is built and checked, next to the one that it is to replace. */
export interface Waiting {
  readonly work: RelationWork
  readonly plan: AuditedPlan
  readonly batches: readonly BatchRow[]
  readonly rows: number | undefined
  readonly checks: readonly CheckResult[]
  /** The SQL that was sent for it. */
  readonly sent: string[]
}

/** How the target's warehouse is asked. */
export function plannerOf({ project }: PerformContext): Planner {
  return plannerFor(project.target.type)
}
