import type { Call } from "../../ast.ts"
import { alike } from "../../translation/alike.ts"
import { emitKey } from "../../translation/blanks.ts"
import { argsOf, at, overOf, renamed } from "../../translation/calls.ts"
import { type Emitters, type Place, refuse } from "../../translation/context.ts"
import { groupOf } from "../../translation/grouping.ts"
import { typeOf } from "../../translation/infer.ts"
import { joined, type Out, out } from "../../translation/output.ts"
import { percentileItem } from "../../translation/percentile.ts"
import { emit, within } from "../../translation/walk.ts"
import { emitText } from "../casts.ts"
import { bound, raised } from "../literal.ts"
import { asDouble, quotient } from "../quotient.ts"

/** https://docs.aws.amazon.com/redshift/latest/dg/c_Aggregate_Functions.html */
export const aggregateEmitters: Emitters = {
  count,
  sum: numeric,
  avg: average,
  min: within,
  max: within,
  any_value: within,
  stddev: numeric,
  stddev_samp: numeric,
  stddev_pop: numeric,
  variance: numeric,
  var_samp: numeric,
  var_pop: numeric,
  bool_and: within,
  bool_or: within,
  every: renamed("bool_and"),
  bit_and: within,
  bit_or: within,
  median,
  percentile_cont: (call, place) => percentile(call, place, "cont"),
  percentile_disc: (call, place) => percentile(call, place, "disc"),
  listagg,
  grouping,
}

/** An approximate count may be any number near the exact one; the exact one is. */
function count(call: Call, place: Place): Out {
  if (!call.approximate) return within(call, place)
  if (!call.distinct) refuse(place, call, '"approximate count" without distinct')
  return out`count(distinct ${argsOf(call, place)[0] ?? []})${overOf(call, place)}`
}

/** Spark would read texts as numbers. */
function numeric(call: Call, place: Place): Out {
  checkNumber(call, place)
  return within(call, place)
}

function checkNumber(call: Call, place: Place): void {
  const { kind, noText } = typeOf(at(call, 0), place)
  if (!["integer", "decimal", "double", "null"].includes(kind) && noText !== true)
    refuse(place, at(call, 0), `"${call.name}" of a value that is not known to be a number`, "Cast it first.")
}

/** The average of whole numbers and of decimals is cut off at their last place. */
function average(call: Call, place: Place): Out {
  checkNumber(call, place)
  const { kind, scale } = typeOf(at(call, 0), place)
  if (kind === "double") return within(call, place)
  const argument = out`${call.distinct ? "distinct " : ""}${argsOf(call, place)[0] ?? []}`
  const over = overOf(call, place)
  const [total, rows] = [out`sum(${argument})${over}`, out`count(${argument})${over}`]
  if (kind === "integer") return out`(${total} div ${rows})`
  if (kind === "decimal" && scale !== undefined)
    return quotient(total, out`cast(${rows} as decimal(19, 0))`, { divisor: 0, precision: 38, scale })
  if (kind !== "null")
    refuse(place, call, '"avg" of a value whose type is not known', "Cast it, as in avg(a::decimal(12,2)).")
  return within(call, place)
}

/** The median of decimals keeps their scale: one that lies between two of them is an error. */
function median(call: Call, place: Place): Out {
  checkNumber(call, place)
  const { kind, precision, scale } = typeOf(at(call, 0), place)
  const value = out`median(${asDouble(argsOf(call, place)[0] ?? [])})${overOf(call, place)}`
  if (kind === "integer" || kind === "double") return value
  if (kind !== "decimal" || precision === undefined || scale === undefined) {
    refuse(place, call, '"median" of a value whose type is not known', "Cast it first.")
    return value
  }
  const type = `decimal(${precision}, ${scale})`
  const error = raised(
    "the median lies between two decimals: cast them to a decimal of a larger scale or to float",
    type,
  )
  return bound(
    value,
    "lux_median",
    `case when abs(cast(lux_median as ${type}) - lux_median) > 1e-9 * greatest(1, abs(lux_median)) then ${error} else cast(lux_median as ${type}) end`,
  )
}

function percentile(call: Call, place: Place, form: "cont" | "disc"): Out {
  const item = percentileItem(call, place, form)
  if (item === undefined) return within(call, place)
  const type = typeOf(item.expression, place)
  const order = out`order by ${asDouble(emit(item.expression, place))}${item.descending ? " desc" : ""}`
  const value = out`percentile_${form}(${emit(at(call, 0), place)}) within group (${order})${overOf(call, place)}`
  if (form === "cont" || type.kind === "double") return value
  if (type.kind === "integer") return out`cast(${value} as bigint)`
  if (type.kind === "decimal" && type.precision !== undefined && type.precision <= 15)
    return out`cast(${value} as decimal(${String(type.precision)}, ${String(type.scale ?? 0)}))`
  refuse(place, call, '"percentile_disc" of this value', "Cast it to int or a decimal of at most 15 digits.")
  return value
}

/** The texts of the group in an array, sorted, then joined; empty texts are left out. */
function listagg(call: Call, place: Place): Out {
  const value = at(call, 0)
  const items = call.withinGroup ?? []
  const text = out`nullif(${emitText(value, place)}, '')`
  if (call.distinct && items.some(({ expression }) => !alike(expression, value)))
    refuse(place, call, '"listagg" of distinct values in another order', "Order by the value itself.")
  const keys = items.map(({ expression }, index) => {
    const key = call.distinct ? emit(value, place) : emitKey(expression, place)
    return out`${key} as key_${String(index)}`
  })
  const row = out`struct(${joined([...keys, out`${text} as value`], ", ")})`
  const present = out`filter(collect_list(${row})${overOf(call, place)}, lux_row -> lux_row.value is not null)`
  const order = items.map(({ descending, nulls }, index) => comparison(`key_${index}`, descending, nulls))
  const sorted =
    order.length === 0
      ? present
      : out`array_sort(${present}, (lux_a, lux_b) -> case ${order.join(" ")} else 0 end)`
  const values = out`transform(${sorted}, lux_row -> lux_row.value)`
  const each = call.distinct ? out`array_distinct(${values})` : values
  const delimiter = call.args[1] === undefined ? ["''"] : emit(call.args[1], place)
  return bound(
    each,
    "lux_values",
    out`case when size(lux_values) > 0 then array_join(lux_values, ${delimiter}) end`,
  )
}

function comparison(key: string, descending: boolean, nulls: "first" | "last" | undefined): string {
  const [a, b] = [`lux_a.${key}`, `lux_b.${key}`]
  const first = (nulls ?? (descending ? "first" : "last")) === "first"
  const [less, more] = descending ? [1, -1] : [-1, 1]
  return `when ${a} is null and ${b} is not null then ${first ? -1 : 1} when ${b} is null and ${a} is not null then ${first ? 1 : -1} when ${a} < ${b} then ${less} when ${a} > ${b} then ${more}`
}

/** `grouping` of several groups is the number that their bits make. */
function grouping(call: Call, place: Place): Out {
  const keys = call.args.map((arg) => groupOf(arg, place)?.key ?? emit(arg, place))
  const bits = keys.map(
    (key, index) => out`cast(grouping(${key}) as int) * ${String(2 ** (keys.length - 1 - index))}`,
  )
  return out`(${joined(bits, " + ")})`
}
