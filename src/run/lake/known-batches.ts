import type { BatchRow, Ledger, LedgerTables, RawFileRow } from "../../lake/ledger.ts"
import type { Model } from "../../project/types.ts"
import type { Relation } from "../../sql/relation.ts"

type LoadRow = LedgerTables["batch_load"]

/** The ledger as a run read it, and as the run goes on. */
export class KnownBatches {
  #batches: readonly BatchRow[]
  #files: readonly RawFileRow[]
  #loads: readonly LoadRow[]

  constructor(ledger: Ledger) {
    this.#batches = ledger.batches
    this.#files = ledger.files
    this.#loads = ledger.loads
  }

  /** Takes the ledger as it is now in the place of what was known. */
  replace({ batches, files, loads }: Ledger): void {
    this.#batches = batches
    this.#files = files
    this.#loads = loads
  }

  /** The batches of a stage, in order; only those that a relation has not loaded when one is given. */
  of(stage: Model, unseenBy: Relation | undefined): readonly BatchRow[] {
    const loaded = new Set(this.#loadsOf(stage, unseenBy).map((load) => load.batch_id))
    return this.#batches.filter((batch) => batch.stage === stage.name && !loaded.has(batch.batch_id))
  }

  /** Batches that a relation has loaded and that were staged again from other contents since. */
  outdated(stage: Model, relation: Relation): readonly BatchRow[] {
    const loaded = new Map(this.#loadsOf(stage, relation).map((load) => [load.batch_id, load.revision]))
    return this.#batches.filter(
      (batch) =>
        batch.stage === stage.name && (loaded.get(batch.batch_id) ?? batch.revision) < batch.revision,
    )
  }

  /** The raw files of a stage's batches. */
  files(stage: Model): readonly RawFileRow[] {
    return this.#files.filter((row) => row.stage === stage.name)
  }

  filesOf(batch: BatchRow): readonly RawFileRow[] {
    return this.#files.filter((row) => row.stage === batch.stage && row.batch_id === batch.batch_id)
  }

  /** Takes in a batch, new or staged again, with its raw files. */
  take(batch: BatchRow, files: readonly RawFileRow[]): void {
    const isOther = (each: BatchRow) => each.stage !== batch.stage || each.batch_id !== batch.batch_id
    this.#batches = [...this.#batches.filter(isOther), batch]
    const names = new Set(files.map((row) => row.file_name))
    this.#files = [
      ...this.#files.filter((row) => row.stage !== batch.stage || !names.has(row.file_name)),
      ...files,
    ]
  }

  /** What a batch is now, in its place. */
  change(batch: BatchRow): void {
    this.#batches = this.#batches.map((each) =>
      each.stage === batch.stage && each.batch_id === batch.batch_id ? batch : each,
    )
  }

  #loadsOf(stage: Model, relation: Relation | undefined): readonly LoadRow[] {
    return this.#loads.filter((load) => load.stage === stage.name && load.relation === relation?.label)
  }
}
