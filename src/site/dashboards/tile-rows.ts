import type { DashboardData, ModelData, TileData, Value } from "./dashboard-data.ts"
import type { DashboardState } from "./dashboard-state.ts"
import { evaluate, type ResultRow, totalOf } from "./evaluate.ts"
import { filledRows } from "./fill-rows.ts"
import { keptRows } from "./kept-rows.ts"

/** What a tile shows. */
export interface TileRows {
  readonly rows: readonly ResultRow[]
  /** The metrics of all rows together, where the tile shows totals. */
  readonly total: readonly Value[] | undefined
  /** By the first dimension alone, for totals on columns that are stacked. */
  readonly subtotals: readonly ResultRow[]
  /** What is chosen and does not reach it. */
  readonly without: readonly string[]
}

/** The rows of a tile as `lux show --tile` has them, with what is chosen, filled and with totals where it asks for that. */
export function tileRows(
  tile: TileData,
  model: ModelData,
  data: DashboardData,
  state: DashboardState,
): TileRows {
  const { keep, onAxes, without } = keptRows(tile, model, data, state)
  const rows = evaluate(tile, model, keep)
  const { metrics } = tile
  const first = tile.by.slice(0, 1)
  return {
    rows: tile.fill ? filledRows(rows, tile, model, onAxes) : rows,
    total: tile.totals ? totalOf(metrics, model, keep) : undefined,
    subtotals:
      tile.totals && tile.by.length > 1
        ? evaluate({ by: first, metrics, having: [], sort: [], limit: undefined }, model, keep)
        : [],
    without,
  }
}
