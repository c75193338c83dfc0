import { availableParallelism } from "node:os"
import { type ColumnsOf, type Compiler, createCompiler, type Deferral } from "../compile/compiler.ts"
import type { Invocation } from "../compile/render-context.ts"
import type { Graph } from "../graph/types.ts"
import { digest } from "../project/files/project-inputs.ts"
import { hasKnownColumns, isQueried } from "../project/resource-guards.ts"
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
import { createAnalysisPool } from "./analysis-pool.ts"
import { knownRelation } from "./known-relations.ts"

/** What is known of a project's columns without a warehouse. */
export interface Knowledge {
  /** For `star` and `columns`: worked out when it is asked for. */
  readonly columnsOf: ColumnsOf
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
  { project, graph, relations, keys }: ReadProject,
  invocation: Invocation,
  record?: AnalysisRecord,
  deferred?: ReadonlyMap<string, Deferral>,
): { readonly compiler: Compiler; readonly knowledge: Knowledge } {
  const known = new Map<string, KnownModel>()
  const analysedOf = (model: Model): AnalysedModel | undefined => known.get(model.uniqueId)?.analysed()
  const knowledge: Knowledge = {
    columnsOf(resource) {
      const { columns, complete } = knowledge.relationOf(resource)
      return complete ? columns?.map(({ name }) => name) : undefined
    },
    relationOf(resource) {
      if (isQueried(resource) && !known.has(resource.uniqueId))
        for (const model of modelsBefore(graph, new Set([resource.uniqueId]))) now(model)
      return knownRelation(resource, analysedOf)
    },
    async analyse(ids, before) {
      const isOther = before === undefined ? () => true : isOtherThan(before)
      const open = modelsBefore(graph, ids).filter(isOther)
      const pool = createAnalysisPool(Math.max(1, Math.min(4, availableParallelism())))
      try {
        await inOrder(open, graph, async (model) => {
          if (!isOther(model) || takeOver(model)) return
          const first = prepare(model, false)
          const answer = first === undefined ? undefined : await pool.analyse(first.request)
          keep(model, analysedModel(model, first, answer))
          if (!addsOtherwise(model, project)) return
          const adding = prepare(model, true)
          if (adding === undefined) return
          keepAdding(model, analysedModel(model, adding, await pool.analyse(adding.request)))
        })
      } finally {
        pool.close()
      }
      record?.save(graph.nodes)
      return known
    },
  }
  const compiler = createCompiler(project, invocation, {
    relations,
    columnsOf: knowledge.columnsOf,
    deferred,
  })
  return { compiler, knowledge }

  /**
   * Whether a model is not what it was, or something that it reads is not or not yet known to show what it did. The
   * others are known then.
   */
  function isOtherThan(before: KnownBefore): (model: Model) => boolean {
    const same = new Set<string>()
    const isSame = (id: string): boolean => {
      const node = graph.nodes.get(id)
      if (node === undefined || same.has(id)) return node !== undefined
      const { resource } = node
      if (!isQueried(resource)) return before.has(node)
      const columns = known.get(id)?.columns
      if (columns === undefined || columns !== before.columns(id)) return false
      if (compiler.relationOf(resource).label !== before.label(id)) return false
      same.add(id)
      return true
    }
    return (model) => {
      const id = model.uniqueId
      const node = graph.nodes.get(id)
      const columns = before.columns(id)
      if (node === undefined || columns === undefined) return true
      if (!before.has(node) || !node.dependsOn.every(isSame)) return true
      same.add(id)
      if (!known.has(id)) known.set(id, { columns, clean: true, analysed: () => againOf(model) })
      return false
    }
  }

  function againOf(model: Model): AnalysedModel {
    known.delete(model.uniqueId)
    now(model)
    return analysedOf(model) ?? cannotRender
  }

  /** Whether the model is known, now that those that it reads are. */
  function takeOver(model: Model): boolean {
    if (known.has(model.uniqueId)) return true
    const found = record?.find(model.uniqueId, keyOf(model))
    if (found !== undefined) known.set(model.uniqueId, found)
    return found !== undefined
  }

  function keep(model: Model, analysed: AnalysedModel): void {
    const { columns } = knownRelation(model, () => analysed)
    const { problems, warnings, unknown } = analysed
    const found: KnownModel = {
      columns: digest(JSON.stringify(columns ?? null)),
      clean: problems.length + warnings.length === 0 && unknown === undefined,
      analysed: () => analysed,
    }
    known.set(model.uniqueId, found)
    record?.keep(model.uniqueId, keyOf(model), found)
  }

  function keepAdding(model: Model, adding: AnalysedModel): void {
    const first = analysedOf(model)
    if (first !== undefined) keep(model, withProblemsOf(first, adding))
  }

  function prepare(model: Model, isIncremental: boolean): PreparedModel | undefined {
    return prepareModel(model, isIncremental, project, compiler, analysedOf)
  }

  /** What a model's analysis is made from: its files and what is common to all, and what it reads is and is called. */
  function keyOf(model: Model): string {
    const reads = (graph.nodes.get(model.uniqueId)?.dependsOn ?? []).flatMap((id) => {
      const resource = graph.nodes.get(id)?.resource
      if (isQueried(resource)) return `${compiler.relationOf(resource).label} ${known.get(id)?.columns}`
      if (!hasKnownColumns(resource)) return []
      return `${compiler.relationOf(resource).label} ${keys.content(resource)}`
    })
    return digest([keys.content(model), ...reads].join("\n"))
  }

  function now(model: Model): void {
    if (takeOver(model)) return
    // Against a model that asks for its own columns: they are not known while they are worked out.
    known.set(model.uniqueId, { columns: "", clean: false, analysed: () => cannotRender })
    const first = prepare(model, false)
    const answer = first === undefined ? undefined : { analysis: analyseText(first.request) }
    keep(model, analysedModel(model, first, answer))
    const adding = addsOtherwise(model, project) ? prepare(model, true) : undefined
    if (adding !== undefined)
      keepAdding(model, analysedModel(model, adding, { analysis: analyseText(adding.request) }))
  }
}

const cannotRender = unknownModel("it cannot be rendered")

/** Works on every model once those that it reads are done, as many at once as there are. */
async function inOrder(
  models: readonly Model[],
  graph: Graph,
  work: (model: Model) => Promise<void>,
): Promise<void> {
  const done = new Map<string, Promise<void>>()
  for (const model of models) {
    const reads = graph.nodes.get(model.uniqueId)?.dependsOn ?? []
    const before = reads.flatMap((id) => done.get(id) ?? [])
    done.set(
      model.uniqueId,
      Promise.all(before).then(() => work(model)),
    )
  }
  await Promise.all(done.values())
}
