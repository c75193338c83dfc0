import { LuxError } from "../../errors.ts"
import { Relation } from "../../sql/relation.ts"
import { holdsRows, type Session } from "../../warehouse/warehouse.ts"
import type { HistoryPlace } from "../history/ask-history.ts"
import type { LedgerSession } from "../lake/ledger-session.ts"
import { type Judged, keyOf } from "./judge-relations.ts"
import { type OldBatch, pathsOfBatch, timeOf } from "./old-batches.ts"
import type { StaleBatch, StaleRelation } from "./stale.ts"

/** With sizes and last reads where the warehouse knows them, the largest first. */
export async function describeRelations(
  { session, statements }: HistoryPlace,
  stale: readonly Judged[],
): Promise<readonly StaleRelation[]> {
  const tables = stale.filter(({ entry }) => holdsRows(entry.kind)).map(({ relation }) => relation)
  const bytes = new Map<string, number>()
  if (tables.length > 0)
    for (const row of await rowsOf(session, statements.storage(tables)))
      bytes.set(keyOf(new Relation(String(row["schema_name"]), String(row["name"]))), Number(row["bytes"]))
  const reads = await timesOf(session, statements.lastReads, tables, "read_at")
  return stale
    .map(
      ({ entry, relation, what, made, kept = null }): StaleRelation => ({
        relation: relation.label,
        what,
        kind: entry.kind,
        node: made?.uniqueId ?? null,
        madeAt: what === "relation" ? (made?.madeAt ?? null) : null,
        bytes: bytes.get(keyOf(relation)) ?? null,
        readAt: reads.get(keyOf(relation)) ?? null,
        kept,
      }),
    )
    .sort((a, b) => (b.bytes ?? 0) - (a.bytes ?? 0) || (a.relation < b.relation ? -1 : 1))
}

export async function describeBatch(batch: OldBatch, lake: LedgerSession): Promise<StaleBatch> {
  const paths = pathsOfBatch(batch, lake)
  const found = await Promise.all(paths.map(async (path) => (await lake.stores.of(path)).stat(path)))
  const there = found.flatMap((file) => (file === undefined ? [] : [file.bytes]))
  return {
    stage: batch.stage.name,
    batch: batch.row.batch_id,
    bytes: there.length === 0 ? null : there.reduce((sum, each) => sum + each, 0),
    stagedAt: timeOf(batch.row.created_at),
    kept: batch.kept ?? null,
  }
}

/** By relation a time that the warehouse may know. */
export async function timesOf(
  session: Session,
  query: ((tables: readonly Relation[]) => string) | undefined,
  tables: readonly Relation[],
  column: string,
): Promise<ReadonlyMap<string, string>> {
  if (query === undefined || tables.length === 0) return new Map()
  const rows = await rowsOf(session, query(tables))
  return new Map(
    rows.map((row) => [
      keyOf(new Relation(String(row["schema_name"]), String(row["name"]))),
      String(row[column]),
    ]),
  )
}

/** None where the query is refused: not everybody may read what the warehouse knows of its tables. */
async function rowsOf(session: Session, sql: string): Promise<readonly Readonly<Record<string, unknown>>[]> {
  try {
    return (await session.query(sql)).rows
  } catch (error) {
    if (!(error instanceof LuxError)) throw error
    return []
  }
}
