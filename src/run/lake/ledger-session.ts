import type { CompiledInput } from "../../compile/compiler.ts"
import { LuxError } from "../../errors.ts"
import type { StoredFile } from "../../lake/file-store.ts"
import type { FileStores } from "../../lake/file-stores.ts"
import type { LakeFile } from "../../lake/lake-files.ts"
import {
  type BatchRow,
  type Ledger,
  ledgerOf,
  type RawFileRow,
  readLedger,
  recordLoads,
  refreshBatch,
} from "../../lake/ledger.ts"
import type { RecordChoice } from "../../lake/records/rejects.ts"
import { isStage } from "../../project/materialized.ts"
import type { BatchFormat, Model, Project } from "../../project/types.ts"
import { historyTime } from "../../quality/history.ts"
import type { Relation } from "../../sql/relation.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import { KnownBatches } from "./known-batches.ts"
import { MissingBatches } from "./missing-batches.ts"
import { RawFiles } from "./raw-files.ts"
import type { Staged, StageEngine } from "./stage-engine.ts"
import { openStageEngine, type StageEngineOptions } from "./stage-engines.ts"
import { type BatchToStage, type StageTests, Staging } from "./staging.ts"

/** What a run knows of the lake: the ledger as it was read once and as this run goes on, and where batches are. */
export interface LedgerSession {
  /** The batches of a stage, in order; only those that a relation has not loaded when one is given. */
  batches(stage: Model, unseenBy: Relation | undefined): readonly BatchRow[]
  files(stage: Model): readonly RawFileRow[]
  /** Raw files of a stage that are in no batch: their batch failed, or they were given up. */
  aside(stage: Model): readonly RawFileRow[]
  /** Takes in what files are now that are in no batch, once the ledger in the warehouse has it. */
  takeFiles(files: readonly RawFileRow[]): void
  /** Takes in what a batch is now, instead. */
  change(batch: BatchRow): void
  /** By file name: which records of it a batch has, where these are not all. */
  choicesOf(batch: BatchRow): ReadonlyMap<string, RecordChoice>
  filesOf(batch: BatchRow): readonly RawFileRow[]
  /** Reads the ledger again, where another run may have written it. */
  refresh(session: Session): Promise<void>
  /** Takes in a batch, new or staged again, once the ledger in the warehouse has it. */
  take(batch: BatchRow, files: readonly RawFileRow[]): void
  /** Batches that a relation has loaded and that were staged again from other contents since. */
  outdated(stage: Model, relation: Relation): readonly BatchRow[]
  folder(stage: Model): string
  /** Where files of the lake and of batches are. */
  readonly stores: FileStores
  /** What new batches are written as. */
  format(): Promise<BatchFormat>
  /** Shows batches that are not published under their stage's temporary name on this session. */
  showWritten(session: Session, stage: Model, paths: readonly string[]): Promise<void>
  /** Shows every input under its temporary name on this session. A missing batch is staged again first. */
  show(session: Session, inputs: readonly CompiledInput[], unseenBy: Relation | undefined): Promise<void>
  /** Has the engine write batches of a stage. Nothing reads them before they are published. */
  stage(session: Session, stage: Model, batches: readonly BatchToStage[], asked: StageTests): Promise<Staged>
  /** Files of a stage's sources as the lake has them now. */
  list(stage: Model): Promise<readonly LakeFile[]>
  /** The same, without older ones where a source says how far back new ones may be. */
  listRecent(stage: Model): Promise<readonly LakeFile[]>
  recordLoads(
    session: Session,
    relation: Relation,
    batches: readonly BatchRow[],
    options: { readonly replace: boolean },
  ): Promise<void>
}

export interface LedgerSessionOptions extends StageEngineOptions {
  readonly invocationId: string
  /** True: as if the lake had no files and nothing had been staged; nothing is taken in. */
  readonly empty: boolean
}

/** Reads the ledger once, where the project has stage models at all. */
export async function openLedgerSession(
  session: Session,
  options: LedgerSessionOptions,
): Promise<LedgerSession> {
  return ledgerSession(await ledgerNow(session, options.project), options)
}

async function ledgerNow(session: Session, { resources, target }: Project): Promise<Ledger> {
  const stages = resources.filter(isStage)
  const names = stages.map((stage) => stage.name)
  return names.length === 0 ? emptyLedger : readLedger(ledgerOf(session, target), names)
}

/** For what looks at files alone. */
export const emptyLedger: Ledger = { files: [], batches: [], loads: [] }

export function ledgerSession(ledger: Ledger, options: LedgerSessionOptions): LedgerSession {
  return new LedgerOfRun(ledger, options)
}

class LedgerOfRun implements LedgerSession {
  readonly stores: FileStores
  readonly #options: LedgerSessionOptions
  readonly #known: KnownBatches
  readonly #raw: RawFiles
  readonly #staging: Staging
  readonly #missing: MissingBatches
  #opened: Promise<StageEngine> | undefined

