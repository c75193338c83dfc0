import * as z from "zod"
import type { BatchRow, Ledger, LedgerTables, RawFileRow } from "../../lake/ledger.ts"
import { numbersAsText, numbersOfText } from "../../lake/records/record-numbers.ts"
import type { RecordChoice } from "../../lake/records/rejects.ts"
import type { Model } from "../../project/types.ts"
import type { Relation } from "../../sql/relation.ts"

/** Records of a file that were rejected first, by the batch that has them now. */
function retriedOf({ retried }: Pick<RawFileRow, "retried">): ReadonlyMap<string, readonly number[]> {
  if (retried === null) return new Map()
  const found: unknown = JSON.parse(retried)
  return new Map(
    Object.entries(z.record(z.string(), z.string()).parse(found)).map(([batch, text]) => [
      batch,
      numbersOfText(text),
    ]),
  )
}

/** The same with the records of one batch more, as the ledger has it. */
export function withRetried(row: RawFileRow, batch: string, records: readonly number[]): string | null {
  const all = new Map([...retriedOf(row), ...(records.length === 0 ? [] : [[batch, records] as const])])
  return all.size === 0
    ? null
    : JSON.stringify(Object.fromEntries([...all].map(([id, numbers]) => [id, numbersAsText(numbers)])))
}

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

  /** Takes the ledger as it is now instead of what was known. */
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
    return this.#files.filter((row) => row.stage === stage.name && row.state === null)
  }

  /** Those that are in no batch: their batch failed, or they were given up. */
  aside(stage: Model): readonly RawFileRow[] {
    return this.#files.filter((row) => row.stage === stage.name && row.state !== null)
  }

  /** The raw files that a batch has records of. */
  filesOf(batch: BatchRow): readonly RawFileRow[] {
    return this.#files.filter(
      (row) =>
        row.stage === batch.stage &&
        row.state === null &&
        (row.batch_id === batch.batch_id || retriedOf(row).has(batch.batch_id)),
    )
  }

  /** By file name: which records of it a batch has, where these are not all. */
  choicesOf(batch: BatchRow): ReadonlyMap<string, RecordChoice> {
    return new Map(
      this.filesOf(batch).flatMap((row): [string, RecordChoice][] => {
        const retried = retriedOf(row)
        if (row.batch_id !== batch.batch_id)
          return [[row.file_name, { kind: "only", records: new Set(retried.get(batch.batch_id)) }]]
        const others = [...retried.values()].flat()
        return others.length === 0 ? [] : [[row.file_name, { kind: "except", records: new Set(others) }]]
      }),
    )
  }

  /** Takes in what files are now that are in no batch. */
  takeFiles(files: readonly RawFileRow[]): void {
    const names = new Set(files.map((row) => `${row.stage} ${row.file_name}`))
    this.#files = [...this.#files.filter((row) => !names.has(`${row.stage} ${row.file_name}`)), ...files]
  }

  /** Forgets files that are in no batch. */
  forget(files: readonly RawFileRow[]): void {
    const gone = new Set(files)
    this.#files = this.#files.filter((row) => !gone.has(row))
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

  /** What a batch is now, instead. */
  change(batch: BatchRow): void {
    this.#batches = this.#batches.map((each) =>
      each.stage === batch.stage && each.batch_id === batch.batch_id ? batch : each,
    )
  }

  #loadsOf(stage: Model, relation: Relation | undefined): readonly LoadRow[] {
    return this.#loads.filter((load) => load.stage === stage.name && load.relation === relation?.label)
  }
}
