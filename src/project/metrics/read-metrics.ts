import { LuxError, type Place } from "../../errors.ts"
import type { Loading } from "../loading.ts"
import { descriptionOf } from "../resources/properties-entries.ts"
import type { DescribedModel } from "../resources/versions.ts"
import type { Column, Model } from "../types.ts"
import type { ColumnProperties } from "../yaml/properties-file.ts"
import { at } from "../yaml/validate.ts"
import type { YamlDocument, YamlPath } from "../yaml/yaml-document.ts"
import { YamlPlace } from "../yaml/yaml-place.ts"
import { keptMetricKeys, type MetricProperties } from "./metric-schemas.ts"
import { aggregations, type ColumnSemantics, type Metric, type UnsupportedKey } from "./metric-types.ts"
import { formatHint, isFormat } from "./number-format.ts"
import { sqlOfFilter } from "./sql-of-filter.ts"

/** The metrics that a properties file declares with a model; of a model with versions they are those of the latest. */
export function readMetrics(
  model: string,
  described: DescribedModel | undefined,
  columns: readonly Column[],
  loading: Loading,
): Pick<Model, "metrics" | "unsupportedKeys"> {
  const ofColumns = columns.flatMap(({ name, semantics }) =>
    (semantics?.unsupported ?? []).map((each) => ({ of: `column "${name}"`, ...each })),
  )
  if (described === undefined) return { metrics: [], unsupportedKeys: ofColumns }
  const { entry, version } = described
  if (version !== undefined && version.v !== version.latest)
    return { metrics: [], unsupportedKeys: ofColumns }
  const { document, path, properties } = entry
  const place = placesIn(document, path)
  const isOff = typeof properties.semantic_model === "object" && !properties.semantic_model.enabled
  const metrics = isOff
    ? []
    : properties.metrics.flatMap((metric, index) => {
        if (metric.config?.enabled === false) return []
        const at = [...path, "metrics", index]
        return loading.problems.attempt(() => metricOf(metric, document, at, properties, loading)) ?? []
      })
  const ofModel =
    properties.derived_semantics === undefined ? [] : [unsupportedKey("derived_semantics", place)]
  return {
    metrics,
    unsupportedKeys: [
      ...ofModel.map((each) => ({ of: `model "${model}"`, ...each })),
      ...ofColumns,
      ...metrics.flatMap(({ name, unsupported }) =>
        unsupported.map((each) => ({ of: `metric "${name}"`, ...each })),
      ),
    ],
  }
}

/** What a described column says for metrics; undefined where it says nothing. */
export function columnSemantics(
  { dimension, entity, per }: ColumnProperties,
  document: YamlDocument,
  path: YamlPath,
): ColumnSemantics | undefined {
  if (dimension === undefined && entity === undefined && per.length === 0) return undefined
  const place = placesIn(document, path)
  const asDimension = typeof dimension === "object" ? dimension : undefined
  const type = typeof entity === "object" ? entity.type : entity
  const unsupported = [
    ...(asDimension?.validity_params === undefined
      ? []
      : [unsupportedKey("validity_params", (key) => place("dimension", key))]),
    ...(asDimension?.name === undefined ? [] : [unsupportedKey("name", (key) => place("dimension", key))]),
  ]
  return { label: asDimension?.label, isPrimary: type === "primary", per, unsupported }
}

type PlaceIn = (...keys: readonly (string | number)[]) => Place

function metricOf(
  metric: MetricProperties,
  document: YamlDocument,
  path: YamlPath,
  model: { readonly agg_time_dimension?: string | undefined },
  loading: Loading,
): Metric {
  const place = placesIn(document, path)
  const filters = metric.filter?.map((text) => `(${sqlOfFilter(text, place("filter"))})`) ?? []
  // Another agg than there is has been reported with the file: it is not missing as well.
  const isWrong = metric.agg === undefined && (at(document.value, [...path, "agg"]) ?? null) !== null
  if (metric.format !== undefined && !isFormat(metric.format))
    throw new LuxError("LUX-3357", `metric "${metric.name}": invalid format "${metric.format}"`, {
      place: place("format"),
      hint: formatHint,
    })
  const measure = isWrong ? undefined : measureOf(metric, place)
  return {
    name: metric.name,
    label: metric.label ?? inWords(metric.name),
    description: descriptionOf({ document, path, properties: metric }, loading),
    measure,
    filter: filters.length === 0 ? undefined : filters.join(" and "),
    format: metric.format,
    timeDimension: metric.agg_time_dimension ?? model.agg_time_dimension,
    hidden: metric.hidden,
    meta: metric.config?.meta ?? {},
    place: place("name"),
    unsupported: unsupportedIn(metric, measure === undefined, place),
  }
}

