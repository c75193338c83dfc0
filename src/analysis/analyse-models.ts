import type { AuthoredSql, Compiler } from "../compile/compiler.ts"
import { LuxError, LuxErrors } from "../errors.ts"
import type { Graph } from "../graph/types.ts"
import { columnMeant } from "../project/column-meant.ts"
import { materializationOf } from "../project/materialized.ts"
import { scopeOfPackage } from "../project/packages/of-package.ts"
import { isQueried } from "../project/resource-guards.ts"
import type { Model, Project, Relational, SourceTable } from "../project/types.ts"
import { isTranslated } from "../project/warehouses.ts"
import { type AnalysedModel, unknownModel } from "../record/analysed-model.ts"
import { isRefusal, type KnownRelation, type QueryAnalysis, type SqlProblem } from "../sql/analysis.ts"
import { contractProblems, contractTable } from "../sql/contract.ts"
import { SqlRefusal } from "../sql/refusal.ts"
import { factsOf } from "../template/facts.ts"
import { authoredPlace, callersOf } from "../template/source-map.ts"
import type { Rendered } from "../template/types.ts"
import { type AnalysisRequest, analyseText } from "./analyse-text.ts"
import type { Answer } from "./analysis-pool.ts"
import { knownRelation } from "./known-relations.ts"
import { notCollected, onlyCollected } from "./not-collected.ts"

/** A model's SQL, ready to be analysed. */
export interface PreparedModel {
  readonly rendered: Rendered
  readonly request: AnalysisRequest
  /** The collected source that it reads, where it reads nothing else. */
  readonly collected: SourceTable | undefined
  /** Whether the warehouse gets it as it is written, and so may know better. */
  readonly asWritten: boolean
}

type AnalysedOf = (model: Model) => AnalysedModel | undefined

/** Undefined where the model cannot be rendered: that is told by compiling it. */
export function prepareModel(
  model: Model,
  isIncremental: boolean,
  project: Project,
  compiler: Compiler,
  analysedOf: AnalysedOf,
): PreparedModel | undefined {
  try {
    const authored = compiler.authored(model, { isIncremental })
    const { rendered, reads } = authored
    const request = requestOf(authored, project, analysedOf)
    return {
      rendered,
      request,
      collected: onlyCollected([...reads.values()]),
      asWritten: !isTranslated(project.dialect, project.target.type),
    }
  } catch (error) {
    if (error instanceof LuxError || error instanceof LuxErrors) return undefined
    throw error
  }
}

/** Whether the model is other SQL where its table is there already. */
export function addsOtherwise(model: Model, project: Project): boolean {
  return (
    materializationOf(model).adds &&
    factsOf(model.template, scopeOfPackage(project, model.packageName).macros).usesIsIncremental
  )
}

/** What an answer says of a model. A contract is compared with the columns as far as they are known. */
export function analysedModel(
  model: Model,
  prepared: PreparedModel | undefined,
  answer: Answer | undefined,
): AnalysedModel {
  if (prepared === undefined || answer === undefined) return unknownModel("it cannot be rendered")
  if ("failed" in answer) return unknownModel(answer.failed)
  const { columns, lineage, influence, unknown } = answer.analysis
  const problems = problemsOf(answer.analysis, prepared)
  return {
    columns: columns?.map(({ name, type, nullable }) => ({ name, type, nullable })),
    lineage,
    influence,
    problems: [
      ...problems.filter(({ severity }) => severity === "error").map(({ error }) => error),
      ...brokenContract(model, columns),
    ],
    warnings: problems.filter(({ severity }) => severity === "warning").map(({ error }) => error),
    unknown: unknown?.reason,
  }
}

/** What is wrong with a query that is not a model, by what is known of the relations that it reads. */
export function problemsOfQuery(
  { rendered, reads }: AuthoredSql,
  project: Project,
  relationOf: (resource: Relational) => KnownRelation,
): { readonly problems: readonly LuxError[]; readonly warnings: readonly LuxError[] } {
  const relations = Object.fromEntries([...reads].map(([label, each]) => [label, relationOf(each)]))
  const request = { sql: rendered.text, dialect: project.dialect, relations }
  const analysis = analysisOrNothing(request)
  if (analysis === undefined) return { problems: [], warnings: [] }
  const found = problemsOf(analysis, {
    rendered,
    request,
    collected: onlyCollected([...reads.values()]),
    asWritten: !isTranslated(project.dialect, project.target.type),
  })
  const errorsOf = (wanted: Found["severity"]) =>
    found.flatMap(({ severity, error }) => (severity === wanted ? [error] : []))
  return { problems: errorsOf("error"), warnings: errorsOf("warning") }
}

/** Undefined where the SQL cannot be parsed: that is told by compiling it, where it matters. */
function analysisOrNothing(request: AnalysisRequest): QueryAnalysis | undefined {
  try {
    return analyseText(request)
  } catch (error) {
    if (error instanceof SqlRefusal) return undefined
    throw error
  }
}

/** A model with what is wrong with the SQL that adds to its table, where that is not wrong with the first build too. */
export function withProblemsOf(first: AnalysedModel, adding: AnalysedModel): AnalysedModel {
  return {
    ...first,
    problems: distinct([...first.problems, ...adding.problems]),
    warnings: distinct([...first.warnings, ...adding.warnings]),
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
    return isQueried(resource) ? [resource] : []
  })
}

function requestOf(
  { rendered, reads }: AuthoredSql,
  project: Project,
  analysedOf: AnalysedOf,
): AnalysisRequest {
  const relations = [...reads].map(([label, resource]) => [label, knownRelation(resource, analysedOf)])
  return { sql: rendered.text, dialect: project.dialect, relations: Object.fromEntries(relations) }
}

interface Found {
  readonly severity: SqlProblem["severity"]
  readonly error: LuxError
}

function problemsOf(
  analysis: QueryAnalysis,
  { rendered, collected, asWritten }: PreparedModel,
): readonly Found[] {
  return analysis.problems.map(({ code, severity, message, hint, offset, length }) => {
    const place = { ...authoredPlace(rendered, offset), length }
    const related = callersOf(rendered, offset)
    const isMissing = code === "LUX-1310" && collected !== undefined
    const error = isMissing
      ? notCollected(rendered.text.slice(offset, offset + length), collected, place, related)
      : undefined
    return {
      severity: asWritten && isRefusal(code) ? "warning" : severity,
      error: error ?? new LuxError(code, message, { place, hint, related }),
    }
  })
}

function brokenContract(
  { name, config, columns, place }: Model,
  defined: QueryAnalysis["columns"],
): readonly LuxError[] {
  if (!config.contract.enforced || defined === undefined) return []
  const promised = columns.flatMap((column) =>
    column.dataType === undefined ? [] : [{ name: column.name, type: column.dataType }],
  )
  const problems = contractProblems(promised, defined)
  const [first] = problems
  if (first === undefined) return []
  const declared = columnMeant(first.column, columns)
  return [
    new LuxError(
      "LUX-2120",
      [`the query of "${name}" does not keep the model's contract`, ...contractTable(problems)].join("\n"),
      {
        place: declared?.place ?? place,
        hint: "Make names, types and number of columns in the contract and in the query the same.",
      },
    ),
  ]
}

function distinct(errors: readonly LuxError[]): readonly LuxError[] {
  const byText = new Map(
    errors.map((error) => {
      const { code, message, place } = error
      return [`${code} ${message} ${place?.file}:${place?.line}:${place?.column}`, error] as const
    }),
  )
  return [...byText.values()]
}
