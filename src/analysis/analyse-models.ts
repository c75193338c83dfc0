import type { AuthoredSql, Compiler } from "../compile/compiler.ts"
import { LuxError, LuxErrors } from "../errors.ts"
import type { Graph } from "../graph/types.ts"
import type { Model, Project } from "../project/types.ts"
import type { QueryAnalysis, SqlProblem } from "../sql/analysis.ts"
import { factsOf } from "../template/facts.ts"
import { authoredPlace, callersOf } from "../template/source-map.ts"
import type { Rendered } from "../template/types.ts"
import type { AnalysisRequest } from "./analyse-text.ts"
import { type AnalysedModel, unknownModel } from "./analysed-model.ts"
import type { Answer } from "./analysis-pool.ts"
import { knownRelation } from "./known-relations.ts"

/** A model's SQL, ready to be analysed: once as it is first built, and once as it adds to what is there. */
export interface PreparedModel {
  readonly variants: readonly { readonly rendered: Rendered; readonly request: AnalysisRequest }[]
}

/** Undefined where the model cannot be rendered: that is told by compiling it. */
export function prepareModel(
  model: Model,
  project: Project,
  compiler: Compiler,
  analysedOf: (model: Model) => AnalysedModel | undefined,
): PreparedModel | undefined {
  const incremental =
    model.config.materialized === "incremental" && factsOf(model.template, project.macros).usesIsIncremental
  try {
    const variants = (incremental ? [false, true] : [false]).map((isIncremental) => {
      const authored = compiler.authored(model, { isIncremental })
      return { rendered: authored.rendered, request: requestOf(authored, project, analysedOf) }
    })
    return { variants }
  } catch (error) {
    if (error instanceof LuxError || error instanceof LuxErrors) return undefined
    throw error
  }
}

/** The answers to a prepared model's requests as one: what it is comes from its first build, problems from both. */
export function analysedModel(prepared: PreparedModel, answers: readonly Answer[]): AnalysedModel {
  const [first] = answers
  if (first === undefined) return unknownModel("it cannot be rendered")
  if ("failed" in first) return unknownModel(first.failed)
  const { columns, lineage, influence, unknown } = first.analysis
  const problems = distinct(
    answers.flatMap((answer, index) => {
      const rendered = prepared.variants[index]?.rendered
      return "failed" in answer || rendered === undefined ? [] : problemsOf(answer.analysis, rendered)
    }),
  )
  return {
    columns: columns?.map(({ name, type, nullable }) => ({ name, type, nullable })),
    lineage,
    influence,
    problems: problems.filter(({ severity }) => severity === "error").map(({ error }) => error),
    warnings: problems.filter(({ severity }) => severity === "warning").map(({ error }) => error),
    unknown: unknown?.reason,
  }
}

/** The models that a model's analysis needs, itself last, each after those that it reads. */
export function modelsBefore(graph: Graph, ids: ReadonlySet<string>): readonly Model[] {
  const needed = new Set<string>()
  const open = [...ids]
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (needed.has(id)) continue
    needed.add(id)
    open.push(...(graph.nodes.get(id)?.dependsOn ?? []))
  }
  return graph.order.flatMap((id) => {
    const resource = needed.has(id) ? graph.nodes.get(id)?.resource : undefined
    return resource?.type === "model" ? [resource] : []
  })
}

function requestOf(
  { rendered, reads }: AuthoredSql,
  project: Project,
  analysedOf: (model: Model) => AnalysedModel | undefined,
): AnalysisRequest {
  const relations = [...reads].map(([label, resource]) => [label, knownRelation(resource, analysedOf)])
  return { sql: rendered.text, dialect: project.dialect, relations: Object.fromEntries(relations) }
}

interface Found {
  readonly severity: SqlProblem["severity"]
  readonly error: LuxError
}

function problemsOf(analysis: QueryAnalysis, rendered: Rendered): readonly Found[] {
  return analysis.problems.map(({ code, severity, message, hint, offset, length }) => ({
    severity,
    error: new LuxError(code, message, {
      place: { ...authoredPlace(rendered, offset), length },
      hint,
      related: callersOf(rendered, offset),
    }),
  }))
}

function distinct(found: readonly Found[]): readonly Found[] {
  const byText = new Map(
    found.map((each) => {
      const { code, message, place } = each.error
      return [`${code} ${message} ${place?.file}:${place?.line}:${place?.column}`, each] as const
    }),
  )
  return [...byText.values()]
}
