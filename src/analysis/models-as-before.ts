import type { Compiler } from "../compile/compiler.ts"
import type { Graph } from "../graph/types.ts"
import { isQueried } from "../project/resource-guards.ts"
import type { Model } from "../project/types.ts"
import type { AnalysedModel } from "../record/analysed-model.ts"
import type { KnownBefore } from "../record/read-project.ts"
import type { KnownModels } from "./known-models.ts"

/** The models that are what they were, and read nothing that shows anything else than it did. */
export class ModelsAsBefore {
  readonly #before: KnownBefore
  readonly #graph: Graph
  readonly #known: KnownModels
  readonly #compiler: Pick<Compiler, "relationOf">
  readonly #same = new Set<string>()

  constructor(before: KnownBefore, graph: Graph, known: KnownModels, compiler: Pick<Compiler, "relationOf">) {
    this.#before = before
    this.#graph = graph
    this.#known = known
    this.#compiler = compiler
  }

  /**
   * Whether a model is as before; it is known then. Of one that reads something which is not known yet, that is asked
   * again later. `again` analyses it where more than its columns is asked for.
   */
  takeOver(model: Model, again: () => AnalysedModel): boolean {
    const id = model.uniqueId
    const node = this.#graph.nodes.get(id)
    const columns = this.#before.columns(id)
    if (node === undefined || columns === undefined) return false
    if (!this.#before.has(node) || !node.dependsOn.every((read) => this.#isSame(read))) return false
    this.#same.add(id)
    if (!this.#known.has(id)) this.#known.set(id, { columns, clean: true, analysed: again })
    return true
  }

  #isSame(id: string): boolean {
    const node = this.#graph.nodes.get(id)
    if (node === undefined || this.#same.has(id)) return node !== undefined
    const { resource } = node
    if (!isQueried(resource)) return this.#before.has(node)
    const columns = this.#known.all.get(id)?.columns
    if (columns === undefined || columns !== this.#before.columns(id)) return false
    if (this.#compiler.relationOf(resource).label !== this.#before.label(id)) return false
    this.#same.add(id)
    return true
  }
}
