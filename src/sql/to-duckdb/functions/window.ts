import type { Call } from "../../ast.ts"
import { argsOf, overOf } from "../../translation/calls.ts"
import { type Emitters, macro, type Place } from "../../translation/context.ts"
import { joined, type Out, out } from "../../translation/output.ts"
import { within } from "../../translation/walk.ts"

/** https://docs.aws.amazon.com/redshift/latest/dg/c_Window_functions.html */
export const windowEmitters: Emitters = {
  row_number: within,
  rank: within,
  dense_rank: within,
  percent_rank: within,
  cume_dist: within,
  ntile: within,
  lag: withNulls,
  lead: withNulls,
  first_value: withNulls,
  last_value: withNulls,
  nth_value: withNulls,
  ratio_to_report: ratio,
}

/** `ignore nulls` stands behind the call in Redshift, inside it in DuckDB. */
function withNulls(call: Call, place: Place): Out {
  if (call.nulls === undefined) return within(call, place)
  const nulls = call.nulls === "ignore" ? " ignore nulls" : ""
  return out`${call.name}(${joined(argsOf(call, place), ", ")}${nulls})${overOf(call, place)}`
}

function ratio(call: Call, place: Place): Out {
  const [argument = []] = argsOf(call, place)
  return out`(cast(${argument} as double) / ${macro(place, "divisor")}(sum(${argument})${overOf(call, place)}))`
}
