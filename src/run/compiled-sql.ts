import { withEphemerals } from "../compile/with-ephemerals.ts"
import type { Graph } from "../graph/types.ts"
import type { Project } from "../project/types.ts"
import type { Check } from "../quality/check.ts"
import { lexicalDialects } from "../sql/types.ts"
import { compiledPathOf, type SqlFile } from "./compiled-files.ts"
import type { Work, WorkloadItem } from "./workload.ts"

/**
 * The compiled SQL of the nodes and checks of a run and of the ephemeral models that they read, by unique id; checks as they ask the
 * published relation.
 */
export function compiledSqlOf(
  items: readonly WorkloadItem[],
  { target }: Pick<Project, "target">,
): ReadonlyMap<string, string> {
  const compiled = new Map<string, string>()
  for (const { work } of items) {
    if (work.kind !== "test" && work.kind !== "unit_test" && work.compiled !== undefined) {
      compiled.set(work.id, work.compiled.sql)
      for (const { model, sql, reads } of work.compiled.ephemerals)
        if (!compiled.has(model.uniqueId))
          compiled.set(model.uniqueId, withEphemerals(sql, reads, lexicalDialects[target.type]).sql)
    }
    for (const check of checksOf(work)) compiled.set(check.test.uniqueId, ofPublished(check, work))
  }
  return compiled
}

/** The same as files, of what is a node. */
export function compiledFiles(
  graph: Graph,
  project: Project,
  items: readonly WorkloadItem[],
): readonly SqlFile[] {
  return [...compiledSqlOf(items, project)].flatMap(([id, sql]) => {
    const resource = graph.nodes.get(id)?.resource
    return resource === undefined ? [] : [{ path: compiledPathOf(resource, project), sql }]
  })
}

/** All checks of a piece of work, whether they come to be asked or not. */
export function checksOf(work: Work): readonly Check[] {
  if (work.kind === "unit_test") return []
  return work.kind === "relation" ? [...work.besideChecks, ...work.insideChecks] : work.checks
}

/** A candidate is gone once it is published or rejected. */
function ofPublished(check: Check, work: Work): string {
  if (work.kind !== "relation") return check.sql
  const published = work.together?.relations ?? new Map([[work.id, work.relation]])
  return [...work.candidates].reduce(
    (sql, [id, candidate]) => sql.replaceAll(String(candidate), String(published.get(id) ?? candidate)),
    check.sql,
  )
}
