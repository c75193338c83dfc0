import { oneOfEach } from "../../lake/delivery.ts"
import type { Model } from "../../project/types.ts"
import type { Check } from "../../quality/check.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import type { KnownBatches } from "./known-batches.ts"
import type { LakeServices } from "./lake-services.ts"
import type { RawFiles } from "./raw-files.ts"
import type { Staged, StageEngine } from "./stage-engine.ts"

export interface BatchToStage {
  /** Names of its raw files. */
  readonly names: ReadonlySet<string>
  /** Where it is written. */
  readonly writing: string
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
    checks: readonly Check[],
  ): Promise<Staged> {
    const { raw, known, jobs, engine } = this.#options
    const sources = raw.sourcesOf(stage)
    const listed = await Promise.all(sources.map(async (source) => ({ source, files: await raw.of(source) })))
    const delivered = batches.map(({ names, writing }) => ({
      writing,
      raw: listed.map(({ source, files }) => ({
        source,
        files: oneOfEach(files, names, known.files(stage)),
      })),
    }))
    const { start, title } = await engine()
    const staged = await jobs.finished(start({ session, stage, batches: delivered, checks }))
    if (staged.batches.length === batches.length) return staged
    throw new Error(`${title} wrote ${staged.batches.length} of ${batches.length} batches`)
  }
}
