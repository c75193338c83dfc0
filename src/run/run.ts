import { randomUUID } from "node:crypto"
import { join } from "node:path"
import { knowingCompiler } from "../analysis/knowledge.ts"
import type { Deferral } from "../compile/compiler.ts"
import type { LuxError } from "../errors.ts"
import { graphWarnings } from "../graph/graph-warnings.ts"
import { laterAnalysisRecord } from "../record/analysis-record.ts"
import type { ReadProject } from "../record/read-project.ts"
import { catalogOf } from "../warehouse/catalog.ts"
import { implementationOf } from "../warehouse/warehouses.ts"
import { costsUnknown } from "./commands/run-cost.ts"
import { dryRun } from "./dry-run.ts"
import type { ExecuteOptions } from "./execute-options.ts"
import type { RunResult } from "./results.ts"
import { runInWarehouse } from "./run-in-warehouse.ts"
import { RunJournal } from "./run-journal.ts"
import { RunPlanner } from "./run-planner.ts"
import type { RunCommand } from "./scope.ts"
import { projectStatements } from "./session/project-statements.ts"
import { recordedRun } from "./session/recorded-runs.ts"
import { executeUnitTests } from "./unit-test/execute-unit-tests.ts"
import { createUnitTestEngine } from "./unit-test/unit-test-engine.ts"

/**
 * One invocation from selection to history. Everything is compiled and planned before anything is touched, so a project
 * error throws and leaves the warehouse as it was; what fails while it runs is in the results.
 */
export async function execute(
  read: ReadProject,
  command: RunCommand,
  options: ExecuteOptions,
): Promise<RunResult> {
  const startedAt = new Date()
  const invocation = { id: randomUUID(), startedAt: startedAt.toISOString() }
  const { project } = read
  const deferred = new Map<string, Deferral>()
  // Taken over from what compiled last: what is known of models is by their own relations, so not with those of others.
  const isKept = read.recordId !== undefined && options.defer === undefined
  const record = isKept ? laterAnalysisRecord(join(project.targetPath, "analysis.record")) : undefined
  const { compiler } = knowingCompiler(read, invocation, record, deferred)
  const warn = (error: LuxError): void => options.onEvent({ type: "warning", error })
  for (const error of warningsBefore(read, options, startedAt)) warn(error)
  const recorded = recordedRun(project.target, invocation.id)
  // What would be sent is reported in the same words each time.
  const token = options.dryRun && recorded !== undefined ? "" : recorded?.token
  const planner = new RunPlanner(read, command, { ...options, compiler, deferred, warn, token })
  const unitTests = createUnitTestEngine(read, invocation)
  const about = { invocationId: invocation.id, command, startedAt, project }
  const journal = new RunJournal(about, { ...options, warn })
  if (options.dryRun) {
    await dryRun(project, compiler, (catalog, statements) => planner.plan(catalog, statements), options)
    return journal.finish()
  }
  if (planner.isUnitTestsOnly) {
    const statements = projectStatements(project, await implementationOf(project.target))
    const items = planner.plan(catalogOf([], []), statements)
    return executeUnitTests(items, unitTests, { ...options, project, journal, warn })
  }
  return runInWarehouse({
    read,
    command,
    options,
    invocation,
    compiler,
    planner,
    journal,
    unitTests,
    warn,
  })
}

/** What is reported before anything is planned. */
function warningsBefore(
  { project, graph }: ReadProject,
  { selected, showCost }: ExecuteOptions,
  startedAt: Date,
): readonly LuxError[] {
  const noCosts = showCost ? costsUnknown(project) : undefined
  return [
    ...project.warnings,
    ...graphWarnings(graph, startedAt),
    ...selected.warnings,
    ...(noCosts === undefined ? [] : [noCosts]),
  ]
}
