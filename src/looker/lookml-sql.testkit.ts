/** For tests: what a tile of a LookML dashboard asks, as SQL of DuckDB; a small part of what Looker does, written apart. */
import { load } from "js-yaml"
import { isMap } from "../project/yaml/is-map.ts"
import type { LookmlEntry } from "./lookml.ts"
import { fieldsOf, type LookmlBlock, wordOf } from "./lookml-project.ts"

/** The SQL of each element that has fields, by its name. */
export function sqlOfDashboard(text: string, views: readonly LookmlEntry[]): ReadonlyMap<string, string> {
  const [dashboard] = asList(load(text))
  const elements = asList(isMap(dashboard) ? dashboard["elements"] : undefined).filter(isMap)
  return new Map(
    elements.flatMap((element) => {
      const view = views.find(
        ({ value }) => value.kind === "block" && value.name === element["explore"],
      )?.value
      if (view?.kind !== "block") return []
      return [[String(element["name"]), sqlOfElement(element, view)] as const]
    }),
  )
}

function sqlOfElement(element: Readonly<Record<string, unknown>>, view: LookmlBlock): string {
  const fields = asList(element["fields"]).map((each) => fieldNamed(String(each), view))
  const filters = Object.entries(isMap(element["filters"]) ? element["filters"] : {})
  const conditions = filters.map(([name, value]) => {
    const field = fieldNamed(name, view)
    return { isMeasure: field.isMeasure, sql: conditionOf(field.sql, String(value), view) }
  })
  const where = conditions.filter(({ isMeasure }) => !isMeasure).map(({ sql }) => sql)
  const having = conditions.filter(({ isMeasure }) => isMeasure).map(({ sql }) => sql)
  const groups = fields.flatMap(({ isMeasure }, index) => (isMeasure ? [] : [index + 1]))
  const order = asList(element["sorts"]).map((each) => {
    const [name = "", direction = ""] = String(each).split(" ")
    return `${asList(element["fields"]).indexOf(name) + 1} ${direction}`
  })
  return [
    `select ${fields.map(({ sql, name }) => `${sql} as "${name}"`).join(", ")}`,
    `from ${wordOf(view, "sql_table_name")} as t`,
    ...(where.length === 0 ? [] : [`where ${where.join(" and ")}`]),
    ...(groups.length === 0 ? [] : [`group by ${groups.join(", ")}`]),
    ...(having.length === 0 ? [] : [`having ${having.join(" and ")}`]),
    ...(order.length === 0 ? [] : [`order by ${order.join(", ")}`]),
    `limit ${String(element["limit"])}`,
  ].join("\n")
}

function fieldNamed(written: string, view: LookmlBlock) {
  const name = written.slice(written.indexOf(".") + 1)
  const fields = fieldsOf(view)
  const own = fields.find(({ value }) => value.name === name)
  if (own !== undefined) {
    const sql = sqlIn(own.value)
    return own.key === "measure"
      ? { name, isMeasure: true, sql: aggregate(wordOf(own.value, "type") ?? "", sql, own.value) }
      : { name, isMeasure: false, sql }
  }
  const group = fields.find(
    ({ key, value }) => key === "dimension_group" && name.startsWith(`${value.name}_`),
  )
  const timeframe = group === undefined ? "" : name.slice(`${group.value.name}_`.length)
  if (group === undefined || !isTimeframe(timeframe)) throw new Error(`no field ${written}`)
  const moment = sqlIn(group.value)
  return { name, isMeasure: false, sql: timeframes[timeframe](moment) }
}

const timeframes = {
  date: (moment: string) => `cast(${moment} as date)`,
  hour: (moment: string) => `date_trunc('hour', ${moment})`,
  time: (moment: string) => moment,
}

function isTimeframe(name: string): name is keyof typeof timeframes {
  return name in timeframes
}

function aggregate(type: string, sql: string, block: LookmlBlock): string {
  switch (type) {
    case "count":
      return "count(*)"
    case "count_distinct":
      return `count(distinct ${sql})`
    case "average":
      return `avg(${sql})`
    case "sum_distinct": {
      const key = (wordOf(block, "sql_distinct_key") ?? "").replaceAll("${TABLE}", "t")
      return `list_sum(list_transform(list_distinct(list({'k': ${key}, 'v': ${sql}})), x -> x.v))`
    }
    case "sum":
    case "min":
    case "max":
      return `${type}(${sql})`
    default:
      throw new Error(`no measure of type ${type}`)
  }
}

/** What counts back from today in Looker counts back from the newest row here: recorded data has no today. */
function conditionOf(sql: string, expression: string, view: LookmlBlock): string {
  const [, count, unit] = /^(\d+) (hour|day)s$/.exec(expression) ?? []
  if (count !== undefined)
    return `${sql} > (select max(${sql}) from ${wordOf(view, "sql_table_name")} as t) - interval '${count} ${unit}'`
  const [, compare, number] = /^(>=|<=)(\S+)$/.exec(expression) ?? []
  if (compare !== undefined) return `${sql} ${compare} ${number}`
  return `${sql} in (${expression
    .split(",")
    .map((each) => `'${each}'`)
    .join(", ")})`
}

function sqlIn(block: LookmlBlock): string {
  return (wordOf(block, "sql") ?? "1").replaceAll("${TABLE}", "t")
}

function asList(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}
