import type { Project } from "../project/types.ts"
import type { Relation } from "../sql/relation.ts"
import { checkDatabaseName } from "./database-name.ts"
import { checkFailuresRelations } from "./failures-relation.ts"
import { checkNameLengths } from "./name-lengths.ts"
import { checkDistinctRelations, type RelationOf } from "./relations.ts"

/** Projects already validated. */
const checked = new WeakSet<Project>()

/** Checks the names of a project's relations together, once a project. Throws LUX-12xx. */
export function checkRelations(
  project: Project,
  relationOf: RelationOf,
  known: ReadonlyMap<string, Relation>,
): void {
  if (checked.has(project)) return
  checkDistinctRelations(project.resources, relationOf, known)
  checkFailuresRelations(project, relationOf)
  checkDatabaseName(project, relationOf, known)
  checkNameLengths(project, relationOf, known)
  checked.add(project)
}
