import { type Kysely, sql } from "kysely"
import type { HistoryTables } from "./history-tables.ts"

/** What documentation shows of the quality history. Times are UTC, `2023-09-02 00:15:30.123`. */
export interface DocsHistory {
  /** The latest results of each check by its unique id, the oldest first. */
  readonly checks: ReadonlyMap<string, readonly CheckPast[]>
  /** The latest results of each node by its unique id, the oldest first. */
  readonly nodes: ReadonlyMap<string, readonly NodePast[]>
  /** The oldest first. */
  readonly days: readonly { readonly day: string; readonly passed: number; readonly checks: number }[]
}

export interface CheckPast {
  readonly at: string
  readonly status: string
  readonly failures: number | null
  readonly observed: string | null
  readonly expected: string | null
  readonly message: string | null
  /** JSON list of up to ten failing rows. */
  readonly sample: string | null
}

export interface NodePast {
  readonly at: string
  readonly status: string
  readonly rows: number | undefined
  readonly seconds: number
  readonly message: string
}

/** Three queries, however many checks there are. `most`: so many results of each check, and half as many of each node. */
export async function readDocsHistory(db: Kysely<HistoryTables>, most: number): Promise<DocsHistory> {
  const checks = await db
    .selectFrom(
      db
        .selectFrom("check_result")
        .select([
          "check_id",
          "checked_at",
          "status",
          "failures",
          "observed",
          "expected",
          "message",
          "sample",
          sql<number>`row_number() over (partition by check_id order by checked_at desc, invocation_id desc)`.as(
            "nth",
          ),
        ])
        .where("status", "<>", "skipped")
        .as("latest"),
    )
    .selectAll()
    .where("nth", "<=", most)
    .orderBy("check_id")
    .orderBy("nth", "desc")
    .execute()
  const nodes = await db
    .selectFrom(
      db
        .selectFrom("node_result")
        .select([
          "unique_id",
          "started_at",
          "status",
          "rows_affected",
          "duration_seconds",
          "message",
          sql<number>`row_number() over (partition by unique_id order by started_at desc, invocation_id desc)`.as(
            "nth",
          ),
        ])
        .where("status", "<>", "skipped")
        .as("latest"),
    )
    .selectAll()
    .where("nth", "<=", Math.ceil(most / 2))
    .orderBy("unique_id")
    .orderBy("nth", "desc")
    .execute()
  const days = await db
    .selectFrom("check_result")
    .select([
      sql<string>`cast(cast(checked_at as date) as varchar(10))`.as("day"),
      sql<number>`sum(case when status = 'pass' then 1 else 0 end)`.as("passed"),
      sql<number>`count(*)`.as("checks"),
    ])
    .where("status", "in", ["pass", "warn", "fail", "error"])
    .groupBy(sql`cast(cast(checked_at as date) as varchar(10))`)
    .orderBy("day", "desc")
    .limit(60)
    .execute()
  return {
    checks: grouped(
      checks,
      ({ check_id }) => check_id,
      ({ checked_at, status, failures, observed, expected, message, sample }): CheckPast => ({
        at: String(checked_at),
        status,
        failures,
        observed,
        expected,
        message,
        sample,
      }),
    ),
    nodes: grouped(
      nodes,
      ({ unique_id }) => unique_id,
      ({ started_at, status, rows_affected, duration_seconds, message }): NodePast => ({
        at: String(started_at),
        status,
        rows: rows_affected === null ? undefined : Number(rows_affected),
        seconds: Number(duration_seconds),
        message,
      }),
    ),
    days: days
      .reverse()
      .map(({ day, passed, checks: asked }) => ({ day, passed: Number(passed), checks: Number(asked) })),
  }
}

function grouped<Row, Value>(
  rows: readonly Row[],
  keyOf: (row: Row) => string,
  pastOf: (row: Row) => Value,
): ReadonlyMap<string, readonly Value[]> {
  const found = new Map<string, Value[]>()
  for (const row of rows) {
    const list = found.get(keyOf(row))
    if (list === undefined) found.set(keyOf(row), [pastOf(row)])
    else list.push(pastOf(row))
  }
  return found
}
