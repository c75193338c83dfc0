import type { Call, Expression } from "../ast.ts"
import { commonRows } from "./common-rows.ts"
import { emitCase } from "./comparisons.ts"
import { conditionalEmitters } from "./conditional.ts"
import type { Emitters, Engine, NodeEmitters, Place } from "./context.ts"
import { asDecimal, type Digits, differentFrom, isOpen, mayLose, mayMix, scaleOf } from "./digits.ts"
import { typeOf } from "./infer.ts"
import { joined, type Out, out } from "./output.ts"
import { dropPadding } from "./padding.ts"
import { isDecoded } from "./signatures.ts"
import { emit } from "./walk.ts"

interface CommonDecimals {
  /** `coalesce` and its like. */
  readonly emitters: Emitters
  readonly case: NonNullable<NodeEmitters["case"]>
  readonly rows: NonNullable<Engine["commonRows"]>
}

/**
 * Redshift's decimals have the digits of the type that all values of an expression or a column have in common:
 * `coalesce(0, 1.50)` is 0.00. Where the engine has other ones they are cast to that type. A text of a fixed length next
 * to others has no padding.
 */
export function commonDecimals(digits: Digits): CommonDecimals {
  const isOther = differentFrom(digits)
  const withDigits = (node: Expression, results: readonly Expression[], place: Place, emitted: () => Out) => {
    const { replaced } = place.context
    const type = typeOf(node, place)
    if (type.kind === "varchar" && type.charBytes === undefined) dropPadding(results, place)
    const types = results.map((each) => typeOf(each, place))
    const scale = scaleOf(types)
    const { open } = digits
    const unsure =
      open !== undefined && mayMix(types) ? results.filter((each) => isOpen(typeOf(each, place))) : []
    const scales =
      unsure.length > 0 && mayLose(types)
        ? unsure.map((each) => open?.scale(emit(each, place), place) ?? [])
        : []
    const given = new Map<Expression, Out>()
    for (const each of results) {
      if (replaced.has(each)) continue
      if (isOther(typeOf(each, place), type)) given.set(each, asDecimal(emit(each, place), type))
      else if (open !== undefined && scale > 0 && unsure.includes(each))
        given.set(each, open.room(emit(each, place), scale, place))
    }
    for (const [each, value] of given) replaced.set(each, value)
    const value = emitted()
    // At another place of the query they may be written in another way.
    for (const each of given.keys()) replaced.delete(each)
    return open === undefined || scales.length === 0
      ? value
      : open.kept(value, out`greatest(${joined([...scales, [String(scale)]], ", ")})`, place)
  }
  return {
    emitters: Object.fromEntries(
      Object.entries(conditionalEmitters).map(([name, emitter]) => [
        name,
        (call: Call, place: Place) => withDigits(call, resultsOf(call), place, () => emitter(call, place)),
      ]),
    ),
    case: (node, place) => {
      const otherwise = node.otherwise === undefined ? [] : [node.otherwise]
      const results = [...node.branches.map(({ result }) => result), ...otherwise]
      return withDigits(node, results, place, () => emitCase(node, place))
    },
    rows: commonRows(digits),
  }
}

/** What a value may come from; `nullif` gives its first argument. */
function resultsOf({ name, args }: Call): readonly Expression[] {
  if (name === "nullif") return args.slice(0, 1)
  if (name === "nvl2") return args.slice(1)
  return name === "decode" ? args.filter((_, index) => isDecoded(index, args.length)) : args
}
