import type { Compiler } from "../../compile/compiler.ts"
import { isBuilt } from "../../project/resource-guards.ts"
import type { Project } from "../../project/types.ts"
import type { Catalog } from "../../warehouse/warehouse.ts"
import { openProjectWarehouse } from "../session/prepare-warehouse.ts"
import type { CatalogOptions } from "./project-catalog.ts"

/** The first rows of what `docs: {sample: 20}` asks for, by unique id. Where nothing does, no session is opened. */
export async function readSamples(
  project: Project,
  compiler: Compiler,
  catalog: Catalog,
  options: CatalogOptions,
): Promise<ReadonlyMap<string, readonly Readonly<Record<string, unknown>>[]>> {
  const wanted = project.resources.flatMap((resource) => {
    if (!isBuilt(resource) || resource.config.docs.sample === 0) return []
    const relation = compiler.relationOf(resource)
    return catalog.get(relation) === undefined
      ? []
      : [{ id: resource.uniqueId, relation, sample: resource.config.docs.sample }]
  })
  const found = new Map<string, readonly Readonly<Record<string, unknown>>[]>()
  if (wanted.length === 0) return found
  const warehouse = await openProjectWarehouse(project, { ...options, threads: 1 })
  const cancel = (): void => warehouse.cancel()
  options.signal?.addEventListener("abort", cancel)
  try {
    await warehouse.withSession(async (session) => {
      for (const { id, relation, sample } of wanted)
        found.set(id, (await session.query(`select * from ${relation} limit ${sample}`)).rows)
    })
  } finally {
    options.signal?.removeEventListener("abort", cancel)
    await warehouse.close()
  }
  return found
}
