import { type HistoryRows, historyTime } from "../history.ts"
import type { MeasuredProfile } from "./types.ts"

/** The numbers and times of a profile for `quality.metric`; lists of values stay out of it. */
export function profileRows(
  { metrics }: MeasuredProfile,
  of: {
    readonly invocationId: string
    readonly measuredAt: Date
    readonly relation: string
    readonly uniqueId: string
  },
): HistoryRows {
  const { invocationId } = of
  const rows = metrics.flatMap(({ column, columns, metric, value }) =>
    typeof value === "object" && value !== null
      ? []
      : [
          {
            invocation_id: invocationId,
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
  return { invocationId, invocation: undefined, nodes: [], checks: [], metrics: rows }
}
