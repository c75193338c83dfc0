import { LuxError, type Place } from "../../errors.ts"
import { didYouMean } from "../../nearest.ts"
import { formatHint, isFormat } from "../metrics/number-format.ts"
import type { YamlPath } from "../yaml/yaml-document.ts"
import { uselessKeys } from "./chart-keys.ts"
import type { Chart, DashboardFilter, Tile } from "./dashboard-types.ts"

/** How many columns and metrics a chart takes: from, to. */
const takes: Readonly<
  Record<Chart, { readonly by: readonly [number, number]; readonly metrics: readonly [number, number] }>
> = {
  table: { by: [0, 99], metrics: [0, 99] },
  number: { by: [0, 0], metrics: [1, 1] },
  bar: { by: [1, 2], metrics: [1, 9] },
  column: { by: [1, 2], metrics: [1, 9] },
  line: { by: [1, 2], metrics: [1, 9] },
  area: { by: [1, 2], metrics: [1, 9] },
  points: { by: [1, 2], metrics: [1, 3] },
  donut: { by: [1, 1], metrics: [1, 1] },
  pyramid: { by: [1, 1], metrics: [1, 1] },
  cloud: { by: [1, 1], metrics: [1, 1] },
  heatmap: { by: [2, 2], metrics: [1, 1] },
  text: { by: [0, 0], metrics: [0, 0] },
  picture: { by: [0, 0], metrics: [0, 0] },
}

/** Columns of the grid that tiles are in. */
const gridColumns = 24

/** The place of a key of a tile, or of what stands in it. */
export type PlaceIn = (...keys: YamlPath) => Place

interface PlacedTile {
  readonly tile: Tile
  readonly at: PlaceIn
}

/** What is wrong with tiles and filters by themselves: LUX-3130, LUX-3131, LUX-3355, LUX-3357. */
export function checkTiles(
  placed: readonly PlacedTile[],
  filters: readonly DashboardFilter[],
): readonly LuxError[] {
  const tiles = placed.map(({ tile }) => tile)
  return [
    ...duplicates(tiles, "tile"),
    ...duplicates(filters, "filter"),
    ...placed.flatMap(({ tile, at }) => [...tileProblems(tile, at), ...uselessKeys(tile, at)]),
    ...overlaps(placed),
  ]
}

function* tileProblems(tile: Tile, at: PlaceIn): Generator<LuxError> {
  const { chart, by, metrics, model, series } = tile
  const { by: columns, metrics: numbers } = takes[chart]
  const isShown = chart !== "text" && chart !== "picture"
  if (chart === "text" && tile.text === undefined)
    yield invalid(tile, "a text tile needs text", at("chart"), "Write text: with Markdown.")
  if (chart === "picture" && tile.picture === undefined)
    yield invalid(
      tile,
      "a picture tile needs picture",
      at("chart"),
      "Write picture: with a path in the project.",
    )
  if (isShown && model === undefined)
    yield invalid(
      tile,
      "model is missing",
      at("name"),
      "Write model: ref('orders') at the tile or at the dashboard.",
    )
  const shown = metrics.filter((each) => !tile.hidden.includes(each))
  if (isShown && (by.length < columns[0] || by.length > columns[1]))
    yield invalid(
      tile,
      `a ${chart} takes ${counted(columns, "column")} in by, and has ${by.length}`,
      at(by.length === 0 ? "chart" : "by"),
    )
  if (isShown && (shown.length < numbers[0] || shown.length > numbers[1]))
    yield invalid(
      tile,
      `a ${chart} takes ${counted(numbers, "metric")}, and has ${shown.length}`,
      at(metrics.length === 0 ? "chart" : "metrics"),
    )
  if (chart === "table" && by.length + metrics.length === 0)
    yield invalid(tile, "a table needs by or metrics", at("chart"))
  yield* fieldProblems(tile, at)
  if (tile.fill && tile.limit !== undefined)
    yield invalid(
      tile,
      "fill shows all days and cells, and limit leaves some out",
      at("limit"),
      "Write one of them.",
    )
  for (const [field, [first, last]] of Object.entries(tile.fillRanges))
    if (first > last)
      yield invalid(
        tile,
        `fill of "${field}" ends before it begins`,
        at("fill", field),
        `Write the first and the last: [${last}, ${first}].`,
      )
  for (const [field, format] of Object.entries(tile.formats))
    if (!isFormat(format))
      yield new LuxError("LUX-3357", `tile "${tile.name}": invalid format "${format}"`, {
        place: at("formats", field),
        hint: formatHint,
      })
  if (series !== undefined && by.length > 0 && !by.includes(series))
    yield invalid(tile, "series must be one of by", at("series"), `by has ${by.join(", ")}.`)
  if (by.length === 2 && series === undefined && chart !== "heatmap" && chart !== "table" && columns[1] === 2)
    yield invalid(
      tile,
      "of two columns, series must name the one that colours tell apart",
      at("by"),
      `Write series: ${by[1]}.`,
    )
  const { column, width } = tile.layout
  if (column + width > gridColumns)
    yield invalid(
      tile,
      `it ends in column ${column + width}, and there are ${gridColumns}`,
      at("layout"),
      "column and width together are at most 24.",
    )
}