  constructor(ledger: Ledger, options: LedgerSessionOptions) {
    const { lakeServices } = options
    const engine = () => this.#engine()
    this.#options = options
    this.stores = lakeServices.stores
    this.#known = new KnownBatches(ledger)
    this.#raw = new RawFiles(options)
    this.#staging = new Staging({ engine, raw: this.#raw, known: this.#known, jobs: lakeServices.jobs })
    this.#missing = new MissingBatches({
      known: this.#known,
      stores: this.stores,
      folder: this.folder(),
      list: (stage) => this.list(stage),
      stage: (...asked) => this.stage(...asked),
      record: (session, batch) => this.#record(session, batch),
    })
  }

  batches(stage: Model, unseenBy: Relation | undefined): readonly BatchRow[] {
    return this.#options.empty ? [] : this.#known.of(stage, unseenBy)
  }

  files(stage: Model): readonly RawFileRow[] {
    return this.#known.files(stage)
  }

  aside(stage: Model): readonly RawFileRow[] {
    return this.#known.aside(stage)
  }

  takeFiles(files: readonly RawFileRow[]): void {
    this.#known.takeFiles(files)
  }

  change(batch: BatchRow): void {
    this.#known.change(batch)
  }

  choicesOf(batch: BatchRow): ReadonlyMap<string, RecordChoice> {
    return this.#known.choicesOf(batch)
  }

  filesOf(batch: BatchRow): readonly RawFileRow[] {
    return this.#known.filesOf(batch)
  }

  async refresh(session: Session): Promise<void> {
    this.#known.replace(await ledgerNow(session, this.#options.project))
  }

  take(batch: BatchRow, files: readonly RawFileRow[]): void {
    this.#known.take(batch, files)
  }

  outdated(stage: Model, relation: Relation): readonly BatchRow[] {
    return this.#options.empty ? [] : this.#known.outdated(stage, relation)
  }

  folder(): string {
    return this.#options.project.target.batches
  }

  async format(): Promise<BatchFormat> {
    return (await this.#engine()).format
  }

  async showWritten(session: Session, stage: Model, paths: readonly string[]): Promise<void> {
    const files = await Promise.all(paths.map((path) => this.#storedFile(path)))
    await (await this.#engine()).showBatches(session, stage, files)
  }

  async show(
    session: Session,
    inputs: readonly CompiledInput[],
    unseenBy: Relation | undefined,
  ): Promise<void> {
    for (const input of inputs) await this.#showInput(session, input, unseenBy)
  }

  stage(
    session: Session,
    stage: Model,
    batches: readonly BatchToStage[],
    asked: StageTests,
  ): Promise<Staged> {
    return this.#staging.stage(session, stage, batches, asked)
  }

  list(stage: Model): Promise<readonly LakeFile[]> {
    return this.#raw.ofStage(stage)
  }

  listRecent(stage: Model): Promise<readonly LakeFile[]> {
    return this.#raw.ofStage(stage, this.files(stage))
  }

  async recordLoads(
    session: Session,
    relation: Relation,
    loaded: readonly BatchRow[],
    { replace }: { readonly replace: boolean },
  ): Promise<void> {
    const { project, invocationId } = this.#options
    const rows = loaded.map((batch) => ({
      relation: relation.label,
      stage: batch.stage,
      batch_id: batch.batch_id,
      revision: batch.revision,
      loaded_at: historyTime(new Date()),
      invocation_id: invocationId,
    }))
    await recordLoads(ledgerOf(session, project.target), relation.label, rows, { replace })
  }

  /** Opened once, when it is first used. */
  #engine(): Promise<StageEngine> {
    this.#opened ??= openStageEngine(this.#options)
    return this.#opened
  }

  async #record(session: Session, batch: BatchRow): Promise<void> {
    await refreshBatch(ledgerOf(session, this.#options.project.target), batch)
    this.#known.change(batch)
  }

  async #showInput(session: Session, input: CompiledInput, unseenBy: Relation | undefined): Promise<void> {
    switch (input.kind) {
      case "files":
        return (await this.#engine()).showFiles(session, input.source, await this.#raw.of(input.source))
      case "elsewhere":
        await session.run(this.#options.statements.sessionView(input.relation, input.query))
        return
      case "batches": {
        const wanted = this.batches(input.stage, unseenBy)
        await this.#missing.makePresent(session, input.stage, wanted)
        const paths = wanted.flatMap((batch) => this.#missing.pathsOf(batch))
        return this.showWritten(session, input.stage, paths)
      }
    }
  }

  async #storedFile(path: string): Promise<StoredFile> {
    const found = await (await this.stores.of(path)).stat(path)
    if (found !== undefined) return found
    throw new LuxError("LUX-2207", `${path} is gone`, {
      hint: "Something else took the batch away while lux ran: run it again, and it is staged again.",
    })
  }
}
