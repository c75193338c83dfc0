import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs"
import { join, relative } from "node:path"
import { LuxError } from "../../errors.ts"
import { checkStaysInside, pathInTarget } from "../../project/files/target-files.ts"
import { writeWhole } from "../../project/files/write-whole.ts"
import type { Project } from "../../project/types.ts"
import { appendHistory, type HistoryRows } from "../../quality/history.ts"
import { asLuxError } from "../../warehouse/errors.ts"
import { tryAgain } from "../../warehouse/try-again.ts"
import type { Session, Warehouse } from "../../warehouse/warehouse.ts"
import { historyDb } from "./history-db.ts"

/** Folder in the target folder of what could not be delivered to the history: `lux clean` leaves it. */
export const undeliveredFolder = "undelivered"

/**
 * Appends an invocation to the quality history, and before it those that could not be delivered earlier, each in one
 * transaction. Where that fails the invocation is kept in the target folder, and the warning LUX-2402 returned: what a
 * run did is done whether or not its history can be written.
 */
export async function writeHistory(
  warehouse: Warehouse,
  project: Project,
  rows: HistoryRows,
): Promise<LuxError | undefined> {
  try {
    return await warehouse.withSession((session) => writeHistoryIn(session, project, rows))
  } catch (error) {
    return notWritten(project, rows, error)
  }
}

/** As `writeHistory`, on a session that is out already and in no transaction. */
export async function writeHistoryIn(
  session: Session,
  project: Project,
  rows: HistoryRows,
): Promise<LuxError | undefined> {
  try {
    for (const file of undelivered(project)) {
      await deliver(session, project, JSON.parse(readFileSync(file, "utf8")))
      rmSync(file)
    }
    await deliver(session, project, rows)
    return undefined
  } catch (error) {
    return notWritten(project, rows, error)
  }
}

/**
 * Keeps what a run did that opened no warehouse: the next one that does delivers it. The warning LUX-2402 where it cannot
 * be kept.
 */
export function rememberLater(project: Project, rows: HistoryRows): LuxError | undefined {
  try {
    writeUndelivered(project, rows)
    return undefined
  } catch (error) {
    const known = asLuxError(error)
    return new LuxError("LUX-2402", `the quality history could not be kept: ${known.message}`, {
      cause: error,
    })
  }
}

function notWritten(project: Project, rows: HistoryRows, error: unknown): LuxError {
  const known = asLuxError(error)
  return new LuxError("LUX-2402", `the quality history could not be written: ${known.message}`, {
    hint: keep(project, rows),
    cause: error,
  })
}

/** One that is there already, because a crash came before its file was removed, is not written again. */
async function deliver(session: Session, project: Project, rows: HistoryRows): Promise<void> {
  const append = async (): Promise<void> => {
    const db = historyDb(session, project)
    const there = await db
      .selectFrom(rows.invocation === undefined ? "metric" : "invocation")
      .select("invocation_id")
      .where("invocation_id", "=", rows.invocationId)
      .limit(1)
      .executeTakeFirst()
    if (there === undefined) await appendHistory(db, rows)
  }
  await tryAgain(() => session.transaction(append))
}

/** The oldest first. */
function undelivered({ targetPath }: Project): readonly string[] {
  const folder = join(targetPath, undeliveredFolder)
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => join(folder, name))
}

/** What became of it, for the hint. */
function keep(project: Project, rows: HistoryRows): string {
  try {
    const file = relative(project.root, writeUndelivered(project, rows))
    return `It is kept as ${file}, and the next run delivers it.`
  } catch {
    return "It could not be kept in the target folder either."
  }
}

/** Returns the path of the file, whose name sorts by time. */
function writeUndelivered({ targetPath }: Project, rows: HistoryRows): string {
  const at = rows.invocation?.started_at ?? rows.metrics[0]?.measured_at ?? ""
  const name = `${String(at).replace(/[^0-9]/g, "")}-${rows.invocationId}.json`
  const file = pathInTarget(targetPath, undeliveredFolder, name)
  checkStaysInside(targetPath, file)
  writeWhole(file, JSON.stringify(rows))
  return file
}
