import type { Call } from "../../ast.ts"
import { argsOf, at, overOf } from "../../translation/calls.ts"
import { type Emitter, type Emitters, type Place, refuse } from "../../translation/context.ts"
import { joined, type Out, out } from "../../translation/output.ts"
import { emit, within } from "../../translation/walk.ts"
import { asDouble } from "../quotient.ts"

/** https://docs.aws.amazon.com/redshift/latest/dg/c_Window_functions.html */
export const windowEmitters: Emitters = {
  row_number: ordered(within),
  rank: ordered(within),
  dense_rank: ordered(within),
  percent_rank: ordered(within),
  cume_dist: ordered(within),
  ntile: ordered(within),
  lag: ordered(withNulls),
  lead: ordered(withNulls),
  first_value: withNulls,
  last_value: withNulls,
  nth_value: withNulls,
  ratio_to_report: (call, place) => {
    const value = emit(at(call, 0), place)
    return out`(${asDouble(value)} / sum(${value})${overOf(call, place)})`
  },
}

/** Spark asks for an order where Redshift takes the rows as they come. */
function ordered(emitter: Emitter): Emitter {
  return (call, place) => {
    if (call.over?.kind === "window" && call.over.orderBy.length === 0)
      refuse(place, call, `"${call.name}" without an order`, "Write over (order by ...).")
    return emitter(call, place)
  }
}

function withNulls(call: Call, place: Place): Out {
  if (call.nulls === undefined) return within(call, place)
  const nulls = call.nulls === "ignore" ? " ignore nulls" : ""
  return out`${call.name}(${joined(argsOf(call, place), ", ")})${nulls}${overOf(call, place)}`
}
