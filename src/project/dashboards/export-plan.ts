import { computed } from "../metrics/computed.ts"
import {
  type Condition,
  dimensionOf,
  type QueriedDimension,
  type QueriedMetric,
} from "../metrics/metric-query.ts"
import type { SimpleMeasure } from "../metrics/metric-types.ts"
import type { Model, Resource } from "../types.ts"
import { modelOf } from "./check-dashboards.ts"
import type { Dashboard, Tile } from "./dashboard-types.ts"
import { tileQuery } from "./tile-query.ts"

/** What a page needs of one model to show a dashboard: columns of its rows. */
export interface ExportPlan {
  readonly model: Model
  readonly columns: readonly ExportColumn[]
}

export type ExportColumn =
  /** Shown, or filtered by. */
  | { readonly kind: "field"; readonly field: QueriedDimension }
  /** What a repeated value counts once for. */
  | { readonly kind: "key"; readonly column: string }
  /** The value that a metric takes from a row. */
  | { readonly kind: "input"; readonly metric: SimpleMetric }
  /** Whether the filters of a tile take the row. */
  | { readonly kind: "kept"; readonly tile: string; readonly conditions: readonly Condition[] }
  /** Whether the default of a dashboard's filter takes the row, where it counts back from the newest data. */
  | { readonly kind: "newest"; readonly filter: string; readonly condition: Condition }

interface SimpleMetric extends QueriedMetric {
  readonly measure: SimpleMeasure
}

/**
 * What each model of a dashboard has to give. `has` says whether a model has a column: filters, and clicks on other tiles,
 * filter the models that have theirs.
 */
export function exportPlans(
  { tiles, filters, crossFilter }: Dashboard,
  resources: readonly Resource[],
  has: (model: Model, column: string) => boolean,
): readonly ExportPlan[] {
  const shown = tiles.flatMap((tile) => {
    const model = tile.model === undefined ? undefined : modelOf(tile.model, resources)
    return model === undefined ? [] : [{ tile, model }]
  })
  const models = [...new Set(shown.map(({ model }) => model))]
  return models.map((model) => {
    const own = shown.filter((each) => each.model === model).map(({ tile }) => tile)
    const time = timeOf(model)
    const asked = [
      ...filters.map(({ field }) => field),
      ...(crossFilter ? shown.flatMap(({ tile }) => tile.by) : []),
    ]
    const fields = [
      ...own.flatMap(({ by }) => by),
      ...asked.filter((field) => has(model, dimensionOf(field, time).column)),
    ]
    return {
      model,
      columns: [
        ...[...new Set(fields)].map((field) => ({ kind: "field" as const, field: dimensionOf(field, time) })),
        ...measuredColumns(own, model),
        ...own.flatMap((tile) => keptColumn(tile, model)),
        ...filters.flatMap(({ name, field, default: usual }) => {
          const { column } = dimensionOf(field, time)
          if (usual?.test.kind !== "last" || !has(model, column)) return []
          return [{ kind: "newest" as const, filter: name, condition: { ...usual.test, column } }]
        }),
      ],
    }
  })
}

/** The values of metrics, and the keys that they count once for. */
function measuredColumns(tiles: readonly Tile[], { metrics }: Model): readonly ExportColumn[] {
  const all = computed(metrics)
  const names = new Set(
    tiles.flatMap((tile) =>
      tile.metrics.flatMap((name) => {
        const measure = all.find((each) => each.name === name)?.measure
        return measure?.kind === "ratio" ? [measure.numerator, measure.denominator] : [name]
      }),
    ),
  )
  const simple = all.flatMap(({ name, filter, measure }): readonly SimpleMetric[] =>
    names.has(name) && measure.kind === "simple" ? [{ name, filter, measure }] : [],
  )
  const keys = new Set(simple.flatMap(({ measure }) => measure.per))
  return [
    ...[...keys].map((column) => ({ kind: "key" as const, column })),
    ...simple.map((metric) => ({ kind: "input" as const, metric })),
  ]
}

function keptColumn(tile: Tile, model: Model): readonly ExportColumn[] {
  const { where } = tileQuery(tile, model)
  return where.length === 0 ? [] : [{ kind: "kept", tile: tile.name, conditions: where }]
}

function timeOf({ metrics }: Model): string | undefined {
  return metrics.find(({ timeDimension }) => timeDimension !== undefined)?.timeDimension
}
