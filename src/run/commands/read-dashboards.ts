import { randomUUID } from "node:crypto"
import type { Compiler } from "../../compile/compiler.ts"
import { exportSql } from "../../compile/metrics/export-sql.ts"
import { LuxError } from "../../errors.ts"
import { modelOf } from "../../project/dashboards/check-dashboards.ts"
import type { Dashboard, Tile } from "../../project/dashboards/dashboard-types.ts"
import { type ExportPlan, exportPlans } from "../../project/dashboards/export-plan.ts"
import { mayBeDashboard } from "../../project/resource-guards.ts"
import { referenceTemplate, versionReference } from "../../project/resources/references.ts"
import type { Exposure, Model, Project } from "../../project/types.ts"
import type { ReadProject } from "../../record/read-project.ts"
import { identifier } from "../../sql/identifier.ts"
import type { Catalog, QueryResult } from "../../warehouse/warehouse.ts"
import { openProjectWarehouse, prepareWarehouse } from "../session/prepare-warehouse.ts"
import { type Answering, answerQuery } from "./answer-query.ts"
import type { CatalogOptions } from "./project-catalog.ts"
import { type FoundPicture, pictureInProject, readPictures } from "./read-pictures.ts"

/** What the page of a dashboard is made of. */
export interface DashboardExport {
  readonly exposure: Exposure & { readonly dashboard: Dashboard }
  readonly models: readonly ModelExport[]
  /** By tile, for each value of its first column what its picture is. */
  readonly pictures: ReadonlyMap<string, readonly FoundPicture[]>
  /** Of picture tiles, by tile, as `data:` addresses. */
  readonly tilePictures: ReadonlyMap<string, string>
}

export interface ModelExport {
  readonly plan: ExportPlan
  /** Columns as the plan lists them; undefined where there are none to show. */
  readonly result: QueryResult | undefined
  /** Why there is none, and what to do. */
  readonly missing: string | undefined
}

/** What is known of the columns of models. */
export interface KnownColumns {
  /** Undefined where there is no warehouse to read. */
  readonly catalog: Catalog | undefined
  readonly columnsOf: (model: Model) => readonly string[] | undefined
}

interface FoundDashboards {
  readonly dashboards: readonly DashboardExport[]
  /** Of rows that cannot be shown, and of pictures: LUX-3320, LUX-3321. */
  readonly warnings: readonly LuxError[]
}

/** What a page can hold, and a browser goes through at each click. */
const mostExported = 100_000

/** The dashboards of the project with rows of the models that they show. */
export async function readDashboards(
  read: ReadProject,
  compiler: Compiler,
  known: KnownColumns,
  options: CatalogOptions,
): Promise<FoundDashboards> {
  const { project } = read
  const shown = project.resources.flatMap((resource) =>
    mayBeDashboard(resource) && resource.enabled && resource.dashboard !== undefined
      ? [{ ...resource, dashboard: resource.dashboard }]
      : [],
  )
  const has = (model: Model, column: string): boolean => {
    const found = known.catalog?.get(compiler.relationOf(model))?.columns.map(({ name }) => name)
    return (found ?? known.columnsOf(model) ?? []).some((name) => name.toLowerCase() === column.toLowerCase())
  }
  const planned = shown.map((exposure) => ({
    exposure,
    plans: exportPlans(exposure.dashboard, project.resources, has),
  }))
  const found =
    known.catalog === undefined || planned.length === 0
      ? { dashboards: planned.map(unread), warnings: [] }
      : await rowsOfAll(planned, read, compiler, options)
  const withPictures = await Promise.all(found.dashboards.map((each) => addTilePictures(each, project)))
  return {
    dashboards: withPictures.map(({ dashboard }) => dashboard),
    warnings: [...found.warnings, ...withPictures.flatMap(({ warnings }) => warnings)],
  }
}

interface Planned {
  readonly exposure: DashboardExport["exposure"]
  readonly plans: readonly ExportPlan[]
}

function unread({ exposure, plans }: Planned): DashboardExport {
  const missing = "The warehouse was not read when this site was made."
  return {
    exposure,
    models: plans.map((plan) => ({ plan, result: undefined, missing })),
    pictures: new Map(),
    tilePictures: new Map(),
  }
}

