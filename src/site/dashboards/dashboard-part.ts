import { modelOf } from "../../project/dashboards/check-dashboards.ts"
import type { Tile, TileFilter } from "../../project/dashboards/dashboard-types.ts"
import type { ExportColumn, ExportPlan } from "../../project/dashboards/export-plan.ts"
import { sortOf, tileQuery } from "../../project/dashboards/tile-query.ts"
import { dimensionOf, type QueriedMetric } from "../../project/metrics/metric-query.ts"
import type { Model } from "../../project/types.ts"
import type { DashboardExport, ModelExport } from "../../run/commands/read-dashboards.ts"
import type { SiteContext } from "../context.ts"
import { markdownHtml } from "../markdown.ts"
import type {
  DashboardData,
  DimensionData,
  FilterData,
  FilterTest,
  MeasureData,
  MetricData,
  ModelData,
  Shown,
  TileData,
} from "./dashboard-data.ts"
import { columnData } from "./encode-rows.ts"

/** The page of a dashboard: its tiles with places instead of names, and the rows that they are computed from. */
export function dashboardData(found: DashboardExport, { byId }: SiteContext): DashboardData {
  const { exposure, models } = found
  const { dashboard } = exposure
  return {
    title: exposure.label ?? exposure.name,
    description: markdownHtml(exposure.description),
    palette: dashboard.palette,
    crossFilter: dashboard.crossFilter,
    filters: dashboard.filters.map((filter): FilterData => {
      const { name, label, field, control, default: usual } = filter
      return {
        name,
        label,
        field,
        control,
        default: usual && testData(usual),
        newest: models.flatMap(({ plan }, model) => {
          const column = placeOf(plan, (each) => each.kind === "newest" && each.filter === name)
          return column === undefined ? [] : [[model, column] as const]
        }),
      }
    }),
    tiles: dashboard.tiles.map((tile) => tileData(tile, found)),
    models: models.map((each) => modelData(each, byId.get(each.plan.model.uniqueId)?.index)),
  }
}

function modelData({ plan, result, missing }: ModelExport, node: number | undefined): ModelData {
  const { model, columns } = plan
  return {
    name: model.name,
    node,
    missing,
    rows: result?.rows.length ?? 0,
    columns: columns.map((column, at) => columnData(column, at, result)),
    fields: columns.flatMap((column, at) =>
      column.kind === "field" ? [[column.field.name, at] as const] : [],
    ),
  }
}

function tileData(tile: Tile, found: DashboardExport): TileData {
  const { name, title, chart, limit, colors, axes, valueLabels, totals, fill, stacked, layout } = tile
  const models = found.models.map(({ plan }) => plan.model)
  const model = tile.model && modelOf(tile.model, models)
  const at = model === undefined ? undefined : models.indexOf(model)
  const plan = at === undefined ? undefined : found.models[at]?.plan
  const isOfMetric = (field: string): boolean => tile.metrics.includes(field)
  const by = plan === undefined ? [] : tile.by.map((field) => dimensionData(field, tile, plan))
  return {
    ...{ name, title, chart, limit, colors, axes, valueLabels, totals, fill, stacked, layout },
    model: at,
    by,
    series: tile.series === undefined ? undefined : tile.by.indexOf(tile.series),
    metrics: plan === undefined ? [] : metricsData(tile, plan),
    kept: plan && placeOf(plan, (each) => each.kind === "kept" && each.tile === name),
    having: tile.filters.flatMap((filter) =>
      isOfMetric(filter.field)
        ? [{ metric: tile.metrics.indexOf(filter.field), test: testData(filter) }]
        : [],
    ),
    sort: sortOf(tile).map(({ name: field, descending }) =>
      isOfMetric(field)
        ? { by: "metric", at: tile.metrics.indexOf(field), descending }
        : { by: "dimension", at: tile.by.indexOf(field), descending },
    ),
    text: chart === "text" ? markdownHtml(tile.text ?? "") : "",
    picture: found.tilePictures.get(name),
    alt: chart === "picture" ? (tile.text ?? title) : "",
    pictures:
      tile.pictures && (found.pictures.get(name) ?? []).map(({ key, address }) => [key, address] as const),
  }
}

function dimensionData(field: string, tile: Tile, plan: ExportPlan): DimensionData {
  const { column: name, grain } = dimensionOf(field, timeOf(plan.model))
  const known = plan.model.columns.find((each) => each.name.toLowerCase() === name.toLowerCase())
  const label = known?.semantics?.label ?? inWords(name)
  const column = placeOf(plan, (each) => each.kind === "field" && each.field.name === field) ?? -1
  return { ...shown(field, label, undefined, tile), column, grain, range: own(tile.fillRanges, field) }
}

function metricsData(tile: Tile, plan: ExportPlan): readonly MetricData[] {
  return tileQuery(tile, plan.model).metrics.map((metric) => {
    const declared = plan.model.metrics.find(({ name }) => name === metric.name)
    return {
      ...shown(metric.name, declared?.label ?? metric.name, declared?.format, tile),
      measure: measureData(metric, plan),
    }
  })
}

function measureData(
  { name, measure }: Pick<QueriedMetric, "name" | "measure">,
  plan: ExportPlan,
): MeasureData {
  if (measure.kind === "simple") return simpleData(name, plan)
  return {
    kind: "ratio",
    numerator: simpleData(measure.numerator, plan),
    denominator: simpleData(measure.denominator, plan),
  }
}

function simpleData(name: string, plan: ExportPlan): Extract<MeasureData, { kind: "simple" }> {
  const column = placeOf(plan, (each) => each.kind === "input" && each.metric.name === name) ?? -1
  const found = plan.columns[column]
  const { agg, per } = found?.kind === "input" ? found.metric.measure : { agg: "count" as const, per: [] }
  return {
    kind: "simple",
    agg,
    column,
    per: per.flatMap((key) => placeOf(plan, (each) => each.kind === "key" && each.column === key) ?? []),
  }
}

function shown(name: string, label: string, format: string | undefined, tile: Tile): Shown {
  return {
    name,
    label: own(tile.labels, name) ?? label,
    hidden: tile.hidden.includes(name),
    format: own(tile.formats, name) ?? format,
    gradient: own(tile.gradients, name),
  }
}

/** Names are the project's: one may be `constructor`. */
function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined
}

function placeOf({ columns }: ExportPlan, is: (column: ExportColumn) => boolean): number | undefined {
  const at = columns.findIndex(is)
  return at === -1 ? undefined : at
}

function testData({ test }: TileFilter): FilterTest {
  return test
}

function timeOf({ metrics }: Model): string | undefined {
  return metrics.find(({ timeDimension }) => timeDimension !== undefined)?.timeDimension
}

function inWords(name: string): string {
  const words = name.replaceAll("_", " ").trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
