import { basename } from "node:path"
import { LuxError } from "../../errors.ts"
import { batchFileNames, batchPlace, moveBatch, newWriter } from "../../lake/batch-files.ts"
import { oneOfEach } from "../../lake/delivery.ts"
import { pathIn } from "../../lake/file-store.ts"
import type { FileStores } from "../../lake/file-stores.ts"
import { contentHash, type LakeFile } from "../../lake/lake-files.ts"
import { type BatchRow, filesOfBatch, listedFiles, type RawFileRow } from "../../lake/ledger.ts"
import type { RecordChoice } from "../../lake/records/rejects.ts"
import type { Model } from "../../project/types.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import type { KnownBatches } from "./known-batches.ts"
import { rejectedNumbers } from "./read-rejects.ts"
import type { Staged } from "./stage-engine.ts"
import type { BatchToStage, StageTests } from "./staging.ts"

interface Staging {
  readonly known: KnownBatches
  readonly stores: FileStores
  /** Where batches are. */
  readonly folder: string
  /** Files of a stage's sources as the lake has them now. */
  list(stage: Model): Promise<readonly LakeFile[]>
  /** Has the engine write batches of a stage. */
  stage(
    session: Session,
    stage: Model,
    batches: readonly BatchToStage[],
    asked: StageTests,
  ): Promise<Pick<Staged, "batches">>
  /** Writes into the ledger what a batch is now. */
  record(session: Session, batch: BatchRow): Promise<void>
}

/** Stages batches again whose files are gone, from the raw files that they were made of. */
export class MissingBatches {
  readonly #staging: Staging
  /** By stage what is being staged again. */
  readonly #working = new Map<string, Promise<void>>()
  /** Other runs may miss the same batch, and no lease keeps them apart. */
  readonly #writer = newWriter()

  constructor(staging: Staging) {
    this.#staging = staging
  }

  pathsOf(batch: BatchRow): readonly string[] {
    return filesOfBatch(batch).map((name) => pathIn(this.#staging.folder, batch.stage, name))
  }

  /** Two nodes may miss the same batch at once: it is staged again once. Throws LUX-2205. */
  async makePresent(session: Session, stage: Model, wanted: readonly BatchRow[]): Promise<void> {
    const missing = await this.#missingOf(wanted)
    if (missing.length === 0) return
    const before = this.#working.get(stage.name) ?? Promise.resolve()
    const work = before.then(() => this.#stageAgain(session, stage, missing))
    this.#working.set(
      stage.name,
      work.catch(() => undefined),
    )
    await work
  }

  async #stageAgain(session: Session, stage: Model, missing: readonly BatchRow[]): Promise<void> {
    await this.#checkAvailable(stage, missing)
    const { folder, known, stores } = this.#staging
    const store = await stores.of(folder)
    const wanted = (await this.#missingOf(missing)).map((batch) => ({
      batch,
      names: new Set(known.filesOf(batch).map((row) => row.file_name)),
      place: batchPlace(folder, stage.name, batch.location, this.#writer),
    }))
    if (wanted.length === 0) return
    const rejected = await this.#rejectedOf(stage)
    const toStage = wanted.map(({ batch, names, place }) => ({
      names,
      choices: withoutRejected(batch, known.filesOf(batch), known.choicesOf(batch), rejected),
      place,
    }))
    // What was rejected stays out, and nothing else is rejected: tables may have the batch as it was.
    const { batches } = await this.#staging.stage(session, stage, toStage, { checks: [], rejecting: [] })
    for (const [index, { batch, place }] of wanted.entries()) {
      const written = batches[index]?.files ?? []
      if (batches[index]?.records.files.some(({ rejected }) => rejected > 0) === true)
        throw batchesLost(
          stage,
          [batch],
          [
            `${batch.batch_id} has records that are rejected now: stage all again, lux build --full-refresh --select ${stage.name}+`,
          ],
        )
      const files = listedFiles(batch.location, batchFileNames(batch.location, written.length))
      if (files !== batch.files) await this.#staging.record(session, { ...batch, files })
      await store.remove(place.rejects.writing)
      await moveBatch(store, place, written, place.published(written.length))
    }
  }

  /** By file name the numbers of records that were rejected. */
  async #rejectedOf(stage: Model): Promise<ReadonlyMap<string, ReadonlySet<number>>> {
    const { folder, known, stores } = this.#staging
    const all = new Map<string, ReadonlySet<number>>()
    for (const { rejects } of known.of(stage, undefined)) {
      if (rejects === null) continue
      const numbers = await rejectedNumbers(stores, pathIn(folder, stage.name, rejects))
      for (const [path, each] of numbers)
        all.set(basename(path), new Set([...(all.get(basename(path)) ?? []), ...each]))
    }
    return all
  }

  async #missingOf(wanted: readonly BatchRow[]): Promise<readonly BatchRow[]> {
    const store = await this.#staging.stores.of(this.#staging.folder)
    const found = await Promise.all(
      wanted.map((batch) => Promise.all(this.pathsOf(batch).map((path) => store.stat(path)))),
    )
    return wanted.filter((_, index) => found[index]?.includes(undefined) === true)
  }

  /** Throws LUX-2205 for batches whose files are gone or changed, before any of them is staged again. */
  async #checkAvailable(stage: Model, missing: readonly BatchRow[]): Promise<void> {
    const { known, stores, list } = this.#staging
    const rows = missing.flatMap((batch) => known.filesOf(batch))
    const names = new Set(rows.map((row) => row.file_name))
    const listed = oneOfEach(await list(stage), names, rows)
    const present = new Map(listed.map((file) => [file.name, file]))
    const lost: string[] = []
    for (const batch of missing)
      for (const row of known.filesOf(batch)) {
        const file = present.get(row.file_name)
        if (file === undefined) lost.push(`${row.file_name} (batch ${batch.batch_id}) is gone`)
        else if (file.stamp !== row.stamp && (await contentHash(file, stores)) !== row.content_hash)
          lost.push(`${row.file_name} (batch ${batch.batch_id}) has changed`)
      }
    if (lost.length > 0) throw batchesLost(stage, missing, lost)
  }
}

/** Which records a batch has: those that were rejected with it, or with a batch that retried them, are not among them. */
function withoutRejected(
  batch: BatchRow,
  files: readonly RawFileRow[],
  choices: ReadonlyMap<string, RecordChoice>,
  rejected: ReadonlyMap<string, ReadonlySet<number>>,
): ReadonlyMap<string, RecordChoice> {
  return new Map(
    files.flatMap(({ file_name: name, batch_id }): [string, RecordChoice][] => {
      const choice = choices.get(name)
      const out = rejected.get(name)
      if (out === undefined || batch_id !== batch.batch_id)
        return choice === undefined ? [] : [[name, choice]]
      return [[name, { kind: "except", records: new Set([...(choice?.records ?? []), ...out]) }]]
    }),
  )
}

/** A batch of which neither the Parquet file nor the raw files can be had. */
export function batchesLost(
  stage: Model,
  batches: readonly BatchRow[],
  reasons: readonly string[],
): LuxError {
  const shown = reasons.slice(0, 5).join("; ")
  return new LuxError(
    "LUX-2205",
    `${batches.length} ${batches.length === 1 ? "batch" : "batches"} of "${stage.name}" is unavailable: ${shown}${reasons.length > 5 ? ` and ${reasons.length - 5} more` : ""}`,
    {
      place: stage.place,
      hint: "Put the raw files back into the lake, or the Parquet files into the batches' folder. Nothing was changed.",
    },
  )
}
