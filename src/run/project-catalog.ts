import { existsSync } from "node:fs"
import type { Compiler } from "../compile/compiler.ts"
import { LuxError } from "../errors.ts"
import type { Project } from "../project/types.ts"
import type { Catalog } from "../warehouse/warehouse.ts"
import { openProjectWarehouse, schemasOf } from "./prepare-warehouse.ts"

export interface CatalogOptions {
  /** How long to wait for another process to let go of the database file. */
  readonly lockTimeoutSeconds: number
  readonly signal?: AbortSignal | undefined
}

/**
 * The relations and columns that the warehouse has where the project's models, seeds, snapshots and sources lie. Throws
 * LUX-2302 where there is no warehouse yet.
 */
export async function readProjectCatalog(
  project: Project,
  compiler: Compiler,
  options: CatalogOptions,
): Promise<Catalog> {
  if (!existsSync(project.target.path))
    throw new LuxError("LUX-2302", `there is no warehouse at ${project.target.path} yet`, {
      hint: "Build it first: lux build.",
    })
  const ofSources = project.resources.flatMap((resource) =>
    resource.type === "source" ? (compiler.relationOf(resource).schema ?? []) : [],
  )
  const warehouse = await openProjectWarehouse(project, { ...options, threads: 1 })
  const cancel = (): void => warehouse.cancel()
  options.signal?.addEventListener("abort", cancel)
  try {
    return await warehouse.readCatalog([...new Set([...schemasOf(project, compiler), ...ofSources])])
  } finally {
    options.signal?.removeEventListener("abort", cancel)
    await warehouse.close()
  }
}
