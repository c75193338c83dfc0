import { primaryKeyOf } from "../artifacts/primary-key.ts"
import type { CompiledColumn, CompiledNode, CompiledProject } from "../compiled/compiled-project.ts"
import type { PlainModel } from "../compiled/plain.ts"
import { LuxError } from "../errors.ts"
import { identifier } from "../sql/identifier.ts"
import { fieldTypeOf, timeframes } from "./field-types.ts"
import { fieldMetaOf, type ViewMeta } from "./looker-meta.ts"
import { block, type LookmlEntry, names, prose, sql, text, word, yes } from "./lookml.ts"
import { namesOf } from "./lookml-project.ts"
import { measureOf } from "./measures.ts"
import { columnInLookml, expressionInLookml } from "./sql-in-lookml.ts"

/** A model that becomes a view. */
export interface ViewedModel {
  readonly model: PlainModel
  readonly node: CompiledNode
  readonly meta: ViewMeta
  /** The name of the view: that of its table behind the prefix. */
  readonly name: string
}

/** The view of a model: its columns as dimensions, its metrics as measures, in the order of its columns. */
export function viewOf({ model, node, meta, name }: ViewedModel, compiled: CompiledProject): LookmlEntry {
  const key = keyOf(model, compiled)
  const columns = new Set(node.columns.map((column) => column.name.toLowerCase()))
  const taken = new Set(columns)
  const dimensions = node.columns.flatMap((column) => dimensionOf(column, model, key, taken))
  const detail = meta.drill_fields ?? detailOf(dimensions)
  const expression = (written: string): string => expressionInLookml(written, columns, compiled.dialect)
  const scope = { expression, column: columnInLookml, drills: detail.length > 0 }
  const times = new Set(dimensions.flatMap(timesOf).map((each) => each.toLowerCase()))
  const measures = model.metrics.flatMap((metric) => {
    if (columns.has(metric.name.toLowerCase()))
      throw new LuxError("LUX-3140", `metric "${metric.name}" has the name of a column of "${model.name}"`, {
        place: metric.place,
        hint: "In Looker, dimensions and measures of a view share their names: rename the metric.",
      })
    if (times.has(metric.name.toLowerCase()))
      throw new LuxError("LUX-3140", `metric "${metric.name}" has the name of a time of "${model.name}"`, {
        place: metric.place,
        hint: `In Looker each time becomes fields such as ${[...times].slice(0, 3).join(", ")}: rename the metric.`,
      })
    return measureOf(metric, scope)
  })
  const counts = model.metrics.some((metric) => metric.name === "count")
    ? []
    : [
        block("measure", "count", [
          ...word("type", "count"),
          ...(scope.drills ? names("drill_fields", ["detail*"]) : []),
        ]),
      ]
  return block("view", name, [
    ...sql("sql_table_name", tableOf(node)),
    ...text("label", meta.label),
    ...(detail.length === 0 ? [] : [block("set", "detail", names("fields", detail))]),
    ...compositeKey(key),
    ...dimensions,
    ...counts,
    ...measures,
  ])
}

/** The name of a dimension group: a time's column without `_at`. */
export function groupName(column: string, taken: ReadonlySet<string>): string {
  const short = column.replace(/_at$/, "")
  return short === "" || (short !== column && taken.has(short)) ? column : short
}

function dimensionOf(
  { name, type, description }: CompiledColumn,
  model: PlainModel,
  key: readonly string[],
  taken: ReadonlySet<string>,
): readonly LookmlEntry[] {
  const declared = model.columns.find((column) => column.name.toLowerCase() === name.toLowerCase())
  const meta = fieldMetaOf(declared?.meta ?? {}, declared?.place ?? model.place)
  if (meta === undefined) return []
  const kind = fieldTypeOf(type)
  const common = [
    ...yes("hidden", meta.hidden ?? false),
    ...text("label", meta.label ?? declared?.semantics?.label),
    ...text("group_label", meta.group_label),
    ...prose("description", description),
  ]
  if (kind === "time" || kind === "date")
    return [
      block("dimension_group", groupName(name, taken), [
        ...common,
        ...word("type", "time"),
        ...names("timeframes", timeframes[kind]),
        // Times are UTC, and hours and weekdays in other columns are of the same times.
        ...word("convert_tz", meta.convert_tz === true ? "yes" : "no"),
        ...word("datatype", kind === "date" ? "date" : "timestamp"),
        ...sql("sql", columnInLookml(name)),
      ]),
    ]
  return [
    block("dimension", name, [
      ...yes("primary_key", key.length === 1 && key[0]?.toLowerCase() === name.toLowerCase()),
      ...common,
      ...word("type", kind),
      ...text("value_format", meta.value_format),
      ...sql("sql", columnInLookml(name)),
    ]),
  ]
}

/** As the YAML says by an entity, a constraint, or tests; of several columns that could be it the first. */
function keyOf(model: PlainModel, compiled: CompiledProject): readonly string[] {
  const entity = model.columns.find(({ semantics }) => semantics?.isPrimary === true)
  if (entity !== undefined) return [entity.name]
  const found = primaryKeyOf(model, compiled)
  const isOne = model.constraints.some(({ type }) => type === "primary_key")
  return isOne ? found : found.slice(0, 1)
}

function compositeKey(key: readonly string[]): readonly LookmlEntry[] {
  if (key.length < 2) return []
  const parts = key.map((column) => `coalesce(cast(${columnInLookml(column)} as varchar), '')`)
  return [
    block("dimension", "primary_key", [
      ...yes("primary_key", true),
      ...yes("hidden", true),
      ...word("type", "string"),
      ...sql("sql", parts.join(" || '|' || ")),
    ]),
  ]
}

/** The fields that a dimension group becomes, one for each timeframe. */
function timesOf({ key, value }: LookmlEntry): readonly string[] {
  return key === "dimension_group" && value.kind === "block" ? namesOf({ key, value }) : []
}

/** What drilling shows: what is not a number. */
function detailOf(dimensions: readonly LookmlEntry[]): readonly string[] {
  return dimensions.flatMap(({ key, value }) => {
    if (value.kind !== "block" || value.name === undefined) return []
    const type = value.entries.find((entry) => entry.key === "type")?.value
    const isHidden = value.entries.some((entry) => entry.key === "hidden")
    if (isHidden || (type?.kind === "word" && type.text === "number")) return []
    const isDate = value.entries.some(
      (entry) => entry.key === "datatype" && entry.value.kind === "word" && entry.value.text === "date",
    )
    return [key === "dimension_group" ? `${value.name}_${isDate ? "date" : "time"}` : value.name]
  })
}

function tableOf({ relation }: CompiledNode): string {
  return [relation?.schema ?? "", relation?.name ?? ""].map(identifier).join(".")
}
