import * as z from "zod"
import {
  description,
  flag,
  map,
  maybe,
  maybeTexts,
  name,
  numeric,
  text,
  texts,
} from "../yaml/value-schemas.ts"

const anything = z.unknown().optional()

/** `expr: 1` is kept as a text. */
const expression = z
  .union([text, numeric, z.boolean()], { error: "an SQL expression" })
  .transform((value) => String(value))

/** A metric by its name, or a map with it. */
const input = z.union([text, z.strictObject({ name: text, filter: anything, alias: anything })], {
  error: "the name of a metric",
})

/** Keys of dbt that are kept and not used. */
const kept = {
  percentile: anything,
  percentile_type: anything,
  non_additive_dimension: anything,
  join_to_timespine: anything,
  fill_nulls_with: anything,
  input_metric: anything,
  input_metrics: anything,
  window: anything,
  grain_to_date: anything,
  period_agg: anything,
  entity: anything,
  calculation: anything,
  base_metric: anything,
  conversion_metric: anything,
  constant_properties: anything,
  type_params: anything,
}

export const keptMetricKeys = Object.keys(kept)

/** A metric, in the YAML of dbt 1.12; `per` and `format` are lux's own. */
const metricSchema = z.strictObject({
  ...kept,
  name,
  label: maybe(text),
  description,
  type: z.enum(["simple", "ratio", "derived", "cumulative", "conversion"]).default("simple"),
  agg: maybe(
    z.enum([
      "sum",
      "average",
      "count",
      "count_distinct",
      "min",
      "max",
      "median",
      "percentile",
      "sum_boolean",
    ]),
  ),
  expr: maybe(expression),
  filter: maybe(texts),
  numerator: maybe(input),
  denominator: maybe(input),
  agg_time_dimension: maybe(text),
  hidden: flag.default(false),
  per: maybeTexts,
  format: maybe(text),
  config: maybe(z.strictObject({ enabled: flag.default(true), group: anything, tags: anything, meta: map })),
})

export type MetricProperties = z.output<typeof metricSchema>

/** Keys of a model that metrics use. */
export const modelMetricKeys = {
  semantic_model: maybe(
    z.union([
      z.boolean(),
      z.strictObject({ enabled: flag.default(true), name: anything, group: anything, config: anything }),
    ]),
  ),
  agg_time_dimension: maybe(text),
  primary_entity: maybe(text),
  derived_semantics: anything,
  metrics: z
    .array(metricSchema)
    .nullish()
    .transform((value) => value ?? []),
}

/** Keys of a column that metrics use. */
export const columnMetricKeys = {
  dimension: maybe(
    z.union([
      text,
      z.strictObject({
        type: maybe(text),
        name: anything,
        label: maybe(text),
        description: anything,
        config: anything,
        is_partition: anything,
        validity_params: anything,
      }),
    ]),
  ),
  entity: maybe(
    z.union([
      text,
      z.strictObject({
        type: maybe(text),
        name: anything,
        label: anything,
        description: anything,
        config: anything,
      }),
    ]),
  ),
  granularity: maybe(text),
  per: maybeTexts,
}
