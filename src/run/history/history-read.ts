import type { Project } from "../../project/types.ts"
import { nothingRemembered, type Remembered } from "../../quality/anomaly/series.ts"
import type { Warehouse } from "../../warehouse/warehouse.ts"
import { checksOf } from "../compiled-sql.ts"
import type { Work } from "../workload.ts"
import { historyDb } from "./history-db.ts"

/**
 * What was measured before this run, for all its checks of anomalies together: one query, before anything is built, because
 * a check inside a publishing transaction must not read what other runs write. None where no check asks.
 */
export async function readRemembered(
  warehouse: Warehouse,
  project: Project,
  works: readonly Work[],
): Promise<Remembered> {
  const wanted = works
    .flatMap(checksOf)
    .flatMap(({ anomaly, asked: { question }, relation }) =>
      anomaly === undefined || anomaly.bucket !== undefined || question.kind !== "measures"
        ? []
        : question.measures.map(({ metric, columns }) => ({ relation: relation ?? "", metric, columns })),
    )
  if (wanted.length === 0) return nothingRemembered
  const { readSeries } = await import("../../quality/anomaly/read-series.ts")
  return warehouse.withSession((session) => readSeries(historyDb(session, project), wanted))
}
