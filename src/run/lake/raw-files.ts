import { LuxError } from "../../errors.ts"
import { collectionTime } from "../../lake/collection-time.ts"
import { type LakeFile, listLakeFiles } from "../../lake/lake-files.ts"
import type { RawFileRow } from "../../lake/ledger.ts"
import type { ExternalFiles, Model, SourceTable } from "../../project/types.ts"
import type { LedgerSessionOptions } from "./ledger-session.ts"

/** The raw files of sources, each source listed once. */
export class RawFiles {
  readonly #options: Pick<LedgerSessionOptions, "compiler" | "lakeServices" | "empty">
  readonly #listings = new Map<string, Promise<readonly LakeFile[]>>()

  constructor(options: Pick<LedgerSessionOptions, "compiler" | "lakeServices" | "empty">) {
    this.#options = options
  }

  /**
   * Those of all sources that a stage reads; with what is `known` of the stage already, only those in which new files may be, where
   * the source has a `lookback`. Throws LUX-2206 where it reads none.
   */
  async ofStage(stage: Model, known?: readonly RawFileRow[]): Promise<readonly LakeFile[]> {
    const sources = this.sourcesOf(stage)
    if (sources.length === 0)
      throw new LuxError("LUX-2206", `stage model "${stage.name}" reads no files of the lake`, {
        place: stage.place,
        hint: "A stage model selects from a source that has `external` files.",
      })
    return (await Promise.all(sources.map((source) => this.of(source, known)))).flat()
  }

  of(source: SourceTable, known: readonly RawFileRow[] = []): Promise<readonly LakeFile[]> {
    const { empty, lakeServices } = this.#options
    const { external } = source
    if (external === undefined || empty) return Promise.resolve([])
    const since = newestOf(external, known)
    const key = `${source.uniqueId} ${since?.toISOString() ?? ""}`
    const found = this.#listings.get(key) ?? listLakeFiles(external, lakeServices.stores, since)
    this.#listings.set(key, found)
    return found
  }

  sourcesOf(stage: Model): readonly SourceTable[] {
    const { inputs } = this.#options.compiler.model(stage, { isIncremental: false })
    return inputs.flatMap((input) => (input.kind === "files" ? [input.source] : []))
  }
}

/** When what may be new begins: the `lookback` before the newest known file of this source; undefined: with the first. */
function newestOf(
  { collectedAt, lookback, place }: ExternalFiles,
  known: readonly RawFileRow[],
): Date | undefined {
  if (collectedAt === undefined || lookback === undefined) return undefined
  const timeOf = collectionTime(collectedAt, place)
  let newest: number | undefined
  // A stage may read several sources: each has files of its own names.
  for (const { file_name, collected_at } of known) {
    const time = collected_at === null ? undefined : timeOf(file_name)?.getTime()
    if (time !== undefined && (newest === undefined || time > newest)) newest = time
  }
  return newest === undefined ? undefined : new Date(newest - lookback)
}
