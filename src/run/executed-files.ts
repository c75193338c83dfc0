import type { Project } from "../project/types.ts"
import type { Check } from "../quality/check.ts"
import type { Planner } from "../quality/plan/check-plan.ts"
import { candidateSuffix, tokenIn, withToken } from "../sql/names-next-to.ts"
import { isOneStatement } from "../warehouse/one-by-one.ts"
import type { Session } from "../warehouse/warehouse.ts"
import { executedPathOf, type SqlFile } from "./compiled-files.ts"
import { checksOf } from "./compiled-sql.ts"
import type { CheckResult } from "./results.ts"
import type { Work } from "./workload.ts"

/** The session, with every statement that it is given noted in `sent` as well. lux's own tables are not told of. */
export function listening(session: Session, sent: string[]): Session {
  return {
    ...session,
    run: (sql) => {
      sent.push(sql)
      return session.run(sql)
    },
    runAll: async (sqls, after = []) => {
      const alone = isOneStatement(sqls)
      if (!alone) sent.push("begin transaction")
      sent.push(...sqls)
      try {
        const result = await session.runAll(sqls, after)
        if (!alone) sent.push("commit")
        sent.push(...after)
        return result
      } catch (error) {
        if (!alone) sent.push("rollback")
        throw error
      }
    },
    query: (sql) => {
      sent.push(sql)
      return session.query(sql)
    },
    queryAll: (sqls) => {
      sent.push(...sqls)
      return session.queryAll(sqls)
    },
    async transaction(work) {
      sent.push("begin transaction")
      try {
        const result = await session.transaction(work)
        sent.push("commit")
        return result
      } catch (error) {
        sent.push("rollback")
        throw error
      }
    },
  }
}

/**
 * What was sent for a node as one script, and for each check that was asked what asks it by itself; candidates without the
 * token of the run, so that the same run leaves the same files.
 */
export function executedFiles(
  work: Work,
  sent: readonly string[],
  results: readonly CheckResult[],
  project: Project,
  planner: Planner,
): readonly SqlFile[] {
  const asked = new Set(results.filter(({ status }) => status !== "skipped").map(({ uniqueId }) => uniqueId))
  const untold = withoutToken(work)
  const checks = checksOf(work)
    .filter(({ test }) => asked.has(test.uniqueId))
    .map((check) => ({ path: executedPathOf(check.test, project), sql: untold(askedAlone(check, planner)) }))
  if (work.kind === "test" || work.kind === "unit_test" || sent.length === 0) return checks
  const script = untold(sent.map(ended).join("\n"))
  return [{ path: executedPathOf(work.resource, project), sql: script }, ...checks]
}

function withoutToken(work: Work): (sql: string) => string {
  const [candidate] = work.kind === "relation" ? work.candidates.values() : []
  const token = candidate && tokenIn(candidate.name)
  if (token === undefined) return (sql) => sql
  return (sql) => sql.replaceAll(withToken(candidateSuffix, token), candidateSuffix)
}

/** What asks a check where no other is asked next to it. */
function askedAlone(check: Check, planner: Planner): string {
  const { queries, checks } = planner([check.asked])
  return [...queries, ...checks.flatMap(({ recount }) => recount ?? [])].map(({ sql }) => sql).join(";\n")
}

function ended(sql: string): string {
  const text = sql.trimEnd()
  return text.endsWith(";") ? `${text}\n` : `${text};\n`
}
