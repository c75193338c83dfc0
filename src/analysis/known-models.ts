import type { Compiler } from "../compile/compiler.ts"
import { digest } from "../project/files/project-inputs.ts"
import { hasKnownColumns, isQueried } from "../project/resource-guards.ts"
import type { Model } from "../project/types.ts"
import type { AnalysedModel } from "../record/analysed-model.ts"
import type { AnalysisRecord, KnownModel } from "../record/analysis-record.ts"
import type { ReadProject } from "../record/read-project.ts"
import { knownRelation } from "./known-relations.ts"

/** What is known of models so far, and the record that it is taken from and kept in. */
export class KnownModels {
  readonly #read: Pick<ReadProject, "graph" | "keys">
  readonly #compiler: Pick<Compiler, "relationOf">
  readonly #record: AnalysisRecord | undefined
  readonly #known = new Map<string, KnownModel>()

  constructor(
    read: Pick<ReadProject, "graph" | "keys">,
    compiler: Pick<Compiler, "relationOf">,
    record: AnalysisRecord | undefined,
  ) {
    this.#read = read
    this.#compiler = compiler
    this.#record = record
  }

  /** By unique id. */
  get all(): ReadonlyMap<string, KnownModel> {
    return this.#known
  }

  has(id: string): boolean {
    return this.#known.has(id)
  }

  set(id: string, known: KnownModel): void {
    this.#known.set(id, known)
  }

  forget(id: string): void {
    this.#known.delete(id)
  }

  readonly analysedOf = ({ uniqueId }: Model): AnalysedModel | undefined =>
    this.#known.get(uniqueId)?.analysed()

  /** Whether the model is known, now that those that it reads are. */
  takeOver(model: Model): boolean {
    const { uniqueId } = model
    if (this.#known.has(uniqueId)) return true
    const found = this.#record?.find(uniqueId, this.#keyOf(model))
    if (found !== undefined) this.#known.set(uniqueId, found)
    return found !== undefined
  }

  /** Also for later commands. */
  keep(model: Model, analysed: AnalysedModel): void {
    const { columns } = knownRelation(model, () => analysed)
    const { problems, warnings, unknown } = analysed
    const found: KnownModel = {
      columns: digest(JSON.stringify(columns ?? null)),
      clean: problems.length + warnings.length === 0 && unknown === undefined,
      analysed: () => analysed,
    }
    this.#known.set(model.uniqueId, found)
    this.#record?.keep(model.uniqueId, this.#keyOf(model), found)
  }

  /** What a model's analysis is made from: its files and what is common to all, and what it reads is and is called. */
  #keyOf(model: Model): string {
    const { graph, keys } = this.#read
    const { relationOf } = this.#compiler
    const reads = (graph.nodes.get(model.uniqueId)?.dependsOn ?? []).flatMap((id) => {
      const resource = graph.nodes.get(id)?.resource
      if (isQueried(resource)) return `${relationOf(resource).label} ${this.#known.get(id)?.columns}`
      if (!hasKnownColumns(resource)) return []
      return `${relationOf(resource).label} ${keys.content(resource)}`
    })
    return digest([keys.content(model), ...reads].join("\n"))
  }
}
