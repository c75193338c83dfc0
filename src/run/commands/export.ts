import { randomUUID } from "node:crypto"
import { resolve } from "node:path"
import { knowingCompiler } from "../../analysis/knowledge.ts"
import { LuxError } from "../../errors.ts"
import { isRemote, pathIn } from "../../lake/file-store.ts"
import { luxCommand } from "../../project/command-line.ts"
import { isInWarehouse } from "../../project/materialized.ts"
import { versionedName } from "../../project/resources/versions.ts"
import type { Built, Project } from "../../project/types.ts"
import { factsOf } from "../../project/warehouses.ts"
import type { ReadProject } from "../../record/read-project.ts"
import type { Relation } from "../../sql/relation.ts"
import { asLuxError } from "../../warehouse/errors.ts"
import type { FileFormat } from "../../warehouse/statements.ts"
import type { Warehouse } from "../../warehouse/warehouse.ts"
import { type ProjectWarehouse, storesOf } from "../lake/lake-services.ts"
import { openProjectWarehouse, schemasOf } from "../session/prepare-warehouse.ts"
import { checkWarehouseIsThere } from "../session/warehouse-there.ts"
import { rowsWriterFor } from "./export-rows.ts"

export interface ExportSettings {
  /** Unique ids. */
  readonly selected: readonly string[]
  /** A folder of this machine, or an address such as `s3://bucket/prefix`. */
  readonly to: string
  readonly format: FileFormat
  readonly overwrite: boolean
  /** A list of the files next to them, as Redshift writes it. */
  readonly manifest: boolean
  readonly lockTimeoutSeconds: number
  readonly signal: AbortSignal | undefined
  readonly onExported: (exported: Exported) => void
}

/** What was written of one relation. */
export interface Exported {
  readonly uniqueId: string
  readonly name: string
  readonly relation: string
  /** The file; of what the warehouse wrote by itself the folder, which ends in `/`. */
  readonly to: string
  readonly rows: number
}

/**
 * Writes what is published into files, one relation after the other. Looks first whether all can be: throws LUX-2670 for
 * what cannot be exported so, LUX-2671 for a file that is there, LUX-2672 for a relation that is not.
 */
export async function exportRows(read: ReadProject, settings: ExportSettings): Promise<readonly Exported[]> {
  const { project, graph } = read
  const invocation = { id: randomUUID(), startedAt: new Date().toISOString() }
  const { compiler } = knowingCompiler(read, invocation)
  const built = settings.selected.flatMap((id) => {
    const resource = graph.nodes.get(id)?.resource
    return resource !== undefined && isInWarehouse(resource) ? [resource] : []
  })
  if (built.length === 0)
    throw new LuxError("LUX-2670", "nothing that is selected is kept in the warehouse", {
      hint: "Seeds, snapshots and models that are a view, a table or incremental can be exported.",
    })
  const works = built.map((resource) => ({
    resource,
    relation: compiler.relationOf(resource),
    path: pathOf(resource, project, settings),
  }))
  checkWarehouseIsThere(project)
  if (!factsOf(project.target).unloads && !settings.overwrite) await checkFree(project, works)
  const warehouse = await openProjectWarehouse(project, { ...settings, threads: 1, invocation })
  const cancel = (): void => warehouse.cancel()
  settings.signal?.addEventListener("abort", cancel)
  try {
    await checkThere(warehouse, project, [...schemasOf(project, compiler)], works)
    return await exportAll(warehouse, project, works, settings)
  } finally {
    settings.signal?.removeEventListener("abort", cancel)
    await warehouse.close()
  }
}

interface Work {
  readonly resource: Built
  readonly relation: Relation
  readonly path: string
}

async function exportAll(
  warehouse: ProjectWarehouse,
  project: Project,
  works: readonly Work[],
  settings: ExportSettings,
): Promise<readonly Exported[]> {
  const done: Exported[] = []
  const write = rowsWriterFor(warehouse, project, settings)
  await warehouse.withSession(async (session) => {
    for (const { resource, relation, path } of works) {
      session.about(resource.uniqueId)
      const rows = await write(session, relation, path).catch((error: unknown) => {
        throw asLuxError(error, resource.place)
      })
      const { uniqueId } = resource
      const exported = { uniqueId, name: versionedName(resource), relation: relation.label, to: path, rows }
      done.push(exported)
      settings.onExported(exported)
    }
  })
  return done
}

function pathOf(resource: Built, { target }: Project, { to, format }: ExportSettings): string {
  if (!factsOf(target).unloads)
    return pathIn(isRemote(to) ? to : resolve(to), `${versionedName(resource)}.${format}`)
  if (isRemote(to)) return pathIn(to, versionedName(resource), "")
  throw new LuxError("LUX-2670", `${factsOf(target).title} writes to S3, not to ${to}`, {
    hint: "Name an address that the target's iam_role may write to: --to s3://bucket/prefix.",
  })
}

async function checkFree(project: Project, works: readonly Work[]): Promise<void> {
  const stores = storesOf(project)
  try {
    for (const { path } of works)
      if ((await (await stores.of(path)).stat(path)) !== undefined)
        throw new LuxError("LUX-2671", `${path} is there already`, {
          hint: "Export to another place, or write over it with --overwrite.",
        })
  } finally {
    await stores.close()
  }
}

async function checkThere(
  warehouse: Warehouse,
  project: Project,
  schemas: readonly string[],
  works: readonly Work[],
): Promise<void> {
  const catalog = await warehouse.readCatalog(schemas)
  for (const { resource, relation } of works)
    if (catalog.get(relation) === undefined)
      throw new LuxError("LUX-2672", `${relation.label} is not in the warehouse`, {
        place: resource.place,
        hint: `Build it first: ${luxCommand(project, "build", "--select", `+${versionedName(resource)}`)}`,
      })
}
