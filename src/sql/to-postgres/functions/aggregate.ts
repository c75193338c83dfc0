import type { Call } from "../../ast.ts"
import { alike } from "../../translation/alike.ts"
import { argsOf, at, overOf } from "../../translation/calls.ts"
import { type Emitter, type Emitters, macro, type Place, refuse } from "../../translation/context.ts"
import { emitGrouping } from "../../translation/grouping.ts"
import { typeOf } from "../../translation/infer.ts"
import { markKeys } from "../../translation/order-keys.ts"
import { joined, type Out, out } from "../../translation/output.ts"
import { percentileItem } from "../../translation/percentile.ts"
import { isMoment } from "../../translation/sql-type.ts"
import { emit, within } from "../../translation/walk.ts"
import { emitText } from "../casts.ts"
import { asDouble } from "../operators.ts"

/** https://docs.aws.amazon.com/redshift/latest/dg/c_Aggregate_Functions.html */
export const aggregateEmitters: Emitters = {
  count,
  // Redshift sums whole numbers as bigint, Postgres those of eight bytes as decimals.
  sum: (call, place) => {
    const { kind, bytes = 8 } = typeOf(at(call, 0), place)
    const value = within(call, place)
    return kind === "integer" && bytes === 8 ? out`cast(${value} as bigint)` : value
  },
  avg: average,
  min: within,
  max: within,
  any_value: within,
  stddev: ofDoubles,
  stddev_samp: ofDoubles,
  stddev_pop: ofDoubles,
  variance: ofDoubles,
  var_samp: ofDoubles,
  var_pop: ofDoubles,
  bool_and: within,
  bool_or: within,
  every: within,
  bit_and: within,
  bit_or: within,
  median,
  percentile_cont: percentile("cont"),
  percentile_disc: percentile("disc"),
  listagg,
  grouping: emitGrouping,
}

function distinctOf({ distinct }: Call): string {
  return distinct ? "distinct " : ""
}

/** An approximate count may be any number near the exact one; the exact one is. */
function count(call: Call, place: Place): Out {
  if (!call.approximate) return within(call, place)
  if (!call.distinct) refuse(place, call, '"approximate count" without distinct')
  return out`count(distinct ${argsOf(call, place)[0] ?? []})${overOf(call, place)}`
}

/** Redshift computes them in floats. */
function ofDoubles(call: Call, place: Place): Out {
  return out`${call.name}(${distinctOf(call)}${asDouble(emit(at(call, 0), place))})${overOf(call, place)}`
}

/** The average of whole numbers is cut off to a whole number, that of decimals to their scale. */
function average(call: Call, place: Place): Out {
  if (typeOf(at(call, 0), place).kind === "double") return within(call, place)
  const argument = out`${distinctOf(call)}${emit(at(call, 0), place)}`
  const over = overOf(call, place)
  const value = out`${macro(place, "average")}(sum(${argument})${over}, count(${argument})${over})`
  return typeOf(at(call, 0), place).kind === "integer" ? out`cast(${value} as bigint)` : value
}

/** Postgres has no median, and its percentiles take no window: the values go as an array to a function. */
function median(call: Call, place: Place): Out {
  const type = typeOf(at(call, 0), place)
  if (isMoment(type)) refuse(place, call, `"median" of a ${type.kind}`)
  return out`${macro(place, "median")}(array_agg(${emit(at(call, 0), place)})${overOf(call, place)})`
}

function percentile(form: "cont" | "disc"): Emitter {
  return (call, place) => {
    const item = percentileItem(call, place, form)
    if (item === undefined) return within(call, place)
    const value = emit(item.expression, place)
    const argument = form === "cont" ? asDouble(value) : value
    if (call.over === undefined)
      return out`percentile_${form}(${emit(at(call, 0), place)}) within group (order by ${argument})`
    return out`${macro(place, `percentile_${form}`)}(array_agg(${argument})${overOf(call, place)}, ${emit(at(call, 0), place)})`
  }
}

/** Over a window the order goes to the window, whose frame is then the whole partition. */
function listagg(call: Call, place: Place): Out {
  const argument = at(call, 0)
  const isText = ["varchar", "unknown"].includes(typeOf(argument, place).kind)
  const text = emitText(argument, place)
  const value = isText ? out`nullif(${text}, '')` : text
  const delimiter = call.args[1] === undefined ? "''" : emit(call.args[1], place)
  const items = call.withinGroup ?? []
  if (!call.distinct) markKeys(items, place)
  if (call.over !== undefined) return overWindow(call, place, out`string_agg(${value}, ${delimiter})`)
  if (call.distinct) return distinctList(call, place, delimiter)
  const order = items.map((item) => emit(item, place))
  const ordered = order.length === 0 ? [] : out` order by ${joined(order, ", ")}`
  return out`string_agg(${value}, ${delimiter}${ordered})`
}

/** Distinct values are put in order by what they are, not by their texts: as an array, which is a list without nulls. */
function distinctList(call: Call, place: Place, delimiter: Out | string): Out {
  const argument = at(call, 0)
  const isText = ["varchar", "unknown"].includes(typeOf(argument, place).kind)
  const plain = emit(argument, place)
  const value = isText ? out`${macro(place, "not_empty")}(${plain})` : plain
  const order = (call.withinGroup ?? []).map((item) => {
    if (!alike(item.expression, argument))
      refuse(place, item, '"listagg" of distinct values in another order', "Order by the value itself.")
    return within(item, place, new Map([[item.expression, value]]))
  })
  const ordered = order.length === 0 ? [] : out` order by ${joined(order, ", ")}`
  return out`nullif(array_to_string(array_agg(distinct ${value}${ordered}), ${delimiter}), '')`
}

function overWindow(call: Call, place: Place, aggregate: Out): Out {
  const { over, withinGroup } = call
  if (over?.kind !== "window" || over.base !== undefined || over.orderBy.length > 0) {
    refuse(place, over ?? call, '"listagg" over this window', "Write over (partition by ...).")
    return within(call, place)
  }
  const partition = over.partitionBy.map((each) => emit(each, place))
  const order = (withinGroup ?? []).map((item) => emit(item, place))
  const parts = [
    ...(partition.length === 0 ? [] : [out`partition by ${joined(partition, ", ")}`]),
    ...(order.length === 0
      ? []
      : [out`order by ${joined(order, ", ")} rows between unbounded preceding and unbounded following`]),
  ]
  return out`${aggregate} over (${joined(parts, " ")})`
}
