import { availableParallelism } from "node:os"
import type { TypesOf } from "../compile/column-types.ts"
import { type ColumnsOf, type Compiler, createCompiler, type Deferral } from "../compile/compiler.ts"
import type { Invocation } from "../compile/render-context.ts"
import { isQueried } from "../project/resource-guards.ts"
import type { Model, Relational } from "../project/types.ts"
import { type AnalysedModel, unknownModel } from "../record/analysed-model.ts"
import type { AnalysisRecord, KnownModel } from "../record/analysis-record.ts"
import type { KnownBefore, ReadProject } from "../record/read-project.ts"
import type { KnownRelation } from "../sql/analysis.ts"
import {
  addsOtherwise,
  analysedModel,
  modelsBefore,
  type PreparedModel,
  prepareModel,
  withProblemsOf,
} from "./analyse-models.ts"
import { analyseText } from "./analyse-text.ts"
import { type AnalysisPool, createAnalysisPool } from "./analysis-pool.ts"
import { ColumnTypesInUse } from "./column-types.ts"
import { inOrder } from "./in-order.ts"
import { KnownModels } from "./known-models.ts"
import { knownRelation } from "./known-relations.ts"
import { ModelsAsBefore } from "./models-as-before.ts"

/** What is known of a project's columns without a warehouse. */
export interface Knowledge {
  /** For `star` and `columns`: worked out when it is asked for. */
  readonly columnsOf: ColumnsOf
  /** For translations: worked out when it is asked for. */
  readonly typesOf: TypesOf
  /** What is known of a relation's columns and their types, worked out when it is asked for. */
  relationOf(resource: Relational): KnownRelation
  /** Analyses models and what they read, in threads; by unique id, the models that are only read too. */
  analyse(ids: ReadonlySet<string>, before?: KnownBefore): Promise<ReadonlyMap<string, KnownModel>>
}

/**
 * A compiler whose `star` and `columns` answer, and what they answer from. `record` is what earlier commands knew and
 * where this one leaves what it finds out. `deferred` is asked while something is compiled.
 */
export function knowingCompiler(
  read: ReadProject,
  invocation: Invocation,
  record?: AnalysisRecord,
  deferred?: ReadonlyMap<string, Deferral>,
): { readonly compiler: Compiler; readonly knowledge: Knowledge } {
  const knowledge = new ProjectKnowledge(read, invocation, record, deferred)
  return { compiler: knowledge.compiler, knowledge }
}

/** The compiler asks it for columns, and it asks the compiler for the SQL that they are read from. */
class ProjectKnowledge implements Knowledge {
  readonly compiler: Compiler
  readonly #read: ReadProject
  readonly #record: AnalysisRecord | undefined
  readonly #known: KnownModels
  #types: ColumnTypesInUse | undefined

  constructor(
    read: ReadProject,
    invocation: Invocation,
    record: AnalysisRecord | undefined,
    deferred: ReadonlyMap<string, Deferral> | undefined,
  ) {
    const { project, relations } = read
    this.#read = read
    this.#record = record
    this.compiler = createCompiler(project, invocation, {
      relations,
      columnsOf: this.columnsOf,
      typesOf: this.typesOf,
      deferred,
    })
    this.#known = new KnownModels(read, this.compiler, record)
  }

  readonly columnsOf: ColumnsOf = (resource) => {
    const { columns, complete } = this.relationOf(resource)
    return complete ? columns?.map(({ name }) => name) : undefined
  }

  readonly typesOf: TypesOf = (resource) => {
    this.#types ??= new ColumnTypesInUse({
      graph: this.#read.graph,
      relationOf: (each) => this.relationOf(each),
      analysedOf: this.#known.analysedOf,
    })
    return this.#types.of(resource)
  }

  relationOf(resource: Relational): KnownRelation {
    if (isQueried(resource) && !this.#known.has(resource.uniqueId))
      for (const model of modelsBefore(this.#read.graph, new Set([resource.uniqueId]))) this.#now(model)
    return knownRelation(resource, this.#known.analysedOf)
  }

  async analyse(ids: ReadonlySet<string>, before?: KnownBefore): Promise<ReadonlyMap<string, KnownModel>> {
    const { graph } = this.#read
    const isOther = before === undefined ? () => true : this.#isOtherThan(before)
    const open = modelsBefore(graph, ids).filter(isOther)
    const pool = createAnalysisPool(Math.max(1, Math.min(4, availableParallelism())))
    try {
      await inOrder(open, graph, async (model) => {
        if (isOther(model) && !this.#known.takeOver(model)) await this.#inThread(model, pool)
      })
    } finally {
      pool.close()
    }
    this.#record?.save(graph.nodes)
    return this.#known.all
  }

  #isOtherThan(before: KnownBefore): (model: Model) => boolean {
    const asBefore = new ModelsAsBefore(before, this.#read.graph, this.#known, this.compiler)
    return (model) => !asBefore.takeOver(model, () => this.#again(model))
  }

  async #inThread(model: Model, pool: AnalysisPool): Promise<void> {
    const first = this.#prepare(model, false)
    const answer = first === undefined ? undefined : await pool.analyse(first.request)
    this.#known.keep(model, analysedModel(model, first, answer))
    const adding = this.#prepareAdding(model)
    if (adding !== undefined)
      this.#keepAdding(model, analysedModel(model, adding, await pool.analyse(adding.request)))
  }

  #now(model: Model): void {
    if (this.#known.takeOver(model)) return
    // Against a model that asks for its own columns: they are not known while they are worked out.
    this.#known.set(model.uniqueId, { columns: "", clean: false, analysed: () => cannotRender })
    const first = this.#prepare(model, false)
    const answer = first === undefined ? undefined : { analysis: analyseText(first.request) }
    this.#known.keep(model, analysedModel(model, first, answer))
    const adding = this.#prepareAdding(model)
    if (adding !== undefined)
      this.#keepAdding(model, analysedModel(model, adding, { analysis: analyseText(adding.request) }))
  }

  #again(model: Model): AnalysedModel {
    this.#known.forget(model.uniqueId)
    this.#now(model)
    return this.#known.analysedOf(model) ?? cannotRender
  }

  #prepare(model: Model, isIncremental: boolean): PreparedModel | undefined {
    return prepareModel(model, isIncremental, this.#read.project, this.compiler, this.#known.analysedOf)
  }

  /** The query that adds rows, where it is another one. */
  #prepareAdding(model: Model): PreparedModel | undefined {
    return addsOtherwise(model, this.#read.project) ? this.#prepare(model, true) : undefined
  }

  #keepAdding(model: Model, adding: AnalysedModel): void {
    const first = this.#known.analysedOf(model)
    if (first !== undefined) this.#known.keep(model, withProblemsOf(first, adding))
  }
}

const cannotRender = unknownModel("it cannot be rendered")
