import type pg from "pg"

type Row = Readonly<Record<string, unknown>>

/**
 * What the views of the system show, kept here until one of them is read: what a statement leaves stays, also where its
 * transaction is rolled back.
 */
export interface Records {
  add(table: RecordTable, row: Row): void
  /** Brings to the database what was added since the last time. */
  write(): Promise<void>
}

type RecordTable =
  | "sys_query_history"
  | "sys_query_detail"
  | "sys_load_history"
  | "sys_load_detail"
  | "stand_in_load_error"
  | "sys_unload_history"
  | "sys_unload_detail"
  | "stl_tr_conflict"

export function createRecords(
  withClient: (work: (client: pg.Client) => Promise<void>) => Promise<void>,
  /** Rows of sys_query_history for what has not ended. */
  running: () => readonly Row[],
): Records {
  const waiting = new Map<RecordTable, Row[]>()
  let writing: Promise<void> = Promise.resolve()
  return {
    add(table, row) {
      const rows = waiting.get(table) ?? []
      rows.push(row)
      waiting.set(table, rows)
    },
    async write() {
      const before = writing
      writing = before.then(async () => {
        const now = running()
        const due: (readonly [RecordTable, readonly Row[]])[] = [...waiting, ["sys_query_history", now]]
        waiting.clear()
        await withClient(async (client) => {
          await client.query("delete from pg_catalog.sys_query_history where status = 'running'")
          for (const [table, rows] of due)
            await client.query(
              `insert into pg_catalog.${table} select * from jsonb_populate_recordset(null::pg_catalog.${table}, $1)`,
              [JSON.stringify(rows)],
            )
        })
      })
      await writing
    },
  }
}

/** A time as the views show it. */
export function shownTime(at: Date): string {
  return at.toISOString().replace("T", " ").replace("Z", "")
}
