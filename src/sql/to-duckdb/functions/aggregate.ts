import type { Call } from "../../ast.ts"
import { argsOf, at, overOf, renamed } from "../../translation/calls.ts"
import { type Emitters, macro, type Place, refuse } from "../../translation/context.ts"
import { typeOf } from "../../translation/infer.ts"
import { joined, type Out, out } from "../../translation/output.ts"
import { percentileItem } from "../../translation/percentile.ts"
import * as types from "../../translation/sql-type.ts"
import { emit, within } from "../../translation/walk.ts"

/** https://docs.aws.amazon.com/redshift/latest/dg/c_Aggregate_Functions.html */
export const aggregateEmitters: Emitters = {
  count,
  sum,
  avg: average,
  min: within,
  max: within,
  any_value: within,
  stddev: within,
  stddev_samp: within,
  stddev_pop: within,
  variance: within,
  var_samp: within,
  var_pop: within,
  bool_and: within,
  bool_or: within,
  every: renamed("bool_and"),
  bit_and: within,
  bit_or: within,
  median,
  percentile_cont: (call, place) => percentile(call, place, "cont"),
  percentile_disc: (call, place) => percentile(call, place, "disc"),
  listagg,
  grouping: within,
}

/** An approximate count may be any number near the exact one; the exact one is. */
function count(call: Call, place: Place): Out {
  if (!call.approximate) return within(call, place)
  if (!call.distinct) refuse(place, call, '"approximate count" without distinct')
  return out`count(distinct ${argsOf(call, place)[0] ?? []})${overOf(call, place)}`
}

/** Redshift sums whole numbers as bigint, DuckDB as hugeint. */
function sum(call: Call, place: Place): Out {
  const { kind } = typeOf(at(call, 0), place)
  return kind === "integer" ? out`cast(${within(call, place)} as bigint)` : within(call, place)
}

/**
 * The average of whole numbers is cut off to a whole number, that of decimals is rounded to their scale. DuckDB's `//` cuts off
 * whole numbers only, so that this holds also where the type is not known; the last cast gives decimals their scale.
 */
function average(call: Call, place: Place): Out {
  const argument = out`${call.distinct ? "distinct " : ""}${argsOf(call, place)[0] ?? []}`
  const over = overOf(call, place)
  const { kind } = typeOf(at(call, 0), place)
  if (kind === "double") return within(call, place)
  if (kind === "integer") return out`cast(sum(${argument})${over} // count(${argument})${over} as bigint)`
  return out`cast_to_type(sum(${argument})${over} // count(${argument})${over}, sum(${argument})${over})`
}

/** DuckDB's median of decimals keeps their scale, and would cut a digit off between two of them. */
function median(call: Call, place: Place): Out {
  const argument = argsOf(call, place)[0] ?? []
  const over = overOf(call, place)
  const type = typeOf(at(call, 0), place)
  if (type.kind === "integer" || type.kind === "double") return within(call, place)
  if (types.isMoment(type)) refuse(place, call, `"median" of a ${type.kind}`)
  return out`${macro(place, "exact")}(median(${argument})${over}, median(cast(${argument} as double))${over})`
}

function percentile(call: Call, place: Place, form: "cont" | "disc"): Out {
  const item = percentileItem(call, place, form)
  if (item === undefined) return within(call, place)
  const value = emit(item.expression, place)
  const argument = form === "cont" ? out`cast(${value} as double)` : value
  return out`quantile_${form}(${argument}, ${emit(at(call, 0), place)})${overOf(call, place)}`
}

function listagg(call: Call, place: Place): Out {
  const [value = [], delimiter = "''"] = argsOf(call, place)
  const order: Out =
    call.withinGroup === undefined
      ? []
      : out` order by ${joined(
          call.withinGroup.map((item) => emit(item, place)),
          ", ",
        )}`
  const distinct = call.distinct ? "distinct " : ""
  return out`string_agg(${distinct}${value}, ${delimiter}${order})${overOf(call, place)}`
}
