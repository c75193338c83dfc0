import type { Call, Expression } from "../../ast.ts"
import { argsOf, at, overOf } from "../../translation/calls.ts"
import { type Emitters, macro, type Place, refuse } from "../../translation/context.ts"
import { joined, type Out, out } from "../../translation/output.ts"
import { emit, within } from "../../translation/walk.ts"
import { wholeNumber } from "../../translation/whole-number.ts"
import { asDouble } from "../operators.ts"

/** https://docs.aws.amazon.com/redshift/latest/dg/c_Window_functions.html */
export const windowEmitters: Emitters = {
  row_number: within,
  rank: within,
  dense_rank: within,
  percent_rank: within,
  cume_dist: within,
  ntile: within,
  lag: (call, place) => neighbour(call, place, "last_known", "unbounded preceding and 1 preceding"),
  lead: (call, place) => neighbour(call, place, "first_known", "1 following and unbounded following"),
  first_value: (call, place) => ofFrame(call, place, "first_known"),
  last_value: (call, place) => ofFrame(call, place, "last_known"),
  nth_value: (call, place) => {
    if (call.nulls === "ignore") refuse(place, call, '"nth_value" with "ignore nulls"')
    return plain(call, place)
  },
  ratio_to_report: (call, place) => {
    const value = emit(at(call, 0), place)
    return out`(${asDouble(value)} / sum(${value})${overOf(call, place)})`
  },
}

/** A literal alone has no type to Postgres. */
function typed(call: Call, place: Place): Out {
  const value = at(call, 0)
  return isUntyped(value) ? out`cast(${emit(value, place)} as varchar)` : emit(value, place)
}

function isUntyped(node: Expression): boolean {
  return node.kind === "paren" ? isUntyped(node.inner) : node.kind === "string"
}

/** Postgres respects nulls, and has no words for it. */
function plain(call: Call, place: Place): Out {
  const value = at(call, 0)
  if (isUntyped(value)) return within(call, place, new Map([[value, typed(call, place)]]))
  if (call.nulls === undefined) return within(call, place)
  return out`${call.name}(${joined(argsOf(call, place), ", ")})${overOf(call, place)}`
}

/** `ignore nulls` by an aggregate that keeps the first or the last value that is known in its frame. */
function ofFrame(call: Call, place: Place, aggregate: string): Out {
  if (call.nulls !== "ignore") return plain(call, place)
  return out`${macro(place, aggregate)}(${typed(call, place)})${overOf(call, place)}`
}

function neighbour(call: Call, place: Place, aggregate: string, frame: string): Out {
  if (call.nulls !== "ignore") return plain(call, place)
  const { over } = call
  const offset = call.args[1] === undefined ? 1 : wholeNumber(call.args[1])
  if (offset !== 1 || over?.kind !== "window" || over.base !== undefined || over.frame !== undefined) {
    refuse(place, call, `"${call.name}" with "ignore nulls" in this form`, "Verified is an offset of 1.")
    return within(call, place)
  }
  const partition = over.partitionBy.map((each) => emit(each, place))
  const parts = [
    ...(partition.length === 0 ? [] : [out`partition by ${joined(partition, ", ")}`]),
    out`order by ${joined(
      over.orderBy.map((item) => emit(item, place)),
      ", ",
    )}`,
  ]
  return out`${macro(place, aggregate)}(${typed(call, place)}) over (${joined(parts, " ")} rows between ${frame})`
}
