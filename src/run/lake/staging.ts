import type { BatchPlace } from "../../lake/batch-files.ts"
import { oneOfEach } from "../../lake/delivery.ts"
import type { LakeFile } from "../../lake/lake-files.ts"
import type { RawFileRow } from "../../lake/ledger.ts"
import type { RecordChoice } from "../../lake/records/rejects.ts"
import type { DataTest, Model, SourceTable } from "../../project/types.ts"
import type { Check } from "../../quality/check.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import type { KnownBatches } from "./known-batches.ts"
import type { LakeServices } from "./lake-services.ts"
import type { RawFiles } from "./raw-files.ts"
import type { BatchDelivery, Staged, StageEngine, WrittenBatch } from "./stage-engine.ts"

export interface BatchToStage {
  /** Names of its raw files. */
  readonly names: ReadonlySet<string>
  /** By name: of which files not all records are taken. */
  readonly choices?: ReadonlyMap<string, RecordChoice>
  readonly place: BatchPlace
}

/** The tests of a stage in an engine's work. */
export interface StageTests {
  /** Those that an engine may ask of what it writes. */
  readonly checks: readonly Check[]
  /** Those whose failing rows are rejected with their records. */
  readonly rejecting: readonly DataTest[]
}

interface StagingOptions {
  readonly engine: () => Promise<StageEngine>
  readonly raw: RawFiles
  readonly known: KnownBatches
  readonly jobs: LakeServices["jobs"]
}

/** Gives deliveries to the engine of stage models. */
export class Staging {
  readonly #options: StagingOptions

  constructor(options: StagingOptions) {
    this.#options = options
  }

  /** Has the engine write batches of a stage. Nothing reads them before they are published. */
  async stage(
    session: Session,
    stage: Model,
    batches: readonly BatchToStage[],
    { checks, rejecting }: StageTests,
  ): Promise<Staged> {
    const { raw, known, jobs, engine } = this.#options
    const sources = raw.sourcesOf(stage)
    const listed = await this.#listed(stage, sources, batches)
    const delivered = batches.map(({ names, choices, place }) => ({
      writing: place.writing,
      rejects: place.rejects.writing,
      raw: listed.map(({ source, files }) => {
        const own = oneOfEach(files, names, known.files(stage))
        return { source, files: own, choices: byPath(own, choices) }
      }),
    }))
    const { start, title } = await engine()
    const staged = await jobs.finished(start({ session, stage, batches: delivered, rejecting, checks }))
    if (staged.batches.length !== batches.length)
      throw new Error(`${title} wrote ${staged.batches.length} of ${batches.length} batches`)
    for (const [index, batch] of delivered.entries()) accountFor(batch, staged.batches[index], title)
    return staged
  }

  /** The files of the sources: those in which new ones are looked for, where these hold all that is to be staged. */
  async #listed(stage: Model, sources: readonly SourceTable[], batches: readonly BatchToStage[]) {
    const { raw, known } = this.#options
    const listing = (rows?: readonly RawFileRow[]) =>
      Promise.all(sources.map(async (source) => ({ source, files: await raw.of(source, rows) })))
    const recent = await listing(known.files(stage))
    const there = new Set(recent.flatMap(({ files }) => files.map(({ name }) => name)))
    return batches.every(({ names }) => [...names].every((name) => there.has(name))) ? recent : listing()
  }
}

function byPath(
  files: readonly LakeFile[],
  choices: ReadonlyMap<string, RecordChoice> | undefined,
): ReadonlyMap<string, RecordChoice> {
  return new Map(
    files.flatMap(({ name, path }): [string, RecordChoice][] => {
      const choice = choices?.get(name)
      return choice === undefined ? [] : [[path, choice]]
    }),
  )
}

/** Every JSON file is accounted for: an engine that says nothing of one may have lost it. */
function accountFor({ raw }: BatchDelivery, written: WrittenBatch | undefined, title: string): void {
  const told = new Set(written?.records.files.map(({ file }) => file))
  for (const { source, files } of raw)
    for (const { path } of files)
      if (source.external?.format === "json" && !told.has(path))
        throw new Error(`${title} does not say what became of ${path}`)
}
