import type { HashedFile } from "../../lake/delivery.ts"
import { ledgerOf, type RawFileRow, recordFiles } from "../../lake/ledger.ts"
import type { Model } from "../../project/types.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import type { PerformContext } from "../perform-context.ts"
import type { StageWork } from "../workload.ts"
import { inLedger } from "./publish-batches.ts"
import { rowOf } from "./staged-batch.ts"

/** What is new in a lake, without what was set aside and stays so. */
export interface Undecided {
  readonly fresh: readonly HashedFile[]
  /** Their batch failed, and nothing was decided. */
  readonly failed: readonly RawFileRow[]
}

/**
 * Files of a batch that failed stay aside as long as all of them are as they were: where one is corrected or gone, the others
 * are new again with it. A file that was given up is new when it has another content.
 */
export function withoutAside(fresh: readonly HashedFile[], aside: readonly RawFileRow[]): Undecided {
  const found = new Map(fresh.map((file) => [file.name, file.contentHash]))
  const isAsBefore = (row: RawFileRow): boolean => found.get(row.file_name) === row.content_hash
  const others = new Set(
    aside.flatMap((row) => (row.state === "failed" && !isAsBefore(row) ? [row.batch_id] : [])),
  )
  const still = aside.filter(
    (row) => isAsBefore(row) && (row.state === "dropped" || !others.has(row.batch_id)),
  )
  const names = new Set(still.map((row) => row.file_name))
  return {
    fresh: fresh.filter(({ name }) => !names.has(name)),
    failed: still.filter(({ state }) => state === "failed"),
  }
}

/** Records that a batch failed: its files are in none, and what comes later goes on without them. */
export async function setFilesAside(
  session: Session,
  work: StageWork,
  files: readonly HashedFile[],
  batch: string,
  reason: string,
  context: PerformContext,
): Promise<void> {
  const { lake, project } = context
  const stage = work.resource
  const rows = files.map(
    (file): RawFileRow => ({ ...rowOf(stage, file, batch), state: "failed", reason: reason.slice(0, 1000) }),
  )
  const before = lake.aside(stage)
  await inLedger(session, work, context, () => recordFiles(ledgerOf(session, project.target), rows, before))
  lake.takeFiles(rows)
}

/** What is said of files that are set aside, and what to do about them; undefined where there are none. */
export function asideText(stage: Model, failed: readonly RawFileRow[]): string | undefined {
  const [first] = failed
  if (first === undefined) return undefined
  const names = failed.slice(0, 3).map(({ file_name }) => file_name)
  const more = failed.length > names.length ? ` and ${failed.length - names.length} more` : ""
  const are =
    failed.length === 1
      ? "1 file is set aside because its batch failed"
      : `${failed.length} files are set aside because their batch failed`
  return `${are} (${first.reason}): ${names.join(", ")}${more}; correct them, or lux lake accept or drop them, or after a change of the model lux retry --rejects --select ${stage.name}`
}
