import { LuxError } from "../../errors.ts"
import type { StoredFile } from "../../lake/file-store.ts"
import type { LakeFile } from "../../lake/lake-files.ts"
import type { RecordChoice, RecordsOfBatch } from "../../lake/records/rejects.ts"
import type { StageEngineFacts } from "../../project/stage-engines.ts"
import type { BatchFormat, DataTest, Model, SourceTable } from "../../project/types.ts"
import type { Check } from "../../quality/check.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import type { CheckResult } from "../results.ts"

/**
 * What makes batches of raw files, and shows both to a session of the warehouse. It knows no ledger: it writes where it is
 * told to, and what it wrote is published once the ledger has it.
 */
export interface StageEngine extends StageEngineFacts {
  /** What batches are written as. */
  readonly format: BatchFormat
  /** Begins to write batches. What goes wrong rejects the job's result, also what goes wrong at once. */
  start(delivery: StageDelivery): StageJob
  /** Shows raw files under a temporary name on this session of the warehouse. */
  showFiles(session: Session, source: SourceTable, files: readonly LakeFile[]): Promise<void>
  /** Shows the files of batches under their stage's temporary name on this session; without any it has their columns. */
  showBatches(session: Session, stage: Model, files: readonly StoredFile[]): Promise<void>
}

/** Raw files that become batches of one stage. */
export interface StageDelivery {
  readonly stage: Model
  readonly batches: readonly BatchDelivery[]
  /** Data tests of the stage whose failing rows are rejected with their records; `rejectRules` makes rules of them. */
  readonly rejecting: readonly DataTest[]
  /** The stage's checks, for an engine that asks them of what it writes. */
  readonly checks: readonly Check[]
  /** Of the warehouse, for an engine that works there. */
  readonly session: Session
}

export interface BatchDelivery {
  readonly raw: readonly RawFiles[]
  /** Where it is written: the path of its only file, or of the folder of its files. What is there is no part of it. */
  readonly writing: string
  /** Where its rejects are written, a `rejectLine` for each; nothing is where there is none. */
  readonly rejects: string
}

/** The files of one source. */
interface RawFiles {
  readonly source: SourceTable
  readonly files: readonly LakeFile[]
  /** By path: of which files not all records are taken. */
  readonly choices: ReadonlyMap<string, RecordChoice>
}

/** Work of an engine: a statement in this process, or a job elsewhere that was submitted. */
export interface StageJob {
  /** Rejects with `Interrupted` where it was cancelled. */
  readonly result: Promise<Staged>
  /** Ends the work soon; also when it has ended. */
  cancel(): void
}

export interface Staged {
  /** One for each batch that was delivered, in the same order. */
  readonly batches: readonly WrittenBatch[]
  /** Of all batches together, of the checks that the engine asked; lux asks the others. */
  readonly checks: readonly CheckResult[]
}

export interface WrittenBatch {
  /** The path it was to be written to, or paths in the folder there; none where there is nothing to read. */
  readonly files: readonly string[]
  readonly rows: number
  /** What became of the records of its JSON files. */
  readonly records: RecordsOfBatch
}

/** The query of a stage fails for what a raw file has: other files may be good. */
export class BadValue extends LuxError {}

/** The files of a source that belong to a batch. */
export function filesOf({ raw }: BatchDelivery, source: SourceTable): Pick<RawFiles, "files" | "choices"> {
  return raw.find((each) => each.source.uniqueId === source.uniqueId) ?? { files: [], choices: new Map() }
}
