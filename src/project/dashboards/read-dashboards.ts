import { LuxError, type Place } from "../../errors.ts"
import { exposureConfigSchema } from "../config/config-schemas.ts"
import { configOf } from "../config/node-config.ts"
import type { Loading, PropertiesFile } from "../loading.ts"
import { ownerOf } from "../resources/groups.ts"
import { descriptionOf, entryLayers } from "../resources/properties-entries.ts"
import { relationArgument } from "../resources/relation-argument.ts"
import type { Exposure, RelationArgument } from "../types.ts"
import { at } from "../yaml/validate.ts"
import { YamlPlace } from "../yaml/yaml-place.ts"
import { checkDashboard } from "./check-dashboard.ts"
import { checkTiles, type PlaceIn } from "./check-tiles.ts"
import type { DashboardProperties, TileProperties } from "./dashboard-schemas.ts"
import type { DashboardFilter, Tile } from "./dashboard-types.ts"
import { readAsOf, readFilter } from "./read-filter.ts"

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
    const written = dashboard.as_of
    // Entries that are wrong have been reported, and are not there.
    const all = at(document.value, [...path, "tiles"])
    const isRead = !Array.isArray(all) || all.length === dashboard.tiles.length
    const asOf = written === undefined ? undefined : problems.attempt(() => readAsOf(written, place("as_of")))
    const placed = dashboard.tiles.flatMap((properties, number) => {
      const inTile: PlaceIn = (...keys) => place("tiles", number, ...keys)
      const tile = problems.attempt(() => tileOf(properties, dashboard, inTile, asOf))
      return tile === undefined ? [] : [{ tile, at: inTile }]
    })
    const tiles = placed.map(({ tile }) => tile)
    const filters = dashboard.filters.flatMap(
      (filter, number) =>
        problems.attempt(() => filterOf(filter, (...keys) => place("filters", number, ...keys), asOf)) ?? [],
    )
    for (const error of [...checkTiles(placed, filters), ...checkDashboard(dashboard, place, isRead)])
      problems.add(error)
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
          crossFilter: dashboard.cross_filter ?? true,
          filters,
          tiles,
          written: { ...dashboard },
        },
      },
    ]
  })
}

function filterOf(
  filter: DashboardProperties["filters"][number],
  place: PlaceIn,
  asOf: string | undefined,
): DashboardFilter {
  const { name, label = name, field, control } = filter
  return {
    name,
    label,
    field,
    control,
    default:
      filter.default === undefined ? undefined : readFilter(field, filter.default, place("default"), asOf),
    place: place("field"),
  }
}

function tileOf(
  tile: TileProperties,
  { model: usual }: DashboardProperties,
  place: PlaceIn,
  asOf: string | undefined,
): Tile {
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
      readFilter(field, condition, place("filters", field), asOf),
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
    byPlaces: placesOf("by", tile.by, place),
    metricPlaces: placesOf("metrics", tile.metrics, place),
  }
}

/** A single one may stand there without a list. */
function placesOf(key: string, names: readonly string[], place: PlaceIn): readonly Place[] {
  return names.map((_, at) => (names.length === 1 ? place(key) : place(key, at)))
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
