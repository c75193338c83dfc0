import type { Call } from "../ast.ts"
import { argsOf, at, renamed } from "./calls.ts"
import type { Emitters, Place } from "./context.ts"
import { operand } from "./operand.ts"
import { joined, type Out, out } from "./output.ts"
import { emit, within } from "./walk.ts"

/** https://docs.aws.amazon.com/redshift/latest/dg/c_conditional_expressions.html */
export const conditionalEmitters: Emitters = {
  coalesce: within,
  nvl: renamed("coalesce"),
  nvl2: (call, place) => {
    const [test = [], given = [], missing = []] = argsOf(call, place)
    return out`case when (${test}) is not null then ${given} else ${missing} end`
  },
  nullif: within,
  greatest: within,
  least: within,
  decode,
}

/** Unlike case, decode finds null equal to null. */
function decode(call: Call, place: Place): Out {
  const value = operand(at(call, 0), place)
  const branches: Out[] = []
  let index = 1
  for (; index + 1 < call.args.length; index += 2) {
    const search = at(call, index)
    const result = emit(at(call, index + 1), place)
    const isNull = search.kind === "literal" && search.value === "null"
    const literal = search.kind === "string" || search.kind === "number"
    const operator = isNull ? "is" : literal ? "=" : "is not distinct from"
    branches.push(out`when ${value} ${operator} ${operand(search, place)} then ${result}`)
  }
  const rest = call.args[index]
  const otherwise: Out = rest === undefined ? [] : out` else ${emit(rest, place)}`
  return out`case ${joined(branches, " ")}${otherwise} end`
}
