import type { Insertable, Kysely } from "kysely"
import type { HistoryTables } from "./history-tables.ts"

export interface HistoryRows {
  readonly invocationId: string
  /** Undefined for a profile, which is not a run: it has metrics alone. */
  readonly invocation: Insertable<HistoryTables["invocation"]> | undefined
  readonly nodes: readonly Insertable<HistoryTables["node_result"]>[]
  readonly checks: readonly Insertable<HistoryTables["check_result"]>[]
  readonly metrics: readonly Insertable<HistoryTables["metric"]>[]
}

// An insert of more rows than this gains nothing, and its statement grows past what some warehouses take.
const rowsPerInsert = 200

/** Appends what one invocation did and found. Call it inside a transaction: all or nothing. */
export async function appendHistory(db: Kysely<HistoryTables>, rows: HistoryRows): Promise<void> {
  for (const chunk of chunks(rows.nodes)) await db.insertInto("node_result").values(chunk).execute()
  for (const chunk of chunks(rows.checks)) await db.insertInto("check_result").values(chunk).execute()
  for (const chunk of chunks(rows.metrics)) await db.insertInto("metric").values(chunk).execute()
  if (rows.invocation !== undefined) await db.insertInto("invocation").values(rows.invocation).execute()
}

/** A time as the history keeps it: `2023-09-02 00:15:30.123`, UTC. */
export function historyTime(at: Date): string {
  return at.toISOString().replace("T", " ").replace("Z", "")
}

function* chunks<T>(rows: readonly T[]): Generator<T[]> {
  for (let start = 0; start < rows.length; start += rowsPerInsert)
    yield rows.slice(start, start + rowsPerInsert)
}
