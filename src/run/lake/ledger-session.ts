import type { CompiledInput, Compiler } from "../../compile/compiler.ts"
import { LuxError } from "../../errors.ts"
import { batchPaths } from "../../lake/batch-files.ts"
import { oneOfEach } from "../../lake/delivery.ts"
import { pathIn, type StoredFile } from "../../lake/file-store.ts"
import type { FileStores } from "../../lake/file-stores.ts"
import { contentHash, type LakeFile, listLakeFiles } from "../../lake/lake-files.ts"
import {
  type BatchRow,
  type Ledger,
  ledgerOf,
  type RawFileRow,
  readLedger,
  recordLoads,
} from "../../lake/ledger.ts"
import type { BatchFormat, Model, Project, SourceTable } from "../../project/types.ts"
import type { Relation } from "../../sql/relation.ts"
import type { WarehouseStatements } from "../../warehouse/statements.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import type { LakeServices } from "./lake-services.ts"
import { sidecarEngine } from "./sidecar-engine.ts"
import { embeddedStageEngine, type StageEngine } from "./stage-engine.ts"

/** What a run knows of the lake: the ledger as it was read once and as this run goes on, and where batches lie. */
export interface LedgerSession {
  /** The batches of a stage, in order; only those that a relation has not loaded when one is given. */
  batches(stage: Model, unseenBy: Relation | undefined): readonly BatchRow[]
  files(stage: Model): readonly RawFileRow[]
  /** Reads the ledger again, where another run may have written it. */
  refresh(session: Session): Promise<void>
  /** Takes a batch into the book, new or staged again, once the ledger in the warehouse has it. */
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

/** Opens the book: reads the ledger once, where the project has stage models at all. */
export async function openLedgerSession(
  session: Session,
  options: LedgerSessionOptions,
): Promise<LedgerSession> {
  return ledgerSession(await ledgerNow(session, options.project), options)
}

async function ledgerNow(session: Session, { resources, target }: Project): Promise<Ledger> {
  const stages = resources.filter(
    (resource) => resource.type === "model" && resource.config.materialized === "stage",
  )
  const names = stages.map((stage) => stage.name)
  return names.length === 0 ? emptyLedger : readLedger(ledgerOf(session, target), names)
}

/** A book without a ledger, for what looks at files alone. */
export const emptyLedger: Ledger = { files: [], batches: [], loads: [] }

export function ledgerSession(ledger: Ledger, options: LedgerSessionOptions): LedgerSession {
  const { project, compiler, statements, lakeServices, invocationId, empty } = options
  const { stores } = lakeServices
  const engine = engineOf(options)
  const batches = [...ledger.batches]
  const rawFiles = [...ledger.files]
  const loads = [...ledger.loads]
  const listings = new Map<string, Promise<readonly LakeFile[]>>()
  const restaging = new Map<string, Promise<void>>()

  const book: LedgerSession = {
    batches(stage, unseenBy) {
      if (empty) return []
      const loaded = new Set(
        loads
          .filter((load) => load.stage === stage.name && load.relation === unseenBy?.label)
          .map((load) => load.batch_id),
      )
      return batches.filter((batch) => batch.stage === stage.name && !loaded.has(batch.batch_id))
    },
    async refresh(session) {
      const now = await ledgerNow(session, project)
      batches.splice(0, batches.length, ...now.batches)
      rawFiles.splice(0, rawFiles.length, ...now.files)
      loads.splice(0, loads.length, ...now.loads)
    },
    files: (stage) => rawFiles.filter((row) => row.stage === stage.name),
    take(batch, files) {
      const others = batches.filter((each) => each.stage !== batch.stage || each.batch_id !== batch.batch_id)
      batches.splice(0, batches.length, ...others, batch)
      const names = new Set(files.map((row) => row.file_name))
      const kept = rawFiles.filter((row) => row.stage !== batch.stage || !names.has(row.file_name))
      rawFiles.splice(0, rawFiles.length, ...kept, ...files)
    },
    outdated(stage, relation) {
      if (empty) return []
      const own = loads.filter((load) => load.stage === stage.name && load.relation === relation.label)
      const loaded = new Map(own.map((load) => [load.batch_id, load.revision]))
      return batches.filter(
        (batch) =>
          batch.stage === stage.name && (loaded.get(batch.batch_id) ?? batch.revision) < batch.revision,
      )
    },
    folder: () => project.target.batches,
    stores,
    format: engine.format,
    showWritten: async (session, stage, paths) =>
      engine.showBatches(session, stage, await Promise.all(paths.map(storedFile))),
    async show(session, inputs, unseenBy) {
      for (const input of inputs) await showInput(session, input, unseenBy)
    },
    write: (session, stage, names, path) =>
      engine.write(
        session,
        stage,
        async (source) => oneOfEach(await listing(source), names, book.files(stage)),
        path,
      ),
    async list(stage) {
      const sources = compiler
        .model(stage, { isIncremental: false })
        .inputs.filter((input) => input.kind === "files")
      if (sources.length === 0)
        throw new LuxError("LUX-2206", `stage model "${stage.name}" reads no files of the lake`, {
          place: stage.place,
          hint: "A stage model selects from a source that has `external` files.",
        })
      return (await Promise.all(sources.map(({ source }) => listing(source)))).flat()
    },
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
  return book

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
    const wanted = book.batches(stage, unseenBy)
    await makePresent(session, stage, wanted)
    await engine.showBatches(session, stage, await Promise.all(wanted.map(locationOf).map(storedFile)))
  }

  async function storedFile(path: string): Promise<StoredFile> {
    const found = await (await stores.of(path)).stat(path)
    if (found !== undefined) return found
    throw new LuxError("LUX-2207", `${path} is gone`, {
      hint: "Something else took the batch away while lux ran: run it again, and it is staged again.",
    })
  }

  /** Two nodes may miss the same batch at once: it is staged again once. */
  async function makePresent(session: Session, stage: Model, wanted: readonly BatchRow[]): Promise<void> {
    const missing = await missingOf(wanted)
    if (missing.length === 0) return
    const before = restaging.get(stage.name) ?? Promise.resolve()
    const work = before.then(() => stageAgain(session, stage, missing))
    restaging.set(
      stage.name,
      work.catch(() => undefined),
    )
    await work
  }

  async function stageAgain(session: Session, stage: Model, missing: readonly BatchRow[]): Promise<void> {
    await checkAvailable(stage, missing)
    const store = await stores.of(project.target.batches)
    for (const batch of await missingOf(missing)) {
      const names = new Set(filesOf(batch).map((row) => row.file_name))
      const paths = batchPaths(project.target.batches, stage.name, batch.location)
      await book.write(session, stage, names, paths.writing)
      await store.move(paths.writing, paths.published)
    }
  }

  async function missingOf(wanted: readonly BatchRow[]): Promise<readonly BatchRow[]> {
    const store = await stores.of(project.target.batches)
    const found = await Promise.all(wanted.map((batch) => store.stat(locationOf(batch))))
    return wanted.filter((_, index) => found[index] === undefined)
  }

  /** Throws LUX-2205 for batches whose files are gone or changed, before any of them is staged again. */
  async function checkAvailable(stage: Model, missing: readonly BatchRow[]): Promise<void> {
    const rows = missing.flatMap(filesOf)
    const names = new Set(rows.map((row) => row.file_name))
    const listed = oneOfEach(await book.list(stage), names, rows)
    const present = new Map(listed.map((file) => [file.name, file]))
    const lost: string[] = []
    for (const batch of missing)
      for (const row of filesOf(batch)) {
        const file = present.get(row.file_name)
        if (file === undefined) lost.push(`${row.file_name} (batch ${batch.batch_id}) is gone`)
        else if (file.stamp !== row.stamp && (await contentHash(file, stores)) !== row.content_hash)
          lost.push(`${row.file_name} (batch ${batch.batch_id}) has changed`)
      }
    if (lost.length > 0) throw batchesLost(stage, missing, lost)
  }

  function filesOf(batch: BatchRow): readonly RawFileRow[] {
    return rawFiles.filter((row) => row.stage === batch.stage && row.batch_id === batch.batch_id)
  }

  function locationOf(batch: BatchRow): string {
    return pathIn(project.target.batches, batch.stage, batch.location)
  }
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
    `${batches.length} ${batches.length === 1 ? "batch" : "batches"} of "${stage.name}" cannot be had: ${shown}${reasons.length > 5 ? ` and ${reasons.length - 5} more` : ""}`,
    {
      place: stage.place,
      hint: "Put the raw files back into the lake, or the Parquet files into the batches' folder. Nothing was changed.",
    },
  )
}

function engineOf({ project, lakeServices, statements, compiler }: LedgerSessionOptions): StageEngine {
  const { stores, engine } = lakeServices
  const { embedded } = statements
  if (embedded !== undefined) return embeddedStageEngine(compiler, statements, embedded, stores)
  return sidecarEngine({ project, compiler, statements, stores, embeddedEngine: engine })
}
