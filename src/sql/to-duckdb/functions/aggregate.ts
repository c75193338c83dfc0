import type { Call } from "../../ast.ts"
import { alike } from "../../translation/alike.ts"
import { argsOf, at, overOf, renamed } from "../../translation/calls.ts"
import { type Emitters, macro, type Place, refuse } from "../../translation/context.ts"
import { emitGrouping } from "../../translation/grouping.ts"
import { typeOf } from "../../translation/infer.ts"
import { markKeys } from "../../translation/order-keys.ts"
import { joined, type Out, out } from "../../translation/output.ts"
import { percentileItem } from "../../translation/percentile.ts"
import * as types from "../../translation/sql-type.ts"
import { emit, within } from "../../translation/walk.ts"
import { bound } from "../bound.ts"
import { emitText } from "../casts.ts"
import { emitOrderItem } from "../order.ts"
import { unitOf } from "../quotient.ts"

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
  grouping: emitGrouping,
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

/** The average of whole numbers and of decimals is cut off at their last place. */
function average(call: Call, place: Place): Out {
  const argument = out`${call.distinct ? "distinct " : ""}${argsOf(call, place)[0] ?? []}`
  const over = overOf(call, place)
  const { kind } = typeOf(at(call, 0), place)
  if (kind === "double") return within(call, place)
  if (kind === "integer") return out`cast(sum(${argument})${over} // count(${argument})${over} as bigint)`
  const total = out`sum(${argument})${over}`
  const { scale } = typeOf(at(call, 0), place)
  return bound([total, out`count(${argument})${over}`], place, (all, count) => {
    const unit =
      kind === "decimal" && scale !== undefined
        ? unitOf(scale)
        : out`${macro(place, "units")}()[${macro(place, "average_kind")}(typeof(${all}))]`
    return out`${macro(place, "average")}(${all}, ${count}, ${unit})`
  })
}

/** DuckDB's median of decimals keeps their scale, and would cut a digit off between two of them. */
function median(call: Call, place: Place): Out {
  const argument = argsOf(call, place)[0] ?? []
  const over = overOf(call, place)
  const type = typeOf(at(call, 0), place)
  if (type.kind === "integer" || type.kind === "double") return within(call, place)
  if (types.isMoment(type)) refuse(place, call, `"median" of a ${type.kind}`)
  const medians = [out`median(${argument})${over}`, out`median(cast(${argument} as double))${over}`]
  return bound(medians, place, (exact, double) => out`${macro(place, "exact")}(${exact}, ${double})`)
}

function percentile(call: Call, place: Place, form: "cont" | "disc"): Out {
  const item = percentileItem(call, place, form)
  if (item === undefined) return within(call, place)
  const value = emit(item.expression, place)
  const argument = form === "cont" ? out`cast(${value} as double)` : value
  return out`quantile_${form}(${argument}, ${emit(at(call, 0), place)})${overOf(call, place)}`
}

/** Redshift leaves empty texts out. Distinct values keep their type, by which they are sorted. */
function nonEmpty(call: Call, place: Place): Out {
  const value = at(call, 0)
  const { kind } = typeOf(value, place)
  if (kind !== "varchar" && kind !== "unknown") return emitText(value, place)
  if (call.distinct) return out`${macro(place, "not_empty")}(${emit(value, place)})`
  return out`nullif(${emitText(value, place)}, '')`
}

function listagg(call: Call, place: Place): Out {
  const value = nonEmpty(call, place)
  if (!call.distinct) markKeys(call.withinGroup ?? [], place)
  const delimiter = call.args[1] === undefined ? "''" : emit(call.args[1], place)
  const items = (call.withinGroup ?? []).map((item) =>
    call.distinct && alike(item.expression, at(call, 0))
      ? emitOrderItem(item, place, new Map([[item.expression, value]]))
      : emit(item, place),
  )
  const order: Out = items.length === 0 ? [] : out` order by ${joined(items, ", ")}`
  const distinct = call.distinct ? "distinct " : ""
  return out`string_agg(${distinct}${value}, ${delimiter}${order})${overOf(call, place)}`
}
