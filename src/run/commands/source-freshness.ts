import { randomUUID } from "node:crypto"
import { knowingCompiler } from "../../analysis/knowledge.ts"
import type { CompiledSql, Compiler } from "../../compile/compiler.ts"
import type { Invocation } from "../../compile/render-context.ts"
import { Interrupted, LuxError, Problems } from "../../errors.ts"
import { listLakeFiles } from "../../lake/lake-files.ts"
import { mayHaveFreshness } from "../../project/resource-guards.ts"
import type { Age, Freshness, Project, SourceTable } from "../../project/types.ts"
import type { ReadProject } from "../../record/read-project.ts"
import { asLuxError } from "../../warehouse/errors.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import { type ProjectWarehouse, storesOf } from "../lake/lake-services.ts"
import { emptyLedger, ledgerSession } from "../lake/ledger-session.ts"
import { installMacros } from "../session/install-macros.ts"
import { openProjectWarehouse } from "../session/prepare-warehouse.ts"
import { checkWarehouseIsThere } from "../session/warehouse-there.ts"
import { timeOf } from "../time-of.ts"

/** What was found out about the age of one source. */
export interface SourceFreshness {
  readonly uniqueId: string
  /** `lake.media` */
  readonly name: string
  readonly startedAt: Date
  readonly finishedAt: Date
  readonly freshness: Freshness
  readonly outcome:
    | {
        readonly status: "pass" | "warn" | "error"
        /** The beginning of the year 1 where it has no rows, or no files. */
        readonly maxLoadedAt: Date
        /** When the source was looked at. */
        readonly snapshottedAt: Date
      }
    | { readonly status: "runtime error"; readonly error: LuxError }
}

export interface FreshnessRun {
  readonly invocationId: string
  readonly startedAt: Date
  readonly finishedAt: Date
  readonly results: readonly SourceFreshness[]
  /** False when a source is too old, or it could not be found out. */
  readonly success: boolean
  readonly cancelled: boolean
}

export interface FreshnessOptions {
  readonly threads: number
  readonly lockTimeoutSeconds: number
  readonly signal: AbortSignal | undefined
  /** Told each result as it comes. */
  readonly onResult: (
    result: SourceFreshness,
    position: { readonly index: number; readonly total: number },
  ) => void
}

/**
 * How old the named sources are that say how old they may be. Files of the lake tell by their names or by when they
 * changed, all else by a query. Throws project errors before anything is asked; what goes wrong with one source is in
 * its result.
 */
export async function sourceFreshness(
  read: ReadProject,
  ids: readonly string[],
  options: FreshnessOptions,
): Promise<FreshnessRun> {
  const startedAt = new Date()
  const invocationId = randomUUID()
  const invocation = { id: invocationId, startedAt: startedAt.toISOString() }
  const { compiler } = knowingCompiler(read, invocation)
  const asked = compiledSources(read, ids, compiler)
  const results: SourceFreshness[] = []
  const tell = (result: SourceFreshness): void => {
    results.push(result)
    options.onResult(result, { index: results.length, total: asked.length })
  }
  const queried = asked.filter(({ sql }) => sql !== undefined)
  const answer = async (warehouse: ProjectWarehouse | undefined): Promise<void> => {
    await Promise.all(asked.map(async (each) => tell(await judged(each, read, compiler, warehouse))))
  }
  const aborted = (): boolean => options.signal?.aborted === true
  try {
    if (queried.length === 0) await answer(undefined)
    else await withWarehouse(read, queried, { ...options, invocation }, answer)
  } catch (error) {
    if (!(error instanceof Interrupted && aborted())) throw error
  }
  const order = new Map(asked.map(({ source }, index) => [source.uniqueId, index]))
  results.sort((a, b) => (order.get(a.uniqueId) ?? 0) - (order.get(b.uniqueId) ?? 0))
  const well = results.every(({ outcome }) => outcome.status === "pass" || outcome.status === "warn")
  const cancelled = aborted()
  return { invocationId, startedAt, finishedAt: new Date(), results, success: well && !cancelled, cancelled }
}

interface AskedSource {
  readonly source: SourceTable
  readonly freshness: Freshness
  readonly sql: CompiledSql | undefined
}

