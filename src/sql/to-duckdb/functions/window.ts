import type { Call } from "../../ast.ts"
import { argsOf, overOf } from "../calls.ts"
import { macro, type Place } from "../context.ts"
import { within } from "../emit.ts"
import { joined, type Out, out } from "../output.ts"
import { double, integer, unknown } from "../sql-type.ts"
import type { FunctionRule, FunctionRules } from "./rules.ts"

const ranking = (type = integer): FunctionRule => ({ args: [0, 0], type: () => type, over: "window" })
const value = (args: readonly [number, number]): FunctionRule => ({
  args,
  type: ([first = unknown]) => first,
  over: "window",
  ignoreNulls: true,
  emit: withNulls,
})

/** https://docs.aws.amazon.com/redshift/latest/dg/c_Window_functions.html */
export const windowRules: FunctionRules = {
  row_number: ranking(),
  rank: ranking(),
  dense_rank: ranking(),
  percent_rank: ranking(double),
  cume_dist: ranking(double),
  ntile: { args: [1, 1], type: () => integer, over: "window" },
  lag: value([1, 2]),
  lead: value([1, 2]),
  first_value: value([1, 1]),
  last_value: value([1, 1]),
  nth_value: value([2, 2]),
  ratio_to_report: { args: [1, 1], type: () => double, over: "window", emit: ratio },
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
