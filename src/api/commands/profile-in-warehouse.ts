import { randomUUID } from "node:crypto"
import { knowingCompiler } from "../../analysis/knowledge.ts"
import type { CompiledInput, Compiler } from "../../compile/compiler.ts"
import { LuxError } from "../../errors.ts"
import { luxCommand } from "../../project/command-line.ts"
import { genericUseOf, isReadFromOutside } from "../../project/resource-guards.ts"
import type { Project, Relational } from "../../project/types.ts"
import type { HistoryRows } from "../../quality/history.ts"
import { profileRows } from "../../quality/profile/profile-rows.ts"
import { type HasCheck, type SuggestedCheck, suggestChecks } from "../../quality/profile/suggest-checks.ts"
import type { MeasuredProfile } from "../../quality/profile/types.ts"
import type { ReadProject } from "../../record/read-project.ts"
import { writeHistoryIn } from "../../run/history/history-write.ts"
import { selectorOf } from "../../run/next-commands.ts"
import { presenceOf } from "../../run/presence.ts"
import { installMacros } from "../../run/session/install-macros.ts"
import { openProjectWarehouse, type Prepared, prepareWarehouse } from "../../run/session/prepare-warehouse.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import { type MeasuredSubject, measureSubject } from "./measure-subject.ts"
import { callOf, type ProfileSubject, profileSubject } from "./profile-subject.ts"
import type { ProfileOptions, ProfileResult } from "./profile-types.ts"
import { suggestRelationships } from "./suggest-relationships.ts"

/**
 * Measures every column of what is named. Throws LUX-2450 for a name of nothing, LUX-2451 for what is not built yet,
 * LUX-2452 and LUX-2454 for files that are not there or cannot be read, LUX-2453 for a column that there is not. What could
 * not be kept in the quality history is told to `warn`.
 */
export async function profileInWarehouse(
  read: ReadProject,
  options: ProfileOptions,
  warn: (warning: LuxError) => void,
): Promise<ProfileResult> {
  const { project } = read
  const subject = await profileSubject(project, options.of, options.folder ?? project.root)
  const invocation = { id: randomUUID(), startedAt: new Date().toISOString() }
  const { compiler } = knowingCompiler(read, invocation)
  const query = queryOf(subject, compiler, options.where)
  const { lockTimeoutSeconds = 10, signal } = options
  const warehouse = await openProjectWarehouse(project, {
    threads: 1,
    lockTimeoutSeconds,
    signal,
    invocation,
  })
  const cancel = (): void => warehouse.cancel()
  signal?.addEventListener("abort", cancel)
  try {
    const prepared = await prepareWarehouse(warehouse, project, compiler, invocation.id)
    if (subject.kind === "relation") assertBuilt(subject.resource, query, project, compiler, prepared)
    await installMacros(warehouse, query.macros)
    return await warehouse.withSession(async (session) => {
      await prepared.lake.show(session, query.inputs, undefined)
      const measured = await measureSubject(session, warehouse, query.sql, {
        project,
        subject,
        compiler,
        prepared,
        options,
      })
      const rows = historyOf(measured, subject, compiler, options, invocation)
      const problems =
        rows === undefined ? [] : await writeHistoryIn(session, project, rows, warehouse.statements)
      for (const problem of problems) warn(problem)
      const suggestions =
        options.suggest === true || options.write === true
          ? await suggested(session, measured, { read, subject, compiler, prepared })
          : []
      const { columns, metrics, queries } = measured
      return {
        columns,
        metrics,
        queries,
        name: subject.name,
        uniqueId: idOf(subject),
        rows: rowsOf(measured),
        recorded: rows !== undefined && !problems.some(({ code }) => code === "LUX-2402"),
        suggestions,
        written: undefined,
      }
    })
  } finally {
    signal?.removeEventListener("abort", cancel)
    await warehouse.close()
  }
}

async function suggested(
  session: Session,
  measured: MeasuredSubject,
  known: {
    readonly read: ReadProject
    readonly subject: ProfileSubject
    readonly compiler: Compiler
    readonly prepared: Prepared
  },
): Promise<readonly SuggestedCheck[]> {
  const { read, subject, compiler, prepared } = known
  const has = checksOf(read.project, idOf(subject))
  const own = suggestChecks(measured, has)
  if (subject.kind === "files") return own
  const { catalog } = prepared
  const of = subject.resource
  return [
    ...own,
    ...(await suggestRelationships(session, measured.relation, measured, has, {
      read,
      of,
      compiler,
      catalog,
    })),
  ]
}

/** The checks that are declared on something, by column. */
function checksOf({ resources }: Project, uniqueId: string | undefined): HasCheck {
  const declared = new Set(
    resources.flatMap((each) => {
      const use = genericUseOf(each)
      return use !== undefined && use.attachedTo === uniqueId
        ? [`${use.column?.toLowerCase() ?? ""} ${use.test}`]
        : []
    }),
  )
  return (column, names) => names.some((name) => declared.has(`${column?.toLowerCase() ?? ""} ${name}`))
}

/** For what was measured of all rows of something of the project: a part of them would not compare with the next time. */
function historyOf(
  measured: MeasuredProfile,
  subject: ProfileSubject,
  compiler: Compiler,
  { where, sample }: ProfileOptions,
  invocation: { readonly id: string; readonly startedAt: string },
): HistoryRows | undefined {
  if (subject.kind === "files" || where !== undefined || sample !== undefined) return undefined
  const { resource, name } = subject
  return profileRows(measured, {
    invocationId: invocation.id,
    measuredAt: new Date(invocation.startedAt),
    relation: isReadFromOutside(resource) ? name : compiler.relationOf(resource).label,
    uniqueId: resource.uniqueId,
  })
}

interface Query {
  readonly sql: string
  readonly inputs: readonly CompiledInput[]
  readonly macros: readonly string[]
  readonly reads?: readonly Relational[]
}

function queryOf(subject: ProfileSubject, compiler: Compiler, where: string | undefined): Query {
  const condition = where === undefined ? "" : `\nwhere ${where}`
  if (subject.kind === "relation")
    return compiler.inline(`select * from ${callOf(subject.resource)}${condition}`)
  return { sql: `${subject.sql}${condition}`, inputs: [], macros: [] }
}

/** Throws LUX-2451 where rows would come from what is not built. */
function assertBuilt(
  resource: Relational,
  { reads = [] }: Query,
  project: Project,
  compiler: Compiler,
  { catalog, lake }: Prepared,
): void {
  const { relationOf } = compiler
  const isThere = presenceOf({ catalog, relationOf, lake, builds: new Set(), empty: false })
  const missing = reads.find((read) => !isThere(read))
  if (missing === undefined) return
  throw new LuxError("LUX-2451", `${missing.type} "${missing.name}" is not built yet`, {
    place: missing.place,
    hint: `Build it first: ${luxCommand(project, "build", "--select", `+${selectorOf(resource)}`)}`,
  })
}

function idOf(subject: ProfileSubject): string | undefined {
  return subject.kind === "relation" ? subject.resource.uniqueId : undefined
}

function rowsOf({ metrics }: { readonly metrics: ProfileResult["metrics"] }): number {
  return Number(metrics.find(({ metric }) => metric === "row_count")?.value ?? 0)
}
