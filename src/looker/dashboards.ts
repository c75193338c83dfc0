import { dump } from "js-yaml"
import type { CompiledProject } from "../compiled/compiled-project.ts"
import type { GeneratedFile } from "../compiled/generator.ts"
import type { Plain } from "../compiled/plain.ts"
import { LuxError } from "../errors.ts"
import type {
  Chart,
  Dashboard,
  DashboardFilter,
  Tile,
  TileFilter,
} from "../project/dashboards/dashboard-types.ts"
import { sortOf } from "../project/dashboards/tile-query.ts"
import { dimensionOf } from "../project/metrics/metric-query.ts"
import type { TimeGrain } from "../project/metrics/metric-types.ts"
import { mayBeDashboard } from "../project/resource-guards.ts"
import type { Exposure } from "../project/types.ts"
import { type FieldType, fieldTypeOf } from "./field-types.ts"
import { filterExpression } from "./filter-expression.ts"
import { generatedMark } from "./generated-mark.ts"
import { groupName, type ViewedModel } from "./view.ts"

type Written = Readonly<Record<string, unknown>>

/** The dashboards of the project as LookML. Throws LUX-3140 for one that shows a model without a view. */
export function dashboardFiles(
  { nodes }: CompiledProject,
  views: readonly ViewedModel[],
  model: string,
): readonly GeneratedFile[] {
  return Object.values(nodes).flatMap(({ resource }) => {
    if (!mayBeDashboard(resource) || resource.dashboard === undefined) return []
    const written = dashboardOf(resource, resource.dashboard, views, model)
    const text = `${generatedMark}\n\n${dump([written], { lineWidth: -1, noRefs: true })}`
    return [{ path: `dashboards/${resource.name}.dashboard.lookml`, pieces: [Buffer.from(text)] }]
  })
}

function dashboardOf(
  { name, label, description }: Plain<Exposure>,
  { tiles, filters, crossFilter }: Plain<Dashboard>,
  views: readonly ViewedModel[],
  model: string,
): Written {
  return {
    dashboard: name,
    title: label ?? name,
    ...(description === "" ? {} : { description: description.trim() }),
    layout: "newspaper",
    preferred_viewer: "dashboards-next",
    crossfilter_enabled: crossFilter,
    filters: filters.flatMap((filter) => filterOf(filter, tiles, views, model)),
    elements: tiles.map((tile) => elementOf(tile, filters, views, model)),
  }
}

const types: Readonly<Record<Chart, string>> = {
  table: "looker_grid",
  number: "single_value",
  bar: "looker_bar",
  column: "looker_column",
  line: "looker_line",
  area: "looker_area",
  points: "looker_scatter",
  donut: "looker_pie",
  pyramid: "looker_funnel",
  cloud: "looker_wordcloud",
  heatmap: "looker_grid",
  text: "text",
  picture: "text",
}

function elementOf(
  tile: Plain<Tile>,
  filters: readonly Plain<DashboardFilter>[],
  views: readonly ViewedModel[],
  model: string,
): Written {
  const { row, column, width, height } = tile.layout
  const place = { row, col: column, width, height }
  if (tile.model === undefined)
    return {
      name: tile.name,
      type: types[tile.chart],
      title_text: tile.title,
      body_text: tile.text ?? "",
      ...place,
    }
  const view = viewOf(tile, views)
  const field = (name: string): string => fieldOf(name, view).name
  const pivot = tile.series ?? (tile.chart === "heatmap" ? tile.by[1] : undefined)
  const filled = tile.fill ? tile.by.filter((each) => fieldOf(each, view).isTime).map(field) : []
  const listens = filters.filter((filter) => has(view, filter.field))
  return {
    name: tile.name,
    title: tile.title,
    model,
    explore: view.name,
    type: types[tile.chart],
    fields: [...tile.by, ...tile.metrics].map(field),
    ...(pivot === undefined ? {} : { pivots: [field(pivot)] }),
    ...(filled.length === 0 ? {} : { fill_fields: filled }),
    ...(tile.filters.length === 0 ? {} : { filters: filtersOf(tile.filters, view) }),
    sorts: sortOf(tile).map(({ name, descending }) => `${field(name)}${descending ? " desc" : ""}`),
    limit: tile.limit ?? 5000,
    ...(tile.hidden.length === 0 ? {} : { hidden_fields: tile.hidden.map(field) }),
    ...(Object.keys(tile.labels).length === 0
      ? {}
      : {
          series_labels: Object.fromEntries(
            Object.entries(tile.labels).map(([name, label]) => [field(name), label]),
          ),
        }),
    ...(tile.stacked ? { stacking: "normal" } : {}),
    ...(tile.totals ? { show_totals_labels: true } : {}),
    ...(tile.valueLabels ? { show_value_labels: true } : {}),
    ...(listens.length === 0
      ? {}
      : { listen: Object.fromEntries(listens.map((filter) => [filter.label, field(filter.field)])) }),
    ...place,
  }
}

