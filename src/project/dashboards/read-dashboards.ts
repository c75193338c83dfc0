import { LuxError, type Place } from "../../errors.ts"
import { exposureConfigSchema } from "../config/config-schemas.ts"
import { configOf } from "../config/node-config.ts"
import type { Loading, PropertiesFile } from "../loading.ts"
import { ownerOf } from "../resources/groups.ts"
import { descriptionOf, entryLayers } from "../resources/properties-entries.ts"
import { relationArgument } from "../resources/relation-argument.ts"
import type { Exposure, RelationArgument } from "../types.ts"
import type { YamlPath } from "../yaml/yaml-document.ts"
import { YamlPlace } from "../yaml/yaml-place.ts"
import { checkTiles } from "./check-tiles.ts"
import type { DashboardProperties, TileProperties } from "./dashboard-schemas.ts"
import type { DashboardFilter, Tile } from "./dashboard-types.ts"
import { readFilter } from "./read-filter.ts"

type PlaceIn = (...keys: YamlPath) => Place

/** The dashboards that a properties file declares: exposures with content. */
export function readDashboards({ document, values }: PropertiesFile, loading: Loading): readonly Exposure[] {
  const { packageName, problems } = loading
  return values.dashboards.flatMap((dashboard, index) => {
    const path = ["dashboards", index]
    const place: PlaceIn = (...keys) => new YamlPlace(document, [...path, ...keys])
    const entry = { document, path, properties: dashboard }
    const fqn = [packageName, dashboard.name]
    const config = configOf(
      exposureConfigSchema,
      [
        ...loading.configs.exposures.layersFor(fqn),
        ...entryLayers(entry, loading),
        ...loading.configs.exposures.overridesFor(fqn),
      ],
      loading,
    )
    if (config === undefined) return []
    const tiles = dashboard.tiles.flatMap(
      (tile, at) =>
        problems.attempt(() => tileOf(tile, dashboard, (...keys) => place("tiles", at, ...keys))) ?? [],
    )
    const filters = dashboard.filters.flatMap(
      (filter, at) =>
        problems.attempt(() => filterOf(filter, (...keys) => place("filters", at, ...keys))) ?? [],
    )
    for (const error of checkTiles(tiles, filters)) problems.add(error)
    return [
      {
        type: "exposure" as const,
        uniqueId: `exposure.${packageName}.${dashboard.name}`,
        name: dashboard.name,
        packageName,
        path: document.file.path,
        fqn,
        place: place("name"),
        description: descriptionOf(entry, loading),
        tags: config.merged.tags ?? [],
        meta: config.merged.meta ?? {},
        enabled: config.merged.enabled ?? true,
        unrendered: config.unrendered,
        label: dashboard.label,
        exposureType: "dashboard",
        owner: ownerOf(dashboard.owner),
        url: dashboard.url,
        maturity: undefined,
        dependsOn: readOnce(tiles),
        dashboard: {
          palette: dashboard.palette,
          crossFilter: dashboard.cross_filter,
          filters,
          tiles,
          written: { ...dashboard },
        },
      },
    ]
  })
}

function filterOf(filter: DashboardProperties["filters"][number], place: PlaceIn): DashboardFilter {
  const { name, label = name, field, control } = filter
  return {
    name,
    label,
    field,
    control,
    default: filter.default === undefined ? undefined : readFilter(field, filter.default, place("default")),
    place: place("field"),
  }
}

function tileOf(tile: TileProperties, { model: usual }: DashboardProperties, place: PlaceIn): Tile {
  const isShown = tile.chart !== "text" && tile.chart !== "picture"
  const written = tile.model ?? (isShown ? usual : undefined)
  const axis = { label: undefined, scale: "linear", reversed: false } as const
  return {
    name: tile.name,
    title: tile.title ?? "",
    chart: tile.chart,
    model:
      written === undefined
        ? undefined
        : relation(written, place(tile.model === undefined ? "name" : "model")),
    by: tile.by,
    series: tile.series,
    metrics: tile.metrics,
    filters: Object.entries(tile.filters).map(([field, condition]) =>
      readFilter(field, condition, place("filters", field)),
    ),
    sort: (tile.sort ?? []).map((each) => {
      const descending = each.startsWith("-")
      return { name: descending ? each.slice(1) : each, descending }
    }),
    limit: tile.limit,
    hidden: tile.hidden,
    labels: tile.labels,
    formats: tile.formats,
    gradients: tile.gradients,
    colors: tile.colors,
    axes: { x: tile.axes?.x ?? axis, y: tile.axes?.y ?? axis },
    valueLabels: tile.value_labels,
    totals: tile.totals,
    fill: tile.fill !== false,
    fillRanges: typeof tile.fill === "object" ? tile.fill : {},
    stacked: tile.stacked,
    pictures: tile.pictures && {
      ...tile.pictures,
      model: relation(tile.pictures.model, place("pictures", "model")),
    },
    text: tile.text,
    picture: tile.picture,
    layout: tile.layout,
    place: place("name"),
  }
}

function relation(text: string, place: Place): RelationArgument {
  const found = relationArgument(text, () => place)
  if (found?.kind === "ref") return found
  throw new LuxError("LUX-3130", `"${text}" is not a ref`, {
    place,
    hint: "A tile shows metrics of a model: write ref('orders').",
  })
}

/** What the tiles read, each once. */
function readOnce(tiles: readonly Tile[]): readonly RelationArgument[] {
  const all = tiles.flatMap(({ model, pictures }) => [
    ...(model === undefined ? [] : [model]),
    ...(pictures === undefined ? [] : [pictures.model]),
  ])
  const once = new Map(all.toReversed().map((each) => [JSON.stringify([each.parts, each.version]), each]))
  return [...once.values()].toReversed()
}
