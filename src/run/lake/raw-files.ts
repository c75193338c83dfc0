import { LuxError } from "../../errors.ts"
import { type LakeFile, listLakeFiles } from "../../lake/lake-files.ts"
import type { Model, SourceTable } from "../../project/types.ts"
import type { LedgerSessionOptions } from "./ledger-session.ts"

/** The raw files of sources, each source listed once. */
export class RawFiles {
  readonly #options: Pick<LedgerSessionOptions, "compiler" | "lakeServices" | "empty">
  readonly #listings = new Map<string, Promise<readonly LakeFile[]>>()

  constructor(options: Pick<LedgerSessionOptions, "compiler" | "lakeServices" | "empty">) {
    this.#options = options
  }

  /** Those of all sources that a stage reads. Throws LUX-2206 where it reads none. */
  async ofStage(stage: Model): Promise<readonly LakeFile[]> {
    const sources = this.sourcesOf(stage)
    if (sources.length === 0)
      throw new LuxError("LUX-2206", `stage model "${stage.name}" reads no files of the lake`, {
        place: stage.place,
        hint: "A stage model selects from a source that has `external` files.",
      })
    return (await Promise.all(sources.map((source) => this.of(source)))).flat()
  }

  of(source: SourceTable): Promise<readonly LakeFile[]> {
    const { empty, lakeServices } = this.#options
    const { external } = source
    if (external === undefined || empty) return Promise.resolve([])
    const found = this.#listings.get(source.uniqueId) ?? listLakeFiles(external, lakeServices.stores)
    this.#listings.set(source.uniqueId, found)
    return found
  }

  sourcesOf(stage: Model): readonly SourceTable[] {
    const { inputs } = this.#options.compiler.model(stage, { isIncremental: false })
    return inputs.flatMap((input) => (input.kind === "files" ? [input.source] : []))
  }
}