function compiledSources(
  { graph }: ReadProject,
  ids: readonly string[],
  compiler: Compiler,
): readonly AskedSource[] {
  const problems = new Problems()
  const asked = ids.flatMap((id) => {
    const source = graph.nodes.get(id)?.resource
    if (!mayHaveFreshness(source) || source.freshness === undefined) return []
    const { freshness } = source
    const sql = problems.attempt(() => compiler.loadedAt(source))
    return [{ source, freshness, sql }]
  })
  problems.throwIfAny()
  return asked
}

async function withWarehouse(
  { project }: ReadProject,
  queried: readonly AskedSource[],
  options: FreshnessOptions & { readonly invocation: Invocation },
  work: (warehouse: ProjectWarehouse) => Promise<void>,
): Promise<void> {
  checkWarehouseIsThere(project)
  const warehouse = await openProjectWarehouse(project, options)
  const cancel = (): void => warehouse.cancel()
  options.signal?.addEventListener("abort", cancel)
  try {
    await installMacros(
      warehouse,
      queried.flatMap(({ sql }) => sql?.macros ?? []),
    )
    await work(warehouse)
  } finally {
    options.signal?.removeEventListener("abort", cancel)
    await warehouse.close()
  }
}

async function judged(
  { source, freshness, sql }: AskedSource,
  read: ReadProject,
  compiler: Compiler,
  warehouse: ProjectWarehouse | undefined,
): Promise<SourceFreshness> {
  const startedAt = new Date()
  const found = async (): Promise<SourceFreshness["outcome"]> => {
    try {
      const maxLoadedAt =
        sql === undefined || warehouse === undefined
          ? await newestFile(source, read.project)
          : await warehouse.withSession((session) =>
              newestRow(session, source, sql, warehouse, read, compiler),
            )
      const snapshottedAt = new Date()
      return { status: statusOf(maxLoadedAt, snapshottedAt, freshness), maxLoadedAt, snapshottedAt }
    } catch (error) {
      if (error instanceof Interrupted) throw error
      return { status: "runtime error", error: asLuxError(error, source.loadedAt?.place ?? source.place) }
    }
  }
  const outcome = await found()
  const { uniqueId } = source
  const name = `${source.sourceName}.${source.name}`
  return { uniqueId, name, startedAt, finishedAt: new Date(), freshness, outcome }
}

/** What has never been loaded is older than anything. */
const never = new Date("0001-01-01T00:00:00Z")

async function newestFile(source: SourceTable, project: Project): Promise<Date> {
  if (source.external === undefined)
    throw new LuxError(
      "LUX-2303",
      `source "${source.sourceName}.${source.name}" does not tell when it was loaded`,
      {
        place: source.place,
        hint: "Set loaded_at_field to the column that does, or loaded_at_query; freshness: null asks nothing of it.",
      },
    )
  const files = await listLakeFiles(source.external, storesOf(project))
  const times = files.map((file) => (file.collectedAt ?? file.modifiedAt).getTime())
  return times.length === 0 ? never : new Date(times.reduce((newest, time) => Math.max(newest, time)))
}

async function newestRow(
  session: Session,
  source: SourceTable,
  sql: CompiledSql,
  { statements, lakeServices }: ProjectWarehouse,
  { project }: ReadProject,
  compiler: Compiler,
): Promise<Date> {
  const lake = ledgerSession(emptyLedger, {
    project,
    compiler,
    statements,
    lakeServices,
    invocationId: "",
    empty: false,
  })
  await lake.show(session, sql.inputs, undefined)
  const { columns, rows } = await session.query(sql.sql)
  const [column] = columns
  const value = column === undefined ? null : (rows[0]?.[column.name] ?? null)
  if (value === null) return never
  const time = timeOf(value)
  if (time !== undefined) return time
  throw new LuxError(
    "LUX-2303",
    `source "${source.sourceName}.${source.name}": ${String(value)} is not a time`,
    {
      place: source.loadedAt?.place,
      hint: "What tells when rows were loaded must be a timestamp or a date: cast it.",
    },
  )
}

const minutes = { minute: 1, hour: 60, day: 24 * 60 } as const

/** How old something is by its freshness. */
export function statusOf(
  loaded: Date,
  now: Date,
  { warnAfter, errorAfter }: Freshness,
): "pass" | "warn" | "error" {
  const isOlder = (age: Age | undefined): boolean =>
    age !== undefined && now.getTime() - loaded.getTime() > age.count * minutes[age.period] * 60_000
  if (isOlder(errorAfter)) return "error"
  return isOlder(warnAfter) ? "warn" : "pass"
}
