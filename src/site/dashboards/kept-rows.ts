import type { ColumnData, DashboardData, FilterTest, ModelData, TileData, Value } from "./dashboard-data.ts"
import { type DashboardState, type Point, testOfFilter } from "./dashboard-state.ts"
import type { Keep } from "./evaluate.ts"
import { testOf } from "./filter-test.ts"
import { keyOf } from "./values.ts"

interface Kept {
  readonly keep: Keep
  /** The same without what is chosen by other fields than the tile's: axes stay while people choose. */
  readonly onAxes: Keep
  /** What is chosen and does not reach the tile, because its model has no such column. */
  readonly without: readonly string[]
}

/** Which rows a tile takes: by its own filters, by the dashboard's, and by what is clicked on other tiles. */
export function keptRows(tile: TileData, model: ModelData, data: DashboardData, state: DashboardState): Kept {
  const fields = new Map(model.fields)
  const keeps: Keep[] = []
  const axes: Keep[] = []
  const without: string[] = []
  const own = tile.kept === undefined ? undefined : model.columns[tile.kept]
  const add = (keep: Keep, isOfAxis: boolean): void => {
    keeps.push(keep)
    if (isOfAxis) axes.push(keep)
  }
  if (own?.kind === "codes") add((row) => own.codes[row] === 1, true)
  for (const filter of data.filters) {
    const test = testOfFilter(filter, state)
    if (test === undefined) continue
    const column = model.columns[fields.get(filter.field) ?? -1]
    const isOfAxis = tile.by.some(({ name }) => name === filter.field)
    const marked = model.columns[new Map(filter.newest).get(tile.model ?? -1) ?? -1]
    if (test.kind === "last" && marked?.kind === "codes") add((row) => marked.codes[row] === 1, isOfAxis)
    else if (column === undefined) without.push(filter.label)
    else add(passing(column, test), isOfAxis)
  }
  for (const other of data.tiles) {
    const points = other === tile ? undefined : state.clicks.get(other.name)
    if (points === undefined) continue
    const reached = points.map((point) => pointKeep(point, fields, model))
    const named = reached.filter((each) => each !== undefined)
    if (named.length === reached.length) keeps.push((row) => named.some((keep) => keep(row)))
    else without.push(...clickLabels(other, points))
  }
  return {
    keep: (row) => keeps.every((keep) => keep(row)),
    onAxes: (row) => axes.every((keep) => keep(row)),
    without: [...new Set(without)],
  }
}

/** Undefined where the model has none of its columns; of those that it has each must be met. */
function pointKeep(point: Point, fields: ReadonlyMap<string, number>, model: ModelData): Keep | undefined {
  const keeps = point.flatMap(([field, value]) => {
    const column = model.columns[fields.get(field) ?? -1]
    return column === undefined
      ? []
      : [passing(column, { kind: "values", values: [value ?? null], not: false })]
  })
  return keeps.length === 0 ? undefined : (row) => keeps.every((keep) => keep(row))
}

function clickLabels({ by }: TileData, points: readonly Point[]): readonly string[] {
  return by
    .filter(({ name }) => points.some((point) => point.some(([field]) => field === name)))
    .map(({ label }) => label)
}

/** Each value is looked at once, however many rows have it. */
function passing(column: ColumnData, test: FilterTest): Keep {
  if (column.kind !== "category") {
    const holds = testOf(test, "number")
    return (row) => holds(column.kind === "number" ? (column.values[row] ?? null) : null)
  }
  const holds = testOf(test, column.type)
  const passes = column.values.map(holds)
  const nullPasses = holds(null)
  return (row) => {
    const code = column.codes[row] ?? -1
    return code === -1 ? nullPasses : passes[code] === true
  }
}

/** The values of a field that any model has, in their order; null where a row has none. */
export function valuesOfField(field: string, { models }: DashboardData): readonly Value[] {
  const found = new Map<string | undefined, Value>()
  for (const { fields, columns } of models) {
    const column = columns[new Map(fields).get(field) ?? -1]
    if (column?.kind !== "category") continue
    for (const value of column.values) found.set(keyOf(value), value)
    if (column.codes.includes(-1)) found.set(undefined, null)
  }
  return [...found.values()]
}
