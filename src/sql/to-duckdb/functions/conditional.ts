import type { Call } from "../../ast.ts"
import { argsOf, renamed } from "../calls.ts"
import type { Place } from "../context.ts"
import { emit, operand } from "../emit.ts"
import { joined, type Out, out } from "../output.ts"
import { common, unknown } from "../sql-type.ts"
import type { FunctionRules } from "./rules.ts"
import { at } from "./string.ts"

/** https://docs.aws.amazon.com/redshift/latest/dg/c_conditional_expressions.html */
export const conditionalRules: FunctionRules = {
  coalesce: { args: [1, 100], type: common },
  nvl: { args: [1, 100], type: common, emit: renamed("coalesce") },
  nvl2: {
    args: [3, 3],
    type: (types) => common(types.slice(1)),
    emit: (call, place) => {
      const [test = [], given = [], missing = []] = argsOf(call, place)
      return out`case when (${test}) is not null then ${given} else ${missing} end`
    },
  },
  nullif: { args: [2, 2], type: ([first = unknown]) => first },
  greatest: { args: [1, 100], type: common },
  least: { args: [1, 100], type: common },
  decode: { args: [3, 200], type: (types) => common(decodeResults(types)), emit: decode },
}

function decodeResults<T>(args: readonly T[]): T[] {
  return args.filter((_, index) => index >= 2 && (index % 2 === 0 || index === args.length - 1))
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
