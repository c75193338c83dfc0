import type { CompiledInput } from "../../compile/compiler.ts"
import { LuxError } from "../../errors.ts"
import { oneOfEach } from "../../lake/delivery.ts"
import type { StoredFile } from "../../lake/file-store.ts"
import type { FileStores } from "../../lake/file-stores.ts"
import { type LakeFile, listLakeFiles } from "../../lake/lake-files.ts"
import {
  type BatchRow,
  type Ledger,
  ledgerOf,
  type RawFileRow,
  readLedger,
  recordLoads,
  refreshBatch,
} from "../../lake/ledger.ts"
import { isStage } from "../../project/materialized.ts"
import type { BatchFormat, Model, Project, SourceTable } from "../../project/types.ts"
import type { Check } from "../../quality/check.ts"
import type { Relation } from "../../sql/relation.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import { KnownBatches } from "./known-batches.ts"
import { MissingBatches } from "./missing-batches.ts"
import type { Staged, StageEngine } from "./stage-engine.ts"
import { openStageEngine, type StageEngineOptions } from "./stage-engines.ts"

/** What a run knows of the lake: the ledger as it was read once and as this run goes on, and where batches lie. */
export interface LedgerSession {
  /** The batches of a stage, in order; only those that a relation has not loaded when one is given. */
  batches(stage: Model, unseenBy: Relation | undefined): readonly BatchRow[]
  files(stage: Model): readonly RawFileRow[]
  /** Reads the ledger again, where another run may have written it. */
  refresh(session: Session): Promise<void>
  /** Takes in a batch, new or staged again, once the ledger in the warehouse has it. */
  take(batch: BatchRow, files: readonly RawFileRow[]): void
  /** Batches that a relation has loaded and that were staged again from other contents since. */
  outdated(stage: Model, relation: Relation): readonly BatchRow[]
  folder(stage: Model): string
  /** Where files of the lake and of batches lie. */
  readonly stores: FileStores
  /** What new batches are written as. */
  format(): Promise<BatchFormat>
  /** Shows batches that are not published under their stage's temporary name on this session. */
  showWritten(session: Session, stage: Model, paths: readonly string[]): Promise<void>
  /** Shows every input under its temporary name on this session. A missing batch is staged again first. */
  show(session: Session, inputs: readonly CompiledInput[], unseenBy: Relation | undefined): Promise<void>
  /** Has the engine write batches of a stage. Nothing reads them before they are published. */
  stage(
    session: Session,
    stage: Model,
    batches: readonly BatchToStage[],
    checks: readonly Check[],
  ): Promise<Staged>
  /** Files of a stage's sources as the lake has them now. */
  list(stage: Model): Promise<readonly LakeFile[]>
  recordLoads(
    session: Session,
    relation: Relation,
    batches: readonly BatchRow[],
    options: { readonly replace: boolean },
  ): Promise<void>
}

export interface BatchToStage {
  /** Names of its raw files. */
  readonly names: ReadonlySet<string>
  /** Where it is written. */
  readonly writing: string
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
  const { project, compiler, statements, lakeServices, invocationId, empty } = options
  const { stores, jobs } = lakeServices
  let opened: Promise<StageEngine> | undefined
  const known = new KnownBatches(ledger)
  const listings = new Map<string, Promise<readonly LakeFile[]>>()
  const folder = project.target.batches
  const missing = new MissingBatches({ known, stores, folder, list, stage, record })

  return {
    batches: (stage, unseenBy) => (empty ? [] : known.of(stage, unseenBy)),
    refresh: async (session) => known.replace(await ledgerNow(session, project)),
    files: (stage) => known.files(stage),
    take: (batch, files) => known.take(batch, files),
    outdated: (stage, relation) => (empty ? [] : known.outdated(stage, relation)),
    folder: () => folder,
    stores,
    format: async () => (await engine()).format,
    showWritten: async (session, stage, paths) =>
      (await engine()).showBatches(session, stage, await Promise.all(paths.map(storedFile))),
    async show(session, inputs, unseenBy) {
      for (const input of inputs) await showInput(session, input, unseenBy)
    },
    stage,
    list,
    async recordLoads(session, relation, loaded, { replace }) {
      const rows = loaded.map((batch) => ({
        relation: relation.label,
        stage: batch.stage,
        batch_id: batch.batch_id,
        revision: batch.revision,
        loaded_at: new Date().toISOString().replace("T", " ").replace("Z", ""),
        invocation_id: invocationId,
      }))
      await recordLoads(ledgerOf(session, project.target), relation.label, rows, { replace })
    },
  }

  async function list(stage: Model): Promise<readonly LakeFile[]> {
    const sources = sourcesOf(stage)
    if (sources.length === 0)
      throw new LuxError("LUX-2206", `stage model "${stage.name}" reads no files of the lake`, {
        place: stage.place,
        hint: "A stage model selects from a source that has `external` files.",
      })
    return (await Promise.all(sources.map(listing))).flat()
  }

  function engine(): Promise<StageEngine> {
    opened ??= openStageEngine(options)
    return opened
  }

  async function stage(
    session: Session,
    model: Model,
    batches: readonly BatchToStage[],
    checks: readonly Check[],
  ): Promise<Staged> {
    const listed = await Promise.all(
      sourcesOf(model).map(async (source) => ({ source, files: await listing(source) })),
    )
    const delivered = batches.map(({ names, writing }) => ({
      writing,
      raw: listed.map(({ source, files }) => ({
        source,
        files: oneOfEach(files, names, known.files(model)),
      })),
    }))
    const { start, title } = await engine()
    const staged = await jobs.finished(start({ session, stage: model, batches: delivered, checks }))
    if (staged.batches.length === batches.length) return staged
    throw new Error(`${title} wrote ${staged.batches.length} of ${batches.length} batches`)
  }

  async function record(session: Session, batch: BatchRow): Promise<void> {
    await refreshBatch(ledgerOf(session, project.target), batch)
    known.change(batch)
  }

  function sourcesOf(model: Model): readonly SourceTable[] {
    const { inputs } = compiler.model(model, { isIncremental: false })
    return inputs.flatMap((input) => (input.kind === "files" ? [input.source] : []))
  }

  function listing(source: SourceTable): Promise<readonly LakeFile[]> {
    const { external } = source
    if (external === undefined || empty) return Promise.resolve([])
    const found = listings.get(source.uniqueId) ?? listLakeFiles(external, stores)
    listings.set(source.uniqueId, found)
    return found
  }

  async function showInput(
    session: Session,
    input: CompiledInput,
    unseenBy: Relation | undefined,
  ): Promise<void> {
    if (input.kind === "files")
      return (await engine()).showFiles(session, input.source, await listing(input.source))
    if (input.kind === "elsewhere") {
      await session.run(statements.sessionView(input.relation, input.query))
      return
    }
    const { stage } = input
    const wanted = empty ? [] : known.of(stage, unseenBy)
    await missing.makePresent(session, stage, wanted)
    const paths = wanted.flatMap((batch) => missing.pathsOf(batch))
    await (await engine()).showBatches(session, stage, await Promise.all(paths.map(storedFile)))
  }

  async function storedFile(path: string): Promise<StoredFile> {
    const found = await (await stores.of(path)).stat(path)
    if (found !== undefined) return found
    throw new LuxError("LUX-2207", `${path} is gone`, {
      hint: "Something else took the batch away while lux ran: run it again, and it is staged again.",
    })
  }
}
