import type { Call, Expression } from "../ast.ts"
import { areNamed } from "./columns.ts"
import { emitCase } from "./comparisons.ts"
import { conditionalEmitters } from "./conditional.ts"
import type { Emitters, Engine, NodeEmitters, Place } from "./context.ts"
import { typeOf } from "./infer.ts"
import { joined, type Out, out } from "./output.ts"
import { dropPadding } from "./padding.ts"
import { isDecoded } from "./signatures.ts"
import type { SqlType } from "./sql-type.ts"
import { emit, nameText } from "./walk.ts"

interface CommonDecimals {
  /** `coalesce` and its like. */
  readonly emitters: Emitters
  readonly case: NonNullable<NodeEmitters["case"]>
  readonly rows: NonNullable<Engine["commonRows"]>
}

/**
 * Redshift's decimals have the digits of the type that all values of an expression or a column have in common:
 * `coalesce(0, 1.50)` is 0.00. Where the engine has other ones they are cast to that type. `differs`: whether it gives a
 * value of `own` type other digits than those of the `common` one. A text of a fixed length next to others has no padding.
 */
export function commonDecimals(differs: (own: SqlType, common: SqlType) => boolean): CommonDecimals {
  const isOther = (own: SqlType, common: SqlType) => hasOtherDigits(own, common) && differs(own, common)
  const withDigits = (node: Expression, results: readonly Expression[], place: Place, emitted: () => Out) => {
    const { replaced } = place.context
    const type = typeOf(node, place)
    if (type.kind === "varchar" && type.charBytes === undefined) dropPadding(results, place)
    const others = results.filter((each) => !replaced.has(each) && isOther(typeOf(each, place), type))
    for (const each of others) replaced.set(each, asDecimal(emit(each, place), type))
    const value = emitted()
    // At another place of the query they may be written in another way.
    for (const each of others) replaced.delete(each)
    return value
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
    rows: (query, own, columns, place) => {
      if (own === undefined || columns === undefined) return query
      const types = [...own.values()]
      const common = [...columns]
      if (!common.some(([, type], index) => isOther(types[index] ?? type, type))) return query
      const names = common.map((_, index) => `lux_value_${index + 1}`)
      const list = common.map(([name, type], index): Out => {
        const value: Out = [names[index] ?? ""]
        const given = isOther(types[index] ?? type, type) ? asDecimal(value, type) : value
        return out`${given} as ${areNamed([name]) ? nameText(name, place) : '"?column?"'}`
      })
      return out`select ${joined(list, ", ")} from (${query}) as lux_rows (${names.join(", ")})`
    },
  }
}

/** What a value may come from; `nullif` gives its first argument. */
function resultsOf({ name, args }: Call): readonly Expression[] {
  if (name === "nullif") return args.slice(0, 1)
  if (name === "nvl2") return args.slice(1)
  return name === "decode" ? args.filter((_, index) => isDecoded(index, args.length)) : args
}

function hasOtherDigits(own: SqlType, { kind, precision, scale }: SqlType): boolean {
  if (kind !== "decimal" || precision === undefined || scale === undefined || own.kind === "null")
    return false
  return (own.kind === "integer" ? 0 : own.scale) !== scale
}

function asDecimal(value: Out, { precision, scale }: SqlType): Out {
  return out`cast(${value} as decimal(${String(precision)}, ${String(scale)}))`
}