/** Names in other keys are those of what the tile shows. */
function* fieldProblems(tile: Tile, at: PlaceIn): Generator<LuxError> {
  const fields = [...tile.by, ...tile.metrics]
  if (fields.length === 0) return
  const twice = fields.find((field, index) => fields.indexOf(field) !== index)
  if (twice !== undefined) yield invalid(tile, `"${twice}" is there twice`, at("name"), "Remove one.")
  const named: Readonly<Record<string, readonly string[]>> = {
    series: tile.series === undefined ? [] : [tile.series],
    sort: tile.sort.map(({ name }) => name),
    hidden: tile.hidden,
    labels: Object.keys(tile.labels),
    formats: Object.keys(tile.formats),
    gradients: Object.keys(tile.gradients),
    fill: Object.keys(tile.fillRanges),
  }
  for (const [key, names] of Object.entries(named))
    for (const name of names) {
      if (fields.includes(name)) continue
      const [, column, way] = /^(\S+) (asc|desc)$/i.exec(name) ?? []
      yield invalid(
        tile,
        `${key} names "${name}", which the tile does not show`,
        at(key),
        key === "sort" && column !== undefined
          ? `Write sort: ${way?.toLowerCase() === "desc" ? "-" : ""}${column}.`
          : (didYouMean(name, fields) ?? `It shows ${fields.join(", ")}.`),
      )
    }
}

function overlaps(placed: readonly PlacedTile[]): readonly LuxError[] {
  return placed.flatMap(({ tile, at }, index) => {
    const other = placed.slice(0, index).find((each) => meet(each.tile.layout, tile.layout))?.tile
    if (other === undefined) return []
    const { row, height } = other.layout
    return [
      new LuxError("LUX-3130", `tile "${tile.name}": it is over tile "${other.name}"`, {
        place: at("layout"),
        hint: `Below it, row is ${row + height}.`,
        related: [{ message: "the other one", place: other.place }],
      }),
    ]
  })
}

function meet(a: Tile["layout"], b: Tile["layout"]): boolean {
  return (
    a.column < b.column + b.width &&
    b.column < a.column + a.width &&
    a.row < b.row + b.height &&
    b.row < a.row + a.height
  )
}

function duplicates(entries: readonly Pick<Tile, "name" | "place">[], kind: string): readonly LuxError[] {
  return entries.flatMap(({ name, place }, index) => {
    const other = entries.slice(0, index).find((each) => each.name === name)
    if (other === undefined) return []
    return [
      new LuxError("LUX-3131", `duplicate ${kind} "${name}"`, {
        place,
        hint: "Rename one.",
        related: [{ message: "the other one", place: other.place }],
      }),
    ]
  })
}

function counted([from, to]: readonly [number, number], what: string): string {
  if (to === 0) return `no ${what}`
  const many = to === 1 ? what : `${what}s`
  return from === to ? `${from} ${many}` : to > 9 ? `${from} or more ${many}` : `${from} to ${to} ${many}`
}

function invalid({ name }: Tile, message: string, place: Place, hint?: string): LuxError {
  return new LuxError("LUX-3130", `tile "${name}": ${message}`, { place, hint })
}
