import { type Kysely, sql } from "kysely"
import { withArchived } from "./history-archive.ts"
import type { HistoryTables } from "./history-tables.ts"

/** How a relation stands: its checks' latest verdicts, and how often they passed. */
export interface RelationQuality {
  /** Null for checks of no relation. */
  readonly relation: string | null
  readonly checks: number
  /** Share of the verdicts since the given time that were `pass`, between 0 and 1; null where there were none. */
  readonly passRate: number | null
  readonly lastCheckedAt: string
  readonly failing: readonly FailingCheck[]
}

export interface FailingCheck {
  readonly checkId: string
  readonly name: string
  /** warn, fail or error. */
  readonly status: string
  readonly failures: number | null
  readonly observed: string | null
  readonly expected: string | null
  readonly failingSince: string
  readonly failuresInARow: number
}

/** One result of a check. Times are UTC, `2023-09-02 00:15:30.123`. */
export interface CheckPoint {
  readonly checkedAt: string
  readonly status: string
  readonly failures: number | null
  readonly observed: string | null
  readonly expected: string | null
  readonly totalRows: number | null
  readonly durationSeconds: number
  readonly invocationId: string
}

/** One value of a metric. */
export interface MetricPoint {
  readonly measuredAt: string
  readonly metric: string
  readonly group: string | null
  readonly value: number | string | null
  readonly source: string
}

interface Views {
  latest_check: HistoryTables["check_result"]
  failing_streak: {
    check_id: string
    failing_since: string
    failures_in_a_row: number
  }
}

type History = Kysely<HistoryTables & Views>

/** Of which points, and where the files are whose rows of that time are read too. */
export interface Span {
  readonly since: string | undefined
  readonly limit: number
  readonly archived: readonly string[]
}

const verdicts = ["pass", "warn", "fail", "error"]

/** The latest verdicts of every check, by relation; what was not checked since `since` is left out. */
export async function relationQuality(
  db: History,
  since: string | undefined,
): Promise<readonly RelationQuality[]> {
  const latest = await db
    .selectFrom("latest_check as latest")
    .leftJoin("failing_streak as streak", "streak.check_id", "latest.check_id")
    .select([
      "latest.check_id",
      "latest.check_name",
      "latest.relation",
      "latest.status",
      "latest.failures",
      "latest.observed",
      "latest.expected",
      "latest.checked_at",
      "streak.failing_since",
      "streak.failures_in_a_row",
    ])
    .$if(since !== undefined, (query) => query.where("latest.checked_at", ">=", since ?? ""))
    .orderBy("latest.relation")
    .orderBy("latest.check_name")
    .execute()
  const rates = await db
    .selectFrom("check_result")
    .select("relation")
    .select(sql<number>`sum(case when status = 'pass' then 1 else 0 end) * 1.0e0 / count(*)`.as("rate"))
    .where("status", "in", verdicts)
    .$if(since !== undefined, (query) => query.where("checked_at", ">=", since ?? ""))
    .groupBy("relation")
    .execute()
  const rateOf = new Map(rates.map(({ relation, rate }) => [relation, Number(rate)]))
  const relations = new Map<string | null, (typeof latest)[number][]>()
  for (const row of latest) relations.set(row.relation, [...(relations.get(row.relation) ?? []), row])
  return [...relations].map(([relation, rows]) => ({
    relation,
    checks: rows.length,
    passRate: rateOf.get(relation) ?? null,
    lastCheckedAt:
      rows
        .map(({ checked_at }) => String(checked_at))
        .sort()
        .at(-1) ?? "",
    failing: rows
      .filter(({ status }) => status !== "pass")
      .map((row) => ({
        checkId: row.check_id,
        name: row.check_name,
        status: row.status,
        failures: row.failures,
        observed: row.observed,
        expected: row.expected,
        failingSince: String(row.failing_since ?? row.checked_at),
        failuresInARow: Number(row.failures_in_a_row ?? 1),
      })),
  }))
}

/** Names and ids of all checks that were ever asked. */
export async function knownChecks(
  db: History,
): Promise<readonly { readonly id: string; readonly name: string }[]> {
  const rows = await db
    .selectFrom("check_result")
    .select(["check_id", "check_name"])
    .distinct()
    .orderBy("check_name")
    .execute()
  return rows.map(({ check_id, check_name }) => ({ id: check_id, name: check_name }))
}

/** The latest results of a check, the oldest first. */
export async function checkHistory(
  db: History,
  schema: string,
  checkId: string,
  { since, limit, archived }: Span,
): Promise<readonly CheckPoint[]> {
  const rows = await db
    .selectFrom(archived.length === 0 ? "check_result" : withArchived(schema, "check_result", archived))
    .selectAll()
    .where("check_id", "=", checkId)
    .$if(since !== undefined, (query) => query.where("checked_at", ">=", since ?? ""))
    .orderBy("checked_at", "desc")
    .limit(limit)
    .execute()
  return rows.reverse().map((row) => ({
    checkedAt: String(row.checked_at),
    status: row.status,
    failures: row.failures,
    observed: row.observed,
    expected: row.expected,
    totalRows: row.total_rows,
    durationSeconds: row.duration_seconds,
    invocationId: row.invocation_id,
  }))
}

/** Relations and columns that something was measured of; null for the rows themselves. */
export async function knownMetrics(
  db: History,
): Promise<readonly { readonly relation: string; readonly column: string | null }[]> {
  const rows = await db
    .selectFrom("metric")
    .select(["relation", "column_name"])
    .distinct()
    .orderBy("relation")
    .orderBy("column_name")
    .execute()
  return rows.map(({ relation, column_name }) => ({ relation, column: column_name }))
}

/** The latest values of every metric of a column, or of a relation's rows, the oldest first. */
export async function metricHistory(
  db: History,
  schema: string,
  { relation, column }: { readonly relation: string; readonly column: string | undefined },
  { since, limit, archived }: Span,
): Promise<readonly MetricPoint[]> {
  const latest = db
    .selectFrom(archived.length === 0 ? "metric" : withArchived(schema, "metric", archived))
    .selectAll()
    .select((eb) =>
      eb.fn
        .agg<number>("row_number")
        .over((over) => over.partitionBy(["metric", "group_value"]).orderBy("measured_at", "desc"))
        .as("nth"),
    )
    .where("relation", "=", relation)
    .where((eb) =>
      column === undefined ? eb("column_name", "is", null) : eb(eb.fn("lower", ["column_name"]), "=", column),
    )
    .$if(since !== undefined, (query) => query.where("measured_at", ">=", since ?? ""))
  const rows = await db
    .selectFrom(latest.as("latest"))
    .selectAll()
    .where("nth", "<=", limit)
    .orderBy("metric")
    .orderBy("measured_at")
    .execute()
  return rows.map((row) => ({
    measuredAt: String(row.measured_at),
    metric: row.metric,
    group: row.group_value,
    value: row.text_value ?? row.value,
    source: row.source,
  }))
}
