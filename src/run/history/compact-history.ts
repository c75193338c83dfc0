import { randomUUID } from "node:crypto"
import { existsSync, rmSync } from "node:fs"
import { join } from "node:path"
import { LuxError } from "../../errors.ts"
import { isRemote } from "../../lake/file-store.ts"
import { makeFolder } from "../../make-folder.ts"
import { folderBeside } from "../../project/target/target-place.ts"
import { isEmbedded } from "../../project/target/target-types.ts"
import type { Project } from "../../project/types.ts"
import { historyTime } from "../../quality/history.ts"
import { type ArchivedTable, archivedTables, isOld, timeColumns } from "../../quality/history-archive.ts"
import { Relation } from "../../sql/relation.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import { type AskOptions, askHistory } from "./ask-history.ts"
import { historyDb } from "./history-db.ts"

export interface MovedRows {
  readonly table: string
  readonly rows: number
  /** The file that they are in now; undefined where there were none, they were deleted, or nothing was to be touched. */
  readonly file: string | undefined
}

/** Folder next to the stage batches; where those are on S3, of the folder that would have them. */
const folderName = "quality_history"

/**
 * Moves what is older than `cutoff` to one Parquet file for each table. A row is in the table or in a file that is known,
 * never in both and never in neither: what a run that was killed left is removed by the next. Throws LUX-2430 where there
 * is not a history, LUX-2434 for a warehouse that writes no files here, LUX-2436 where there is no folder for them.
 */
export function compactHistory(
  project: Project,
  cutoff: string,
  options: AskOptions & { readonly dryRun: boolean },
): Promise<readonly MovedRows[]> {
  const { target } = project
  if (!isEmbedded(target)) throw elsewhere(project)
  const folder = join(isRemote(target.batches) ? folderBeside(target.path) : target.batches, folderName)
  return askHistory(project, options, async (_, { session, statements: { embedded } }) => {
    if (embedded === undefined) throw elsewhere(project)
    if (!options.dryRun) await removeLeftovers(session, project)
    const moved: MovedRows[] = []
    for (const table of archivedTables) {
      const old = `from ${new Relation(project.qualitySchema, table)}\nwhere ${isOld(project.qualitySchema, table, cutoff)}`
      const span = await spanOf(session, table, old)
      const file =
        span.rows === 0 || options.dryRun
          ? undefined
          : await move(session, project, folder, table, span, (path) => ({
              copy: embedded.copyTo(`select * ${old}`, path, "parquet"),
              remove: `delete ${old}`,
            }))
      moved.push({ table: `${project.qualitySchema}.${table}`, rows: span.rows, file })
    }
    return moved
  })
}

/**
 * Deletes what is older than `cutoff` for good, in one transaction. What says how things stand stays. Throws LUX-2430 where
 * there is no history.
 */
export function deleteHistory(
  project: Project,
  cutoff: string,
  options: AskOptions & { readonly dryRun: boolean },
): Promise<readonly MovedRows[]> {
  const schema = project.qualitySchema
  return askHistory(project, options, async (_, { session }) => {
    const deleted: MovedRows[] = []
    const of = (table: ArchivedTable): string =>
      `from ${new Relation(schema, table)}\nwhere ${isOld(schema, table, cutoff)}`
    for (const table of archivedTables) {
      const { rows } = await spanOf(session, table, of(table))
      deleted.push({ table: `${schema}.${table}`, rows, file: undefined })
    }
    if (!options.dryRun) await session.runAll(archivedTables.map((table) => `delete ${of(table)}`))
    return deleted
  })
}

interface Span {
  readonly rows: number
  readonly first: string
  readonly last: string
}

async function spanOf(session: Session, table: ArchivedTable, old: string): Promise<Span> {
  const time = timeColumns[table]
  const { rows } = await session.query(
    `select count(*) as n, cast(min(${time}) as varchar) as first, cast(max(${time}) as varchar) as last ${old}`,
  )
  const [row] = rows
  return { rows: Number(row?.["n"] ?? 0), first: String(row?.["first"]), last: String(row?.["last"]) }
}

/** The file is known before it is written, and its rows are deleted in the transaction that says that it is whole. */
async function move(
  session: Session,
  project: Project,
  folder: string,
  table: ArchivedTable,
  { rows, first, last }: Span,
  statementsOf: (file: string) => { readonly copy: string; readonly remove: string },
): Promise<string> {
  const day = last.slice(0, 10)
  const file = join(folder, `${table}_until_${day}_${randomUUID().slice(0, 8)}.parquet`)
  const db = historyDb(session, project)
  const entry = { table_name: table, file, row_count: rows, first_at: first, last_at: last }
  makeFolderOfHistory(folder)
  await db
    .insertInto("archive")
    .values({ ...entry, state: "writing", archived_at: historyTime(new Date()) })
    .execute()
  const { copy, remove } = statementsOf(file)
  await session.transaction(async () => {
    await session.run(copy)
    await session.run(remove)
    await db.updateTable("archive").set({ state: "kept" }).where("file", "=", file).execute()
  })
  return file
}

function makeFolderOfHistory(folder: string): void {
  try {
    makeFolder(folder)
  } catch (error) {
    throw new LuxError("LUX-2436", `the folder for the history's old rows cannot be made: ${folder}`, {
      hint: "Make it writable, or let `batches` of the target name another folder.",
      cause: error,
    })
  }
}

/** As `move` names a file. */
const ours = /[\\/]quality_history[\\/]\w+_until_\d{4}-\d\d-\d\d_[0-9a-f]{8}\.parquet$/

/** What was begun and not finished: the rows are still in their table. */
async function removeLeftovers(session: Session, project: Project): Promise<void> {
  const db = historyDb(session, project)
  const begun = await db.selectFrom("archive").select("file").where("state", "=", "writing").execute()
  for (const { file } of begun) {
    // The path is from the database: only what lux may have written there is removed.
    if (ours.test(file) && existsSync(file)) rmSync(file)
    await db.deleteFrom("archive").where("file", "=", file).execute()
  }
}

function elsewhere({ target, qualitySchema }: Project): LuxError {
  return new LuxError("LUX-2434", `the history of target "${target.name}" is not in a file of lux's own`, {
    hint: `A ${target.type} target keeps it in schema ${qualitySchema}: lux quality compact --delete deletes what is old there. Unload it first where you need it.`,
  })
}
