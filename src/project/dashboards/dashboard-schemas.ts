import * as z from "zod"
import { ownerSchema } from "../resources/governance-schemas.ts"
import {
  count,
  description,
  double,
  flag,
  list,
  map,
  maybe,
  maybeTexts,
  name,
  text,
  texts,
} from "../yaml/value-schemas.ts"
import { charts, controls } from "./dashboard-types.ts"

const color = text.regex(/^#([0-9a-f]{3}|[0-9a-f]{6})$/i, "a colour as # and hexadecimal digits")

const value = z.union([text, double, z.boolean(), z.null()], { error: "a value" })

/** `VIDEO`, `[VIDEO, IMAGE]`, `{not: IMAGE}`, `{min: 5}`, `{last: 7 days}`. */
const condition = z.union(
  [
    value,
    z.array(value),
    z.strictObject({
      not: z.union([value, z.array(value)]).optional(),
      min: value.optional(),
      max: value.optional(),
      last: text.optional(),
      as_of: text.optional(),
    }),
  ],
  { error: "a value, a list of values, or a map with not, min, max, or last and as_of" },
)

const conditions = z
  .record(text, condition)
  .nullish()
  .transform((each) => each ?? {})

const axis = z.strictObject({
  label: maybe(text),
  scale: z.enum(["linear", "log"]).default("linear"),
  reversed: flag.default(false),
})

const texted = z
  .record(text, text)
  .nullish()
  .transform((each) => each ?? {})

const whole = z.preprocess((each) => each, z.int("a whole number").min(0, "a whole number from 0 on"))

const tileSchema = z.strictObject({
  name,
  title: maybe(text),
  chart: z.enum(charts),
  model: maybe(text),
  by: maybeTexts,
  series: maybe(text),
  metrics: maybeTexts,
  filters: conditions,
  sort: maybe(texts),
  limit: maybe(count),
  hidden: maybeTexts,
  labels: texted,
  formats: texted,
  gradients: z
    .record(text, z.strictObject({ from: color, middle: maybe(color), to: color }))
    .nullish()
    .transform((each) => each ?? {}),
  colors: z
    .record(text, color)
    .nullish()
    .transform((each) => each ?? {}),
  axes: maybe(z.strictObject({ x: maybe(axis), y: maybe(axis) })),
  value_labels: flag.default(false),
  totals: flag.default(false),
  fill: z
    .union([flag, z.record(text, z.tuple([z.int(), z.int()]))], {
      error: "true, false, or a map with the first and the last whole number of a column",
    })
    .default(false),
  stacked: flag.default(false),
  pictures: maybe(z.strictObject({ model: text, key: text, column: text })),
  text: maybe(text),
  picture: maybe(text),
  layout: z.strictObject(
    { row: whole, column: whole, width: count, height: count },
    { error: "a map with row, column, width and height" },
  ),
})

export type TileProperties = z.output<typeof tileSchema>
export type WrittenCondition = z.output<typeof condition>

export const dashboardSchema = z.strictObject({
  name,
  label: maybe(text),
  description,
  owner: ownerSchema,
  url: maybe(text),
  tags: maybeTexts,
  meta: map,
  config: map,
  model: maybe(text),
  palette: z
    .array(color)
    .nullish()
    .transform((each) => each ?? []),
  as_of: maybe(text),
  cross_filter: maybe(flag),
  filters: list(
    z.strictObject({
      name,
      label: maybe(text),
      field: text,
      control: z.enum(controls).default("list"),
      default: condition.optional(),
    }),
  ),
  tiles: list(tileSchema),
})

export type DashboardProperties = z.output<typeof dashboardSchema>
