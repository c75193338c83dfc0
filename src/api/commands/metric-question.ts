import { metricSql } from "../../compile/metrics/metric-sql.ts"
import { LuxError } from "../../errors.ts"
import { didYouMean } from "../../nearest.ts"
import { modelOf } from "../../project/dashboards/check-dashboards.ts"
import { tileQuery } from "../../project/dashboards/tile-query.ts"
import { modelsWithMetrics } from "../../project/metrics/check-metrics.ts"
import { computed } from "../../project/metrics/computed.ts"
import { dimensionOf, type QueriedDimension } from "../../project/metrics/metric-query.ts"
import { mayBeDashboard } from "../../project/resource-guards.ts"
import type { Model, Project } from "../../project/types.ts"
import type { KnownRelation } from "../../sql/analysis.ts"

export interface MetricQuestion {
  readonly metrics: readonly string[]
  readonly by: readonly string[]
  /** A condition on columns of the model, in the project's dialect. */
  readonly where: string | undefined
}

/** The templated SQL that answers a question. Throws LUX-3125 for metrics, LUX-3126 for dimensions that are not there. */
export function questionSql(
  { metrics: names, by, where }: MetricQuestion,
  project: Project,
  relationOf: (model: Model) => KnownRelation,
): string {
  const { model, metrics } = metricsNamed(names, project)
  const timeDimension = metrics.find((each) => each.timeDimension !== undefined)?.timeDimension
  const columns = relationOf(model)
  const dimensions = [...new Set(by)].map((each) => checked(dimensionOf(each, timeDimension), model, columns))
  return metricSql(
    {
      metrics,
      dimensions,
      where: where === undefined ? [] : [{ kind: "sql", sql: where }],
      having: [],
      sort: dimensions.map(({ name }) => ({ name, descending: false })),
      limit: undefined,
    },
    refTo(model, project.name),
    computed(model.metrics),
    project.dialect,
  )
}

/** The templated SQL of a tile, `dashboard.tile`. Throws LUX-3127 for one that is not there or has no numbers. */
export function tileSql(name: string, { resources, dialect, name: own }: Project): string {
  const tiles = resources.flatMap((resource) =>
    mayBeDashboard(resource)
      ? (resource.dashboard?.tiles ?? []).map((tile) => ({ name: `${resource.name}.${tile.name}`, tile }))
      : [],
  )
  const shown = tiles.filter(({ tile }) => tile.model !== undefined)
  const tile = shown.find((each) => each.name === name)?.tile
  const model = tile?.model === undefined ? undefined : modelOf(tile.model, resources)
  if (tile === undefined || model === undefined)
    throw new LuxError("LUX-3127", `unknown tile "${name}"`, {
      hint:
        didYouMean(
          name,
          shown.map((each) => each.name),
        ) ??
        `A tile is named as dashboard.tile: ${shown.map((each) => each.name).join(", ") || "there is none"}.`,
    })
  return metricSql(tileQuery(tile, model), refTo(model, own), computed(model.metrics), dialect)
}

function metricsNamed(names: readonly string[], project: Project) {
  const models = modelsWithMetrics(project.resources)
  const all = models.flatMap((model) => model.metrics.map((metric) => ({ model, metric })))
  const found = [...new Set(names)].map((name) => {
    const one = all.find(({ metric }) => metric.name === name)
    if (one === undefined)
      throw new LuxError("LUX-3125", `unknown metric "${name}"`, {
        hint:
          didYouMean(
            name,
            all.map(({ metric }) => metric.name),
          ) ??
          (all.length === 0
            ? "No model declares metrics: docs/guides/metrics.md."
            : `Known: ${all.map(({ metric }) => metric.name).join(", ")}.`),
      })
    return one
  })
  const [first, ...others] = found
  if (first === undefined) throw new LuxError("LUX-3125", "no metric is named")
  const other = others.find(({ model }) => model !== first.model)
  if (other !== undefined)
    throw new LuxError(
      "LUX-3125",
      `metrics "${first.metric.name}" and "${other.metric.name}" are of different models`,
      { hint: "Show them one at a time, or declare them with a model that has the columns of both." },
    )
  const metrics = found.map(({ metric }) => {
    const [one] = computed([metric])
    if (one === undefined)
      throw new LuxError("LUX-3125", `lux does not compute metric "${metric.name}"`, {
        place: metric.place,
        hint: "docs/guides/metrics.md lists what lux computes.",
      })
    return { ...one, timeDimension: metric.timeDimension }
  })
  return { model: first.model, metrics }
}

function checked(dimension: QueriedDimension, model: Model, known: KnownRelation): QueriedDimension {
  const { columns, complete } = known
  if (!complete || columns === undefined) return dimension
  const names = columns.map(({ name }) => name)
  if (names.includes(dimension.column.toLowerCase())) return dimension
  throw new LuxError("LUX-3126", `model "${model.name}" has no column "${dimension.column}"`, {
    hint: didYouMean(dimension.column, names) ?? `Its columns are ${names.join(", ")}.`,
  })
}

function refTo({ name, packageName, version }: Model, own: string): string {
  const parts = packageName === own ? [name] : [packageName, name]
  const asked = version === undefined ? "" : ` v=${JSON.stringify(version)}`
  return `{{ref ${parts.map((part) => JSON.stringify(part)).join(" ")}${asked}}}`
}
