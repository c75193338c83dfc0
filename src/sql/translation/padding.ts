import type { Call, Expression } from "../ast.ts"
import type { Place } from "./context.ts"
import { typeOf } from "./infer.ts"
import { type Out, out } from "./output.ts"
import { emit } from "./walk.ts"

/**
 * A text of a fixed length is kept without its padding: no function but those that count bytes sees it.
 * https://docs.aws.amazon.com/redshift/latest/dg/r_Character_types.html
 */
export function unpadded(value: Out): Out {
  return out`trim(trailing ' ' from ${value})`
}

/** The text of an expression, which may be a column that was filled with padding. */
export function withoutPadding(node: Expression, value: Out, place: Place): Out {
  const { charBytes, trimmed } = typeOf(node, place)
  return charBytes === undefined || trimmed === true ? value : unpadded(value)
}

/** From now on these are written without their padding. */
export function dropPadding(nodes: readonly Expression[], place: Place): void {
  const { replaced } = place.context
  for (const each of nodes) {
    const { charBytes, trimmed } = typeOf(each, place)
    if (charBytes !== undefined && trimmed !== true && !replaced.has(each))
      replaced.set(each, unpadded(emit(each, place)))
  }
}

/** The bytes of a text of a fixed length. */
export function fixedBytes({ name, args: [first] }: Call, place: Place): Out | undefined {
  if (name !== "octet_length" || first === undefined) return undefined
  const { charBytes } = typeOf(first, place)
  return charBytes === undefined
    ? undefined
    : out`case when ${emit(first, place)} is not null then ${String(charBytes)} end`
}
