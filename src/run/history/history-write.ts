import { LuxError } from "../../errors.ts"
import type { Project } from "../../project/types.ts"
import { appendHistory, type HistoryRows } from "../../quality/history.ts"
import { hasMade, noteObjectIds } from "../../quality/made-relations.ts"
import { Relation } from "../../sql/relation.ts"
import { asLuxError } from "../../warehouse/errors.ts"
import type { WarehouseStatements } from "../../warehouse/statements.ts"
import { tryAgain } from "../../warehouse/try-again.ts"
import type { Session, Warehouse } from "../../warehouse/warehouse.ts"
import { historyDb } from "./history-db.ts"
import { keepUndelivered, undelivered } from "./undelivered.ts"

/**
 * Appends an invocation to the quality history, and before it those that could not be delivered earlier, each in one
 * transaction. Where that fails the invocation is kept in the target folder, and the warning LUX-2402 returned: what a
 * run did is done whether or not its history can be written. LUX-2690 is returned for what waited and is damaged.
 */
export async function writeHistory(
  warehouse: Warehouse,
  project: Project,
  rows: HistoryRows,
): Promise<readonly LuxError[]> {
  try {
    return await warehouse.withSession((session) =>
      writeHistoryIn(session, project, rows, warehouse.statements),
    )
  } catch (error) {
    return [await notWritten(project, rows, error)]
  }
}

/** As `writeHistory`, on a session that is out already and in no transaction. */
export async function writeHistoryIn(
  session: Session,
  project: Project,
  rows: HistoryRows,
  statements: WarehouseStatements,
): Promise<readonly LuxError[]> {
  let found: readonly LuxError[] = []
  try {
    const { files, problems, delivered } = await undelivered(project)
    found = problems
    for (const each of files) {
      await deliverKept(session, project, each.rows, statements)
      await delivered(each.file)
    }
    await deliver(session, project, rows, statements)
    return found
  } catch (error) {
    return [...found, await notWritten(project, rows, error)]
  }
}

/**
 * Keeps what a run did that opened no warehouse: the next one that does delivers it. The warning LUX-2402 where it cannot
 * be kept.
 */
export async function rememberLater(project: Project, rows: HistoryRows): Promise<LuxError | undefined> {
  try {
    return (await keepUndelivered(project, rows)).problem
  } catch (error) {
    const known = asLuxError(error)
    return new LuxError("LUX-2402", `the quality history could not be kept: ${known.message}`, {
      cause: error,
    })
  }
}

async function notWritten(project: Project, rows: HistoryRows, error: unknown): Promise<LuxError> {
  const known = asLuxError(error)
  return new LuxError("LUX-2402", `the quality history could not be written: ${known.message}`, {
    hint: await keep(project, rows),
    cause: error,
  })
}

async function deliver(
  session: Session,
  { qualitySchema }: Project,
  rows: HistoryRows,
  { objectIds }: WarehouseStatements,
): Promise<void> {
  const append = async (): Promise<void> => {
    await appendHistory(historyDb(session, { qualitySchema }), rows)
    if (objectIds !== undefined && rows.nodes.some(hasMade))
      await session.run(noteObjectIds(qualitySchema, rows.invocationId, objectIds))
  }
  await tryAgain(() => session.transaction(append))
}

/**
 * One that is there already is not written again: a crash came before its file was removed, or another run has delivered it.
 * Of two runs that deliver at once one waits for the other.
 */
async function deliverKept(
  session: Session,
  project: Project,
  rows: HistoryRows,
  { leases }: WarehouseStatements,
): Promise<void> {
  const table = rows.invocation === undefined ? "metric" : "invocation"
  const append = async (): Promise<void> => {
    if (leases !== undefined) await session.run(leases.lock(new Relation(project.qualitySchema, table)))
    const db = historyDb(session, project)
    const there = await db
      .selectFrom(table)
      .select("invocation_id")
      .where("invocation_id", "=", rows.invocationId)
      .limit(1)
      .executeTakeFirst()
    if (there === undefined) await appendHistory(db, rows)
  }
  await tryAgain(() => session.transaction(append))
}

/** What became of it, for the hint. */
async function keep(project: Project, rows: HistoryRows): Promise<string> {
  try {
    const { told, problem } = await keepUndelivered(project, rows)
    return problem === undefined ? told : `${told} ${problem.message}`
  } catch {
    return "It could not be kept in the target folder either."
  }
}
