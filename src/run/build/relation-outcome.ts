import type { LuxError } from "../../errors.ts"
import { brokenByStored } from "../../materialize/new-constraints.ts"
import { WarehouseError } from "../../warehouse/errors.ts"
import { compiledPathOf } from "../compiled-files.ts"
import type { Outcome } from "../outcome.ts"
import type { PerformContext } from "../perform-context.ts"
import type { RelationWork, StageWork } from "../workload.ts"
import { authoredError, namedTwice } from "./authored-error.ts"
import type { BuildOutcome } from "./build-node.ts"
import { inTheWay } from "./made-by-lux.ts"

/** What building or publishing a relation came to, for people. */
export function relationOutcome(outcome: BuildOutcome, work: RelationWork, context: PerformContext): Outcome {
  return {
    status: outcome.status,
    message: messageOf(outcome, work),
    rows: outcome.rows,
    checks: outcome.checks,
    error: outcome.error && errorOf(outcome.error, work, context),
    rejectedAs: outcome.rejected?.toString(),
    compiledPath: work.compiled === undefined ? undefined : compiledPathOf(work.resource, context.project),
  }
}

function errorOf(error: LuxError, work: RelationWork, { statements }: PerformContext): LuxError {
  const known = [work.compiled, work.compiledBeside].reduce(
    (told, compiled) => namedTwice(told, compiled, statements.refusals),
    brokenByStored(inTheWay(error, work.resource, work.relation), work.resource),
  )
  return authoredOf(known, work)
}

function messageOf(outcome: BuildOutcome, work: RelationWork): string {
  if (outcome.status === "rejected") {
    const failed = outcome.checks.filter(
      (check) => check.status === "fail" || check.status === "error",
    ).length
    const { rejected, unkept } = outcome
    const kept =
      unkept === undefined
        ? rejected && `; the new version is kept as ${rejected.label}`
        : `; the new version could not be kept as ${unkept.relation.label}: ${unkept.error.message}`
    return `${failed} of ${outcome.checks.length} checks failed${kept ?? ""}${isLiveView(work) ? liveViewNote : ""}`
  }
  if (outcome.status === "cancelled") return "interrupted"
  if (outcome.error !== undefined) return outcome.error.message
  return outcome.rows === undefined ? "" : `${outcome.rows} ${outcome.rows === 1 ? "row" : "rows"}`
}

/** A view has no rows of its own: what was published below it shows through the query that stayed. */
const liveViewNote = "; the live view keeps its query, and shows what the relations that it reads hold now"

function isLiveView({ live, together }: RelationWork): boolean {
  return live === "view" && together === undefined
}

/** An engine's error at its place in the authored file. */
export function authoredOf(error: LuxError, work: RelationWork | StageWork): LuxError {
  const beside = work.kind === "relation" ? work.compiledBeside : undefined
  const wasBeside = beside !== undefined && error instanceof WarehouseError && error.sql.includes(beside.sql)
  return authoredError(error, wasBeside ? beside : work.compiled, work.resource.place)
}
