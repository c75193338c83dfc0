import { aggregateOf } from "../compile/metrics/aggregates.ts"
import { LuxError } from "../errors.ts"
import { didYouMean } from "../nearest.ts"
import type { Metric, SimpleMeasure } from "../project/metrics/metric-types.ts"
import type { Model, SqlDialect } from "../project/types.ts"
import { analyseQuery, type KnownRelation } from "../sql/analysis.ts"

/**
 * What is wrong with a model's metrics by what is known of its columns: an expression that does not fit them (LUX-3123),
 * and a repeated value that is added up once for each row (LUX-3124). Nothing where nothing is known.
 */
export function metricProblems(model: Model, known: KnownRelation, dialect: SqlDialect): readonly LuxError[] {
  const simple = model.metrics.flatMap((metric) =>
    metric.measure?.kind === "simple" ? [{ metric, measure: metric.measure }] : [],
  )
  const analysed = simple.map((each) => ({ ...each, analysis: analysisOf(each, known, dialect) }))
  const repeated = repeatedColumns(model, analysed)
  return [
    ...analysed.flatMap(({ metric, measure, analysis }) => [
      ...analysis.problems,
      ...countedAgain(metric, measure, analysis.columns, repeated),
    ]),
    ...model.metrics.flatMap((metric) => missingColumns(metric, model, known)),
  ]
}

interface Analysed {
  readonly metric: Metric
  readonly measure: SimpleMeasure
  readonly analysis: { readonly problems: readonly LuxError[]; readonly columns: readonly string[] }
}

function analysisOf(
  { metric, measure }: Omit<Analysed, "analysis">,
  known: KnownRelation,
  dialect: SqlDialect,
): Analysed["analysis"] {
  const sql = `select ${aggregateOf({ measure, filter: metric.filter })} as value from model`
  const { problems, lineage } = analyseQuery(sql, { dialect, relationOf: () => known, asTable: false })
  return {
    problems: problems
      .filter(({ severity }) => severity === "error")
      .map(
        ({ message, hint }) =>
          new LuxError("LUX-3123", `metric "${metric.name}": ${message}`, { place: measure.exprPlace, hint }),
      ),
    columns: lineage.flatMap(({ origins }) => origins.map(({ column }) => column)),
  }
}

/** Columns whose values repeat, with the columns that they belong to: as columns declare it, or a metric. */
function repeatedColumns(
  model: Model,
  analysed: readonly Analysed[],
): ReadonlyMap<string, readonly string[]> {
  const declared = model.columns.flatMap(({ name, semantics }) =>
    semantics === undefined || semantics.per.length === 0
      ? []
      : [[name.toLowerCase(), semantics.per] as const],
  )
  const used = analysed.flatMap(({ measure: { per, expr } }) =>
    per.length === 0 ? [] : [[expr.toLowerCase(), per] as const],
  )
  return new Map([...used, ...declared])
}

function countedAgain(
  { name }: Metric,
  { agg, per, exprPlace }: SimpleMeasure,
  columns: readonly string[],
  repeated: ReadonlyMap<string, readonly string[]>,
): readonly LuxError[] {
  if (per.length > 0 || (agg !== "sum" && agg !== "average")) return []
  return columns.flatMap((column) => {
    const keys = repeated.get(column)
    if (keys === undefined) return []
    return [
      new LuxError("LUX-3124", `metric "${name}" counts ${column} once for each row, and rows repeat it`, {
        place: exprPlace,
        hint: `Its value belongs to ${keys.join(", ")}: write per: [${keys.join(", ")}] to count it once for each.`,
      }),
    ]
  })
}

function missingColumns(metric: Metric, model: Model, known: KnownRelation): readonly LuxError[] {
  const { columns, complete } = known
  if (!complete || columns === undefined) return []
  const names = columns.map(({ name }) => name)
  const per = metric.measure?.kind === "simple" ? metric.measure.per : []
  const time = metric.timeDimension === undefined ? [] : [metric.timeDimension]
  return [...per, ...time].flatMap((column) =>
    names.includes(column.toLowerCase())
      ? []
      : [
          new LuxError(
            "LUX-3123",
            `metric "${metric.name}": model "${model.name}" has no column "${column}"`,
            {
              place: metric.place,
              hint: didYouMean(column, names) ?? `Its columns are ${names.join(", ")}.`,
            },
          ),
        ],
  )
}
