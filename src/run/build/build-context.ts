import type { BatchRow } from "../../lake/ledger.ts"
import { analyzing } from "../../materialize/analyze.ts"
import { commentStatements, missingColumns } from "../../materialize/comments.ts"
import { kindOfRelation } from "../../materialize/plan-node.ts"
import type { Hook } from "../../project/types.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import { type PerformContext, plannerOf } from "../perform-context.ts"
import type { RelationWork } from "../workload.ts"
import type { BuildContext } from "./build-node.ts"
import { checkOutputNames } from "./check-names.ts"
import type { CompiledHook } from "./hooks.ts"
import { indexStatements } from "./indexes.ts"
import { firstChecks } from "./together.ts"

/** What surrounds the statements of a relation's plan on a session. */
export function buildContext(
  session: Session,
  work: RelationWork,
  batches: readonly BatchRow[],
  context: PerformContext,
): BuildContext {
  const { compiler, lake, statements } = context
  const { config } = work.resource
  const besideChecks = firstChecks(work)
  const checks = [...besideChecks, ...work.insideChecks]
  const hook =
    (kind: CompiledHook["kind"]) =>
    ({ sql, transaction }: Hook): CompiledHook => ({
      kind,
      compiled: compiler.hook(sql, work.relation, work.isIncremental),
      transaction,
    })
  const merges = work.plan.kind === "beside" && work.plan.mergesIntoLive
  const readsBatches = work.compiled?.inputs.some((input) => input.kind === "batches") === true
  return {
    preHooks: config.preHooks.map(hook("pre-hook")),
    postHooks: config.postHooks.map(hook("post-hook")),
    indexes: indexStatements(work.resource, context),
    analyze: (rows) => analyzing(work.resource, work.relation, rows, statements),
    grants: work.grants,
    recordLoads: readsBatches
      ? () => lake.recordLoads(session, work.relation, batches, { replace: !merges })
      : undefined,
    checkNames: async () => {
      if (work.compiled !== undefined)
        await checkOutputNames(session, work.compiled, context.project.target.type, statements)
    },
    // Only now: a check may read all batches of a stage of which the node itself was to see the new ones.
    beforeAudit: () =>
      lake.show(
        session,
        checks.flatMap((check) => check.inputs),
        undefined,
      ),
    statements,
    remake: context.remake,
    comment: commenting(session, work, context),
    lease: context.guard(work.id),
    waits: work.together !== undefined,
    besideChecks,
    insideChecks: work.insideChecks,
    planner: plannerOf(context),
    remembered: context.remembered,
  }
}

/** Writes descriptions as comments, on what the relation has now. */
function commenting(
  session: Session,
  { resource, relation }: RelationWork,
  { statements, warn }: PerformContext,
): (() => Promise<void>) | undefined {
  const { persistDocs } = resource.config
  if (!persistDocs.relation && !persistDocs.columns) return undefined
  return async () => {
    const { columns } = await session.query(`select * from ${relation} limit 0`)
    const names = columns.map(({ name }) => name)
    for (const warning of missingColumns(resource, names)) warn(warning)
    const comments = commentStatements(
      resource,
      relation,
      kindOfRelation(resource, statements),
      names,
      statements,
    )
    if (comments.length > 0) await session.runAll(comments.map(({ sql }) => sql))
  }
}
