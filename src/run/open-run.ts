import type { Compiler } from "../compile/compiler.ts"
import type { Invocation } from "../compile/render-context.ts"
import type { LuxError } from "../errors.ts"
import type { ReadProject } from "../record/read-project.ts"
import type { Catalog } from "../warehouse/warehouse.ts"
import type { ExecuteOptions } from "./execute-options.ts"
import type { ProjectWarehouse } from "./lake/lake-services.ts"
import type { Leases } from "./leases/leases.ts"
import type { IsThere } from "./presence.ts"
import type { RunJournal } from "./run-journal.ts"
import type { RunPlanner } from "./run-planner.ts"
import type { RunCommand } from "./scope.ts"
import type { Prepared } from "./session/prepare-warehouse.ts"
import type { UnitTestEngine } from "./unit-test/unit-test-engine.ts"

/** One run, before its warehouse is opened. */
export interface Run {
  readonly read: ReadProject
  readonly command: RunCommand
  readonly options: ExecuteOptions
  readonly invocation: Invocation
  readonly compiler: Compiler
  readonly planner: RunPlanner
  readonly journal: RunJournal
  readonly unitTests: UnitTestEngine
  readonly warn: (error: LuxError) => void
}

/** The same, with the warehouse as it was when the run began. */
export interface OpenRun extends Run, Prepared {
  readonly warehouse: ProjectWarehouse
  /** Undefined where no other run can be building. */
  readonly leases: Leases | undefined
  /** What is there by a catalog, and because the run builds it. */
  readonly thereIn: (catalog: Catalog, builds: ReadonlySet<string>) => IsThere
}