function measureOf(metric: MetricProperties, place: PlaceIn): Metric["measure"] {
  const { name, type, agg, numerator, denominator, per } = metric
  if (type === "ratio") {
    for (const key of ["agg", "expr", "filter"] as const)
      if (metric[key] !== undefined)
        throw invalid(name, `"${key}" belongs to a simple metric`, place(key), "Write it at its parts.")
    if (numerator === undefined || denominator === undefined)
      throw invalid(
        name,
        "a ratio needs a numerator and a denominator",
        place("type"),
        "Write the names of two metrics of the model: numerator: likes, denominator: posts.",
      )
    if (per.length > 0) throw invalid(name, "a ratio takes no per", place("per"), "Write it at its parts.")
    for (const [key, part] of Object.entries({ numerator, denominator }))
      if (typeof part === "object" && part.filter !== undefined)
        throw invalid(
          name,
          `the filter of its ${key} is not supported`,
          place(key, "filter"),
          `Declare a metric with that filter, and name it as the ${key}.`,
        )
    return { kind: "ratio", numerator: nameOf(numerator), denominator: nameOf(denominator) }
  }
  if (type !== "simple") return undefined
  for (const key of ["numerator", "denominator"] as const)
    if (metric[key] !== undefined)
      throw invalid(name, `"${key}" belongs to a ratio`, place(key), "Write type: ratio.")
  if (agg === undefined)
    throw invalid(
      name,
      "agg is missing",
      place("name"),
      `Say how its values come together: agg: ${aggregations.join(", ")}.`,
    )
  const known = aggregations.find((each) => each === agg)
  if (known === undefined) return undefined
  if (per.length > 0 && known !== "sum" && known !== "average")
    throw invalid(
      name,
      `${known} takes no per`,
      place("per"),
      "It counts a repeated value once for sum and average. To count keys, write agg: count_distinct.",
    )
  const expr = (metric.expr ?? name).trim()
  if (expr === "" || expr.includes("{{"))
    throw invalid(name, "expr must be an SQL expression", place("expr"), "Write a column: expr: amount.")
  const exprPlace = metric.expr === undefined ? place("name") : place("expr")
  return { kind: "simple", agg: known, expr, per, exprPlace }
}

function unsupportedIn(
  metric: MetricProperties,
  isNotComputed: boolean,
  place: PlaceIn,
): readonly UnsupportedKey[] {
  const written: Readonly<Record<string, unknown>> = metric
  const keys = keptMetricKeys.filter((key) => written[key] !== undefined)
  if (!isNotComputed) return keys.map((key) => unsupportedKey(key, place))
  const key = metric.type === "simple" ? "agg" : "type"
  return [unsupportedKey(`${key}: ${String(metric[key])}`, () => place(key))]
}

function unsupportedKey(key: string, place: PlaceIn): UnsupportedKey {
  return { key, place: place(key) }
}

function placesIn(document: YamlDocument, path: YamlPath): PlaceIn {
  return (...keys) => new YamlPlace(document, [...path, ...keys])
}

function nameOf(input: string | { readonly name: string }): string {
  return typeof input === "string" ? input : input.name
}

/** `avg_engagement_rate` -> `Avg engagement rate` */
function inWords(name: string): string {
  const words = name.replaceAll("_", " ").trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function invalid(name: string, message: string, place: Place, hint: string): LuxError {
  return new LuxError("LUX-3120", `metric "${name}": ${message}`, { place, hint })
}
