import type { Kysely } from "kysely"
import type { HistoryTables } from "../history-tables.ts"
import { type Measured, type Remembered, type RememberedPoint, seriesKey } from "./series.ts"
import { timeOf } from "./times.ts"

// Of each group the latest: more would say little more of what is usual now.
const pointsOfGroup = 1000

/**
 * Reads all that checks measured of the given relations and metrics, in one query. A version that was not published is
 * marked as rejected.
 */
export async function readSeries(
  db: Kysely<HistoryTables>,
  wanted: readonly Measured[],
): Promise<Remembered> {
  const latest = db
    .selectFrom("metric as m")
    .leftJoin("node_result as n", (join) =>
      join
        .onRef("n.invocation_id", "=", "m.invocation_id")
        .onRef("n.relation", "=", "m.relation")
        .on("n.status", "in", ["rejected", "skipped", "error", "cancelled"]),
    )
    .select(["m.measured_at", "m.relation", "m.metric", "m.column_name", "m.group_value", "m.value"])
    .select("n.status as rejected")
    .select((eb) =>
      eb.fn
        .agg<number>("row_number")
        .over((over) =>
          over
            .partitionBy(["m.relation", "m.metric", "m.column_name", "m.group_value"])
            .orderBy("m.measured_at", "desc"),
        )
        .as("nth"),
    )
    .where("m.source", "=", "check")
    .where("m.relation", "in", [...new Set(wanted.map(({ relation }) => relation))])
    .where("m.metric", "in", [...new Set(wanted.map(({ metric }) => metric))])
  const rows = await db
    .selectFrom(latest.as("latest"))
    .selectAll()
    .where("nth", "<=", pointsOfGroup)
    .orderBy("measured_at")
    .execute()
  const series = new Map<string, RememberedPoint[]>()
  for (const row of rows) {
    const key = seriesKey(row.relation, row.metric, row.column_name ?? "")
    const points = series.get(key) ?? []
    series.set(key, points)
    points.push({
      at: timeOf(String(row.measured_at)),
      value: row.value === null ? null : Number(row.value),
      group: row.group_value ?? undefined,
      rejected: row.rejected !== null,
    })
  }
  return ({ relation, metric, columns }) => series.get(seriesKey(relation, metric, columns.join(","))) ?? []
}