/** Conditions by field; two of one field hold together. */
function filtersOf(filters: readonly Plain<TileFilter>[], view: ViewedModel): Written {
  return Object.fromEntries(
    filters.map((filter) => {
      const { name, type } = fieldOf(filter.field, view)
      return [name, filterExpression(filter, type)]
    }),
  )
}

const controls = {
  list: "tag_list",
  dropdown: "dropdown_menu",
  range: "range_slider",
  date_range: "day_range_picker",
  text: "advanced",
} as const

function filterOf(
  filter: Plain<DashboardFilter>,
  tiles: readonly Plain<Tile>[],
  views: readonly ViewedModel[],
  model: string,
): readonly Written[] {
  const view = tiles
    .filter((tile) => tile.model !== undefined)
    .map((tile) => viewOf(tile, views))
    .find((each) => has(each, filter.field))
  if (view === undefined) return []
  const { name, type } = fieldOf(filter.field, view)
  return [
    {
      name: filter.label,
      title: filter.label,
      type: "field_filter",
      default_value: filter.default === undefined ? "" : filterExpression(filter.default, type),
      allow_multiple_values: true,
      required: false,
      ui_config: { type: controls[filter.control], display: "popover" },
      model,
      explore: view.name,
      field: name,
    },
  ]
}

function viewOf({ name, model, place }: Plain<Tile>, views: readonly ViewedModel[]): ViewedModel {
  const asked = model?.parts.at(-1)
  const found = views.filter((each) => each.model.name === asked)
  const view =
    found.find((each) => String(each.model.version) === String(model?.version ?? each.model.latestVersion)) ??
    found[0]
  if (view !== undefined) return view
  throw new LuxError("LUX-3140", `tile "${name}" shows model "${asked}", which has no view`, {
    place,
    hint: "Select the model too: looker: select: in lux_project.yml.",
  })
}

function has(view: ViewedModel, field: string): boolean {
  const { column } = dimensionOf(field, undefined)
  return view.node.columns.some(({ name }) => name.toLowerCase() === column.toLowerCase())
}

const frames: Readonly<Record<TimeGrain, string>> = {
  hour: "hour",
  day: "date",
  week: "week",
  month: "month",
  quarter: "quarter",
  year: "year",
}

/** A column or a metric as the view names it. */
function fieldOf(
  written: string,
  { name: view, model, node }: ViewedModel,
): { readonly name: string; readonly type: FieldType; readonly isTime: boolean } {
  if (model.metrics.some((metric) => metric.name === written))
    return { name: `${view}.${written}`, type: "number", isTime: false }
  const time = model.metrics.find(({ timeDimension }) => timeDimension !== undefined)?.timeDimension
  const { column, grain } = dimensionOf(written, time)
  const found = node.columns.find((each) => each.name.toLowerCase() === column.toLowerCase())
  const type = fieldTypeOf(found?.type)
  const name = found?.name ?? column
  if (type !== "time" && type !== "date") return { name: `${view}.${name}`, type, isTime: false }
  const taken = new Set(node.columns.map((each) => each.name.toLowerCase()))
  const frame = grain === undefined ? (type === "date" ? "date" : "time") : frames[grain]
  return { name: `${view}.${groupName(name, taken)}_${frame}`, type, isTime: true }
}
