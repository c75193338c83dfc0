import { createCompiler, type Deferral } from "../../compile/compiler.ts"
import { targetPlace } from "../../project/target/target-place.ts"
import type { ReadProject } from "../../record/read-project.ts"
import { catalogOf } from "../../warehouse/catalog.ts"
import { type CatalogOptions, readCatalogIfThere } from "../commands/project-catalog.ts"
import { type Defer, deferrals } from "./defer.ts"

/**
 * As `deferrals`, for a command that only looks: it asks the target's warehouse what is there, and nothing where the state
 * is favoured.
 */
export async function currentDeferrals(
  { project, graph, relations }: ReadProject,
  defer: Defer,
  selected: ReadonlySet<string>,
  options: CatalogOptions,
): Promise<ReadonlyMap<string, Deferral>> {
  const compiler = createCompiler(project, { id: "", startedAt: "" }, { relations })
  const catalog = defer.favorState ? catalogOf([], []) : await readCatalogIfThere(project, compiler, options)
  const { relationOf } = compiler
  return deferrals(defer, graph, selected, { relationOf, catalog, database: targetPlace(project.target) })
}

/** True where something is read from another database file than the target's. */
export function readsElsewhere(deferred: ReadonlyMap<string, Deferral>): boolean {
  return [...deferred.values()].some(({ database }) => database !== undefined)
}
