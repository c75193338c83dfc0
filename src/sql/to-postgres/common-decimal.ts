import type { Call, Expression } from "../ast.ts"
import { areNamed } from "../translation/columns.ts"
import { emitCase } from "../translation/comparisons.ts"
import { conditionalEmitters } from "../translation/conditional.ts"
import type { Emitters, Engine, Place } from "../translation/context.ts"
import { typeOf } from "../translation/infer.ts"
import { joined, type Out, out } from "../translation/output.ts"
import type { SqlType } from "../translation/sql-type.ts"
import { nameText } from "../translation/walk.ts"

/**
 * A decimal of Postgres keeps the digits that it came with, Redshift's have those of the type that all values of an
 * expression or a column have in common: `coalesce(0, 1.50)` is 0.00.
 */
export const commonDecimalEmitters: Emitters = Object.fromEntries(
  Object.entries(conditionalEmitters).map(([name, emitter]) => [
    name,
    (call: Call, place: Place) => withDigits(emitter(call, place), call, resultsOf(call), place),
  ]),
)

export function emitCaseWithDigits(node: Extract<Expression, { readonly kind: "case" }>, place: Place): Out {
  const results = [...node.branches.map(({ result }) => result), ...(node.otherwise ? [node.otherwise] : [])]
  return withDigits(emitCase(node, place), node, results, place)
}

/** What a value may come from; `nullif` gives its first argument. */
function resultsOf({ name, args }: Call): readonly Expression[] {
  return name === "nullif" ? args.slice(0, 1) : args
}

function withDigits(value: Out, node: Expression, results: readonly Expression[], place: Place): Out {
  const type = typeOf(node, place)
  return results.some((each) => hasOtherDigits(typeOf(each, place), type)) ? asDecimal(value, type) : value
}

function hasOtherDigits(own: SqlType, { kind, precision, scale }: SqlType): boolean {
  if (kind !== "decimal" || precision === undefined || scale === undefined || own.kind === "null")
    return false
  return (own.kind === "integer" ? 0 : own.scale) !== scale
}

function asDecimal(value: Out, { precision, scale }: SqlType): Out {
  return out`cast(${value} as decimal(${String(precision)}, ${String(scale)}))`
}

/** The rows of a part of a set operation, as decimals of the operation's own columns. */
export const commonRows: NonNullable<Engine["commonRows"]> = (query, own, columns, place) => {
  if (own === undefined || columns === undefined) return query
  const types = [...own.values()]
  const common = [...columns]
  if (!common.some(([, type], index) => hasOtherDigits(types[index] ?? type, type))) return query
  const names = common.map((_, index) => `lux_value_${index + 1}`)
  const list = common.map(([name, type], index): Out => {
    const value: Out = [names[index] ?? ""]
    const given = hasOtherDigits(types[index] ?? type, type) ? asDecimal(value, type) : value
    return out`${given} as ${areNamed([name]) ? nameText(name, place) : '"?column?"'}`
  })
  return out`select ${joined(list, ", ")} from (${query}) as lux_rows (${names.join(", ")})`
}