async function rowsOfAll(
  planned: readonly Planned[],
  read: ReadProject,
  compiler: Compiler,
  options: CatalogOptions,
): Promise<FoundDashboards> {
  const warnings: LuxError[] = []
  const dashboards: DashboardExport[] = []
  const warehouse = await openProjectWarehouse(read.project, { ...options, threads: 1 })
  const cancel = (): void => warehouse.cancel()
  options.signal?.addEventListener("abort", cancel)
  try {
    const prepared = await prepareWarehouse(warehouse, read.project, compiler, randomUUID())
    const answering = { warehouse, read, compiler, prepared }
    for (const { exposure, plans } of planned) {
      const models: ModelExport[] = []
      for (const plan of plans) {
        const { result, problem } = await attempt(() => rowsOf(plan, answering))
        models.push({ plan, result, missing: problem && sentence(problem) })
        if (problem !== undefined) warnings.push(noRows(exposure, plan, problem))
      }
      const pictures = await picturesOf(exposure.dashboard, answering, options)
      dashboards.push({ exposure, models, pictures, tilePictures: new Map() })
    }
    return { dashboards, warnings }
  } finally {
    options.signal?.removeEventListener("abort", cancel)
    await warehouse.close()
  }
}

function noRows({ name, place }: Exposure, { model }: ExportPlan, { message, hint }: LuxError): LuxError {
  return new LuxError("LUX-3320", `dashboard "${name}" shows no rows of "${model.name}": ${message}`, {
    place,
    hint,
  })
}

async function addTilePictures(
  found: DashboardExport,
  project: Project,
): Promise<{ readonly dashboard: DashboardExport; readonly warnings: readonly LuxError[] }> {
  const tilePictures = new Map<string, string>()
  const warnings: LuxError[] = []
  for (const { name, picture, place } of found.exposure.dashboard.tiles) {
    if (picture === undefined) continue
    const address = await pictureInProject(picture, project)
    if (address !== undefined) tilePictures.set(name, address)
    else
      warnings.push(
        new LuxError("LUX-3321", `tile "${name}" has no picture: ${picture}`, {
          place,
          hint: "Name a PNG or JPEG file of the project of at most 8 MiB, or a GIF or WebP file of at most 256 KiB.",
        }),
      )
  }
  return { dashboard: { ...found, tilePictures }, warnings }
}

async function rowsOf({ model, columns }: ExportPlan, answering: Answering): Promise<QueryResult> {
  const { project } = answering.read
  const reference = referenceTemplate(versionReference(model))
  const result = await answered(exportSql(columns, reference, project.dialect, mostExported + 1), answering)
  if (result.rows.length <= mostExported) return result
  throw new LuxError("LUX-3320", `it has more than ${mostExported.toLocaleString("en-US")} rows`, {
    hint: "Show a model that has fewer: one that groups its rows by the columns that tiles and filters use.",
  })
}

function answered(sql: string, answering: Answering): Promise<QueryResult> {
  return answerQuery(answering.compiler.inline(sql), answering, { limit: -1, select: async () => [] })
}

/** What one model lacks does not take the others away. */
async function attempt(
  work: () => Promise<QueryResult>,
): Promise<{ result?: QueryResult; problem?: LuxError }> {
  try {
    return { result: await work() }
  } catch (error) {
    if (error instanceof LuxError) return { problem: error }
    throw error
  }
}

async function picturesOf(
  { tiles }: Dashboard,
  answering: Answering,
  { signal }: CatalogOptions,
): Promise<DashboardExport["pictures"]> {
  const found = new Map<string, readonly FoundPicture[]>()
  const known = new Map<string, readonly FoundPicture[]>()
  for (const tile of tiles) {
    const sql = sqlOfPictures(tile, answering.read.project)
    if (sql === undefined) continue
    const pictures =
      known.get(sql) ?? (await readPictures(await addresses(sql, answering), answering, signal))
    known.set(sql, pictures)
    found.set(tile.name, pictures)
  }
  return found
}

function sqlOfPictures({ pictures }: Tile, { resources }: Project): string | undefined {
  const model = pictures === undefined ? undefined : modelOf(pictures.model, resources)
  if (pictures === undefined || model === undefined) return undefined
  const reference = referenceTemplate(versionReference(model))
  return `select ${identifier(pictures.key)} as c1, ${identifier(pictures.column)} as c2\nfrom ${reference}\nlimit 1000`
}

async function addresses(sql: string, answering: Answering): Promise<readonly (readonly [string, string])[]> {
  const { result } = await attempt(() => answered(sql, answering))
  return (result?.rows ?? []).flatMap((row) => {
    const [key, address] = Object.values(row)
    return typeof address === "string" && key !== null ? [[String(key), address] as const] : []
  })
}

function sentence({ message, hint }: LuxError): string {
  return hint === undefined ? message : `${message}. ${hint}`
}
