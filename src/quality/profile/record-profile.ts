import type { Session } from "../../warehouse/warehouse.ts"
import { appendMetrics, historyTime } from "../history.ts"
import type { HistoryTables } from "../history-tables.ts"
import type { MeasuredProfile } from "./types.ts"

/** Appends the numbers and times of a profile to `quality.metric`; lists of values stay out of it. */
export async function recordProfile(
  session: Session,
  { metrics }: MeasuredProfile,
  of: {
    readonly invocationId: string
    readonly measuredAt: Date
    readonly relation: string
    readonly uniqueId: string
  },
): Promise<void> {
  const rows = metrics.flatMap(({ column, columns, metric, value }) =>
    typeof value === "object" && value !== null
      ? []
      : [
          {
            invocation_id: of.invocationId,
            measured_at: historyTime(of.measuredAt),
            relation: of.relation,
            unique_id: of.uniqueId,
            column_name: columns?.join(",") ?? column ?? null,
            metric,
            group_value: null,
            value: typeof value === "number" ? value : null,
            text_value: typeof value === "string" ? value : null,
            source: "profile",
          },
        ],
  )
  await session.transaction(() => appendMetrics(session.kysely<HistoryTables>(), rows))
}
