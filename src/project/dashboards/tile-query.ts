import { computed } from "../metrics/computed.ts"
import { type Condition, dimensionOf, type MetricQuery } from "../metrics/metric-query.ts"
import type { Metric } from "../metrics/metric-types.ts"
import type { Tile, TileFilter } from "./dashboard-types.ts"

/** What a tile asks of its model, whatever answers. `more` are the conditions of the dashboard's filters. */
export function tileQuery(
  tile: Pick<Tile, "by" | "metrics" | "filters" | "sort" | "limit">,
  { metrics: declared }: { readonly metrics: readonly Metric[] },
  more: readonly TileFilter[] = [],
): MetricQuery {
  const known = computed(declared)
  const metrics = tile.metrics.flatMap((name) => known.find((each) => each.name === name) ?? [])
  const timeDimension = declared.find((each) => each.timeDimension !== undefined)?.timeDimension
  const dimensions = tile.by.map((each) => dimensionOf(each, timeDimension))
  const isMetric = ({ field }: TileFilter): boolean => tile.metrics.includes(field)
  const all = [...tile.filters, ...more]
  return {
    metrics,
    dimensions,
    where: all.filter((each) => !isMetric(each)).map((each) => conditionOn(each, timeDimension)),
    having: all.filter(isMetric).map((each) => conditionOf(each, each.field)),
    sort: sortOf(tile),
    limit: tile.limit,
  }
}

/** As it is written, and then by the columns: a limit always takes the same rows. */
export function sortOf({ by, sort }: Pick<Tile, "by" | "sort">): Tile["sort"] {
  const others = by.filter((each) => !sort.some(({ name }) => name === each))
  return [...sort, ...others.map((name) => ({ name, descending: false }))]
}

function conditionOn(filter: TileFilter, timeDimension: string | undefined): Condition {
  const dimension = dimensionOf(filter.field, timeDimension)
  const { test } = filter
  if (test.kind === "last") return { ...test, column: dimension.column }
  return conditionOf(filter, dimension)
}

function conditionOf(
  { test }: TileFilter,
  field: Extract<Condition, { kind: "values" }>["field"],
): Condition {
  switch (test.kind) {
    case "values":
      return { kind: "values", field, values: test.values, not: test.not }
    case "range":
      return { kind: "range", field, min: test.min, max: test.max }
    case "last":
      return { kind: "sql", sql: "true" }
  }
}
