import type { Compiler } from "../../compile/compiler.ts"
import { isReadFromOutside } from "../../project/resource-guards.ts"
import type { Project } from "../../project/types.ts"
import { catalogOf } from "../../warehouse/catalog.ts"
import type { Catalog, Warehouse } from "../../warehouse/warehouse.ts"
import { openProjectWarehouse, schemasOf } from "../session/prepare-warehouse.ts"
import { checkWarehouseIsThere, warehouseIsThere } from "../session/warehouse-there.ts"
import { type CatalogDetails, readCatalogDetails } from "./catalog-details.ts"

export interface CatalogOptions {
  /** How long to wait for another process to let go of the database file. */
  readonly lockTimeoutSeconds: number
  readonly signal?: AbortSignal | undefined
}

/**
 * The relations that the warehouse has where the project's models, seeds, snapshots and sources are, with all that is known
 * of them. Throws LUX-2302 where there is no warehouse yet.
 */
export async function readProjectCatalog(
  project: Project,
  compiler: Compiler,
  options: CatalogOptions,
): Promise<CatalogDetails & { readonly catalog: Catalog }> {
  checkWarehouseIsThere(project)
  const schemas = [...schemasOf(project, compiler), ...schemasOfSources(project, compiler)]
  return inWarehouse(project, options, async (warehouse) => {
    const catalog = await warehouse.readCatalog(schemas)
    return { catalog, ...(await readCatalogDetails(warehouse, schemas, catalog)) }
  })
}

/** The same of what lux builds alone; empty where there is no warehouse yet: opening one would make the file. */
export async function readCatalogIfThere(
  project: Project,
  compiler: Compiler,
  options: CatalogOptions,
): Promise<Catalog> {
  if (!warehouseIsThere(project)) return catalogOf([], [])
  const schemas = [...schemasOf(project, compiler)]
  return inWarehouse(project, options, (warehouse) => warehouse.readCatalog(schemas))
}

function schemasOfSources(project: Project, compiler: Compiler): readonly string[] {
  return project.resources.flatMap((resource) =>
    isReadFromOutside(resource) ? (compiler.relationOf(resource).schema ?? []) : [],
  )
}

async function inWarehouse<T>(
  project: Project,
  options: CatalogOptions,
  read: (warehouse: Warehouse) => Promise<T>,
): Promise<T> {
  const warehouse = await openProjectWarehouse(project, { ...options, threads: 1 })
  const cancel = (): void => warehouse.cancel()
  options.signal?.addEventListener("abort", cancel)
  try {
    return await read(warehouse)
  } finally {
    options.signal?.removeEventListener("abort", cancel)
    await warehouse.close()
  }
}
