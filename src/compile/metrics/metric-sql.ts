import type { MetricQuery, QueriedDimension, QueriedMetric } from "../../project/metrics/metric-query.ts"
import type { SimpleMeasure } from "../../project/metrics/metric-types.ts"
import { identifier, literalsOf } from "../../sql/identifier.ts"
import type { SqlDialect } from "../../sql/types.ts"
import { aggregateOf, ratioOf, rowValue } from "./aggregates.ts"
import { conditionSql } from "./condition-sql.ts"
import { dimensionSql } from "./dimension-sql.ts"

/** A metric that is an aggregation of rows. */
interface Base {
  readonly name: string
  readonly filter: string | undefined
  readonly measure: SimpleMeasure
}

/**
 * The SQL of a query in the project's dialect. `relation` stands for the model, `all` are its metrics. Values that repeat
 * are counted once for each key: their rows are reduced to one for each before they are added.
 */
export function metricSql(
  query: MetricQuery,
  relation: string,
  all: readonly QueriedMetric[],
  dialect: SqlDialect,
): string {
  const { metrics, dimensions, having, sort, limit } = query
  const literal = literalsOf(dialect)
  const where = query.where.map((each) => conditionSql(each, relation, literal))
  const bases = basesOf(metrics, all)
  const parts = partsOf(bases)
  const names = dimensions.map(({ name }) => identifier(name))
  const ctes = parts.map((part, index) => ({
    name: `part_${index + 1}`,
    sql: partSql(part, dimensions, relation, where),
  }))
  const selected = [
    ...names.map((name) => `part_1.${name}`),
    ...metrics.map((metric) => `${valueIn(metric, parts)} as ${identifier(metric.name)}`),
  ]
  const joins = ctes.slice(1).map(({ name }) => joinSql(name, names))
  const measured = ["select", listed(selected), "from part_1", ...joins].join("\n")
  const conditions = having.map((each) => conditionSql(each, relation, literal))
  // Warehouses differ in where they put nulls.
  const order = sort.map(
    ({ name, descending }) => `${identifier(name)}${descending ? " desc" : ""} nulls last`,
  )
  return [
    "with",
    [...ctes, { name: "measured", sql: measured }]
      .map(({ name, sql }) => `${name} as (\n${indented(sql)}\n)`)
      .join(",\n"),
    `select ${[...names, ...metrics.map(({ name }) => identifier(name))].join(", ")}`,
    "from measured",
    ...(conditions.length === 0 ? [] : [`where ${conditions.join("\n  and ")}`]),
    ...(order.length === 0 ? [] : [`order by ${order.join(", ")}`]),
    ...(limit === undefined ? [] : [`limit ${limit}`]),
  ].join("\n")
}

/** The aggregations that metrics need, each once. */
function basesOf(metrics: readonly QueriedMetric[], all: readonly QueriedMetric[]): readonly Base[] {
  const names = metrics.flatMap(({ name, measure }) =>
    measure.kind === "ratio" ? [measure.numerator, measure.denominator] : [name],
  )
  return [...new Set(names)].flatMap((name) => {
    const found = [...metrics, ...all].find((each) => each.name === name)
    return found?.measure.kind === "simple" ? [{ name, filter: found.filter, measure: found.measure }] : []
  })
}

/** Those that are aggregated from the same rows together. Without any metric, the dimensions alone. */
function partsOf(bases: readonly Base[]): readonly (readonly Base[])[] {
  const parts = new Map<string, Base[]>()
  for (const base of bases) {
    const key = JSON.stringify(base.measure.per)
    parts.set(key, [...(parts.get(key) ?? []), base])
  }
  return parts.size === 0 ? [[]] : [...parts.values()]
}

function partSql(
  part: readonly Base[],
  dimensions: readonly QueriedDimension[],
  relation: string,
  where: readonly string[],
): string {
  const keys = part[0]?.measure.per ?? []
  const grouped = dimensions.map((each) => `${dimensionSql(each)} as ${identifier(each.name)}`)
  const filter = where.length === 0 ? [] : [`where ${where.join("\n  and ")}`]
  if (keys.length === 0)
    return selectSql(
      [...grouped, ...part.map((base) => `${aggregateOf(base)} as ${identifier(base.name)}`)],
      relation,
      filter,
      dimensions.length,
    )
  const once = selectSql(
    [
      ...grouped,
      ...keys.map((key, index) => `${identifier(key)} as lux_key_${index + 1}`),
      ...part.map((base) => `max(${rowValue(base.filter, base.measure.expr)}) as ${identifier(base.name)}`),
    ],
    relation,
    filter,
    dimensions.length + keys.length,
  )
  const values = part.map((base) => {
    const column = {
      name: base.name,
      filter: undefined,
      measure: { ...base.measure, expr: identifier(base.name) },
    }
    return `${aggregateOf(column)} as ${identifier(base.name)}`
  })
  const names = dimensions.map(({ name }) => identifier(name))
  return selectSql([...names, ...values], `(\n${indented(once)}\n) as once_for_each_key`, [], names.length)
}

function selectSql(
  columns: readonly string[],
  from: string,
  where: readonly string[],
  groups: number,
): string {
  const by = Array.from({ length: groups }, (_, index) => index + 1)
  return [
    "select",
    listed(columns),
    `from ${from}`,
    ...where,
    ...(groups === 0 ? [] : [`group by ${by.join(", ")}`]),
  ].join("\n")
}

/** Every part has the same groups: those of the same rows. */
function joinSql(name: string, dimensions: readonly string[]): string {
  if (dimensions.length === 0) return `cross join ${name}`
  const same = dimensions.map(
    (each) => `(${name}.${each} = part_1.${each} or (${name}.${each} is null and part_1.${each} is null))`,
  )
  return `join ${name}\n  on ${same.join("\n  and ")}`
}

function valueIn({ name, measure }: QueriedMetric, parts: readonly (readonly Base[])[]): string {
  const placed = (base: string): string =>
    `part_${parts.findIndex((part) => part.some((each) => each.name === base)) + 1}.${identifier(base)}`
  return measure.kind === "ratio"
    ? ratioOf(placed(measure.numerator), placed(measure.denominator))
    : placed(name)
}

function listed(columns: readonly string[]): string {
  return columns.map((column) => `  ${column}`).join(",\n")
}

function indented(sql: string): string {
  return sql.replaceAll(/^/gm, "  ")
}
