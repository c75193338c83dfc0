import { LuxError } from "../../errors.ts"
import { didYouMean } from "../../nearest.ts"
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

/** Columns of the grid that tiles lie in. */
const gridColumns = 24

/** What is wrong with tiles and filters by themselves: LUX-3130, LUX-3131. */
export function checkTiles(tiles: readonly Tile[], filters: readonly DashboardFilter[]): readonly LuxError[] {
  return [
    ...duplicates(tiles, "tile"),
    ...duplicates(filters, "filter"),
    ...tiles.flatMap((tile) => [...tileProblems(tile)]),
    ...overlaps(tiles),
  ]
}

function* tileProblems(tile: Tile): Generator<LuxError> {
  const { chart, by, metrics, model, series } = tile
  const { by: columns, metrics: numbers } = takes[chart]
  if (chart === "text" && tile.text === undefined) yield invalid(tile, "a text tile needs text")
  if (chart === "picture" && tile.picture === undefined) yield invalid(tile, "a picture tile needs picture")
  if ((chart === "text" || chart === "picture") && model !== undefined)
    yield invalid(tile, `a ${chart} tile has no model`)
  if (chart !== "text" && chart !== "picture" && model === undefined)
    yield invalid(tile, "model is missing", "Write model: ref('orders') at the tile or at the dashboard.")
  const shown = metrics.filter((each) => !tile.hidden.includes(each))
  if (by.length < columns[0] || by.length > columns[1])
    yield invalid(tile, `a ${chart} takes ${counted(columns, "column")} in by, and has ${by.length}`)
  if (shown.length < numbers[0] || shown.length > numbers[1])
    yield invalid(tile, `a ${chart} takes ${counted(numbers, "metric")}, and has ${shown.length}`)
  if (chart === "table" && by.length + metrics.length === 0)
    yield invalid(tile, "a table needs by or metrics")
  const fields = [...by, ...metrics]
  const twice = fields.find((field, index) => fields.indexOf(field) !== index)
  if (twice !== undefined) yield invalid(tile, `"${twice}" is there twice`)
  const named = {
    series: series === undefined ? [] : [series],
    sort: tile.sort.map(({ name }) => name),
    hidden: tile.hidden,
    labels: Object.keys(tile.labels),
    formats: Object.keys(tile.formats),
    gradients: Object.keys(tile.gradients),
    fill: Object.keys(tile.fillRanges),
  }
  for (const [key, names] of Object.entries(named))
    for (const name of names)
      if (!fields.includes(name))
        yield invalid(
          tile,
          `${key} names "${name}", which the tile does not show`,
          didYouMean(name, fields) ?? `It shows ${fields.join(", ")}.`,
        )
  if (tile.fill && tile.limit !== undefined)
    yield invalid(tile, "fill shows all days and cells, and limit leaves some out", "Write one of them.")
  if (series !== undefined && !by.includes(series)) yield invalid(tile, "series must be one of by")
  if (by.length === 2 && series === undefined && chart !== "heatmap" && chart !== "table")
    yield invalid(tile, "of two columns, series must name the one that colours tell apart")
  const { column, width } = tile.layout
  if (column + width > gridColumns)
    yield invalid(tile, `it ends in column ${column + width}, and there are ${gridColumns}`)
}

function overlaps(tiles: readonly Tile[]): readonly LuxError[] {
  return tiles.flatMap((tile, index) => {
    const other = tiles.slice(0, index).find((each) => meet(each.layout, tile.layout))
    return other === undefined ? [] : [invalid(tile, `it lies over tile "${other.name}"`)]
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

function invalid({ name, place }: Tile, message: string, hint?: string): LuxError {
  return new LuxError("LUX-3130", `tile "${name}": ${message}`, { place, hint })
}
