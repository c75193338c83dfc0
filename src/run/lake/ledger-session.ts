import type { CompiledInput, Compiler } from "../../compile/compiler.ts"
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
} from "../../lake/ledger.ts"
import { isStage } from "../../project/materialized.ts"
import type { BatchFormat, Model, Project, SourceTable } from "../../project/types.ts"
import type { Relation } from "../../sql/relation.ts"
import type { WarehouseStatements } from "../../warehouse/statements.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import { KnownBatches } from "./known-batches.ts"
import type { LakeServices } from "./lake-services.ts"
import { MissingBatches } from "./missing-batches.ts"
import { sidecarEngine } from "./sidecar-engine.ts"
import { embeddedStageEngine, type StageEngine } from "./stage-engine.ts"

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
  readonly format: BatchFormat
  /** Shows batches that are not published under their stage's temporary name on this session. */
  showWritten(session: Session, stage: Model, paths: readonly string[]): Promise<void>
  /** Shows every input under its temporary name on this session. A missing batch is staged again first. */
  show(session: Session, inputs: readonly CompiledInput[], unseenBy: Relation | undefined): Promise<void>
  /** Writes a stage's rows of these files to one file; returns how many rows. */
  write(session: Session, stage: Model, files: ReadonlySet<string>, path: string): Promise<number>
  /** Files of a stage's sources as the lake has them now. */
  list(stage: Model): Promise<readonly LakeFile[]>
  recordLoads(
    session: Session,
    relation: Relation,
    batches: readonly BatchRow[],
    options: { readonly replace: boolean },
  ): Promise<void>
}

export interface LedgerSessionOptions {
  readonly project: Project
  readonly compiler: Compiler
  readonly statements: WarehouseStatements
  readonly lakeServices: LakeServices
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
  const { stores } = lakeServices
  const engine = engineOf(options)
  const known = new KnownBatches(ledger)
  const listings = new Map<string, Promise<readonly LakeFile[]>>()
  const folder = project.target.batches
  const missing = new MissingBatches({ known, stores, folder, list, write })

  return {
    batches: (stage, unseenBy) => (empty ? [] : known.of(stage, unseenBy)),
    refresh: async (session) => known.replace(await ledgerNow(session, project)),
    files: (stage) => known.files(stage),
    take: (batch, files) => known.take(batch, files),
    outdated: (stage, relation) => (empty ? [] : known.outdated(stage, relation)),
    folder: () => folder,
    stores,
    format: engine.format,
    showWritten: async (session, stage, paths) =>
      engine.showBatches(session, stage, await Promise.all(paths.map(storedFile))),
    async show(session, inputs, unseenBy) {
      for (const input of inputs) await showInput(session, input, unseenBy)
    },
    write,
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
    const sources = compiler
      .model(stage, { isIncremental: false })
      .inputs.filter((input) => input.kind === "files")
    if (sources.length === 0)
      throw new LuxError("LUX-2206", `stage model "${stage.name}" reads no files of the lake`, {
        place: stage.place,
        hint: "A stage model selects from a source that has `external` files.",
      })
    return (await Promise.all(sources.map(({ source }) => listing(source)))).flat()
  }

  function write(session: Session, stage: Model, names: ReadonlySet<string>, path: string): Promise<number> {
    const filesOf = async (source: SourceTable) => oneOfEach(await listing(source), names, known.files(stage))
    return engine.write(session, stage, filesOf, path)
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
    if (input.kind === "files") return engine.showFiles(session, input.source, await listing(input.source))
    if (input.kind === "elsewhere") {
      await session.run(statements.sessionView(input.relation, input.query))
      return
    }
    const { stage } = input
    const wanted = empty ? [] : known.of(stage, unseenBy)
    await missing.makePresent(session, stage, wanted)
    const paths = wanted.map((batch) => missing.locationOf(batch))
    await engine.showBatches(session, stage, await Promise.all(paths.map(storedFile)))
  }

  async function storedFile(path: string): Promise<StoredFile> {
    const found = await (await stores.of(path)).stat(path)
    if (found !== undefined) return found
    throw new LuxError("LUX-2207", `${path} is gone`, {
      hint: "Something else took the batch away while lux ran: run it again, and it is staged again.",
    })
  }
}

function engineOf({ project, lakeServices, statements, compiler }: LedgerSessionOptions): StageEngine {
  const { stores, engine } = lakeServices
  const { embedded } = statements
  if (embedded !== undefined) return embeddedStageEngine(compiler, statements, embedded, stores)
  return sidecarEngine({ project, compiler, statements, stores, embeddedEngine: engine })
}
