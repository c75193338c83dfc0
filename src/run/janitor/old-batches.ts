import { pathIn } from "../../lake/file-store.ts"
import { type BatchRow, filesOfBatch } from "../../lake/ledger.ts"
import { addsRows, isInWarehouse, isStage } from "../../project/materialized.ts"
import type { Built, Model } from "../../project/types.ts"
import { historyTime } from "../../quality/history.ts"
import type { ReadProject } from "../../record/read-project.ts"
import type { Relation } from "../../sql/relation.ts"
import type { LedgerSession } from "../lake/ledger-session.ts"

/** A batch that is older than it has to be kept, and why it stays all the same. */
export interface OldBatch {
  readonly stage: Model
  readonly row: BatchRow
  /** Models that read the stage. */
  readonly readers: readonly Built[]
  readonly kept: string | undefined
}

/**
 * Batches that were staged before `cutoff`, but for the newest of each stage. One goes where every table that reads it has
 * loaded it, and its raw files are there: it can be staged again from them.
 */
export async function oldBatches(
  { project, graph }: ReadProject,
  lake: LedgerSession,
  cutoff: string,
  relationOf: (resource: Built) => Relation,
): Promise<readonly OldBatch[]> {
  const found: OldBatch[] = []
  for (const stage of project.resources.filter(isStage)) {
    const old = lake
      .batches(stage, undefined)
      .slice(0, -1)
      .filter((row) => timeOf(row.created_at) < cutoff)
    if (old.length === 0) continue
    const readers = (graph.readers.get(stage.uniqueId) ?? []).flatMap((id) => {
      const resource = graph.nodes.get(id)?.resource
      return resource !== undefined && isInWarehouse(resource) ? [resource] : []
    })
    const inLake = new Set((await lake.list(stage)).map(({ name }) => name))
    const unseen = readers.map((reader) => {
      const relation = relationOf(reader)
      const ids = [...lake.batches(stage, relation), ...lake.outdated(stage, relation)]
      return { reader, relation, ids: new Set(ids.map((row) => row.batch_id)) }
    })
    for (const row of old) found.push({ stage, row, readers, kept: reasonToKeep(row) })

    function reasonToKeep(row: BatchRow): string | undefined {
      const whole = unseen.find(({ reader }) => !addsRows(reader))
      if (whole !== undefined) return `${whole.relation.label} reads all batches whenever it is built`
      const behind = unseen.find(({ ids }) => ids.has(row.batch_id))
      if (behind !== undefined) return `${behind.relation.label} has not loaded it`
      if (readers.length === 0) return "no table reads it"
      const gone = lake.filesOf(row).find((file) => !inLake.has(file.file_name))
      return gone === undefined ? undefined : `its raw file ${gone.file_name} is gone`
    }
  }
  return found
}

/** Paths of its files. What was rejected of it stays: it is needed to stage the batch again. */
export function pathsOfBatch({ stage, row }: OldBatch, lake: LedgerSession): readonly string[] {
  return filesOfBatch(row).map((name) => pathIn(lake.folder(stage), row.stage, name))
}

/** A time of the ledger, whichever way the warehouse gives it. */
export function timeOf(value: unknown): string {
  return value instanceof Date ? historyTime(value) : String(value)
}
