import type { Call } from "../ast.ts"
import { keysOf } from "./blanks.ts"
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
  nullif,
  greatest: within,
  least: within,
  decode,
}

/** Where texts may end with blanks the engine's own would not find them equal. */
function nullif(call: Call, place: Place): Out {
  const [value, other] = [at(call, 0), at(call, 1)]
  const keys = keysOf([value, other], place)
  if (keys.size === 0) return within(call, place)
  const [left, right] = [keys.get(value) ?? operand(value, place), keys.get(other) ?? operand(other, place)]
  return out`case when ${left} = ${right} then null else ${emit(value, place)} end`
}

/** Unlike case, decode finds null equal to null. */
function decode(call: Call, place: Place): Out {
  const searched = call.args.filter((_, index) => index % 2 === 1 && index + 1 < call.args.length)
  const keys = keysOf([at(call, 0), ...searched], place)
  const value = keys.get(at(call, 0)) ?? operand(at(call, 0), place)
  const branches: Out[] = []
  let index = 1
  for (; index + 1 < call.args.length; index += 2) {
    const search = at(call, index)
    const result = emit(at(call, index + 1), place)
    const isNull = search.kind === "literal" && search.value === "null"
    const literal = search.kind === "string" || search.kind === "number"
    const operator = isNull ? "is" : literal ? "=" : "is not distinct from"
    branches.push(out`when ${value} ${operator} ${keys.get(search) ?? operand(search, place)} then ${result}`)
  }
  const rest = call.args[index]
  const otherwise: Out = rest === undefined ? [] : out` else ${emit(rest, place)}`
  return out`case ${joined(branches, " ")}${otherwise} end`
}
