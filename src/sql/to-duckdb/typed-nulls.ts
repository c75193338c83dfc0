import type { Call, Expression, Node } from "../ast.ts"
import type { Emitter, Emitters, Place } from "../translation/context.ts"
import { typeOf } from "../translation/infer.ts"
import { type Out, out } from "../translation/output.ts"
import { signatureOf } from "../translation/signatures.ts"
import type { SqlType } from "../translation/sql-type.ts"
import { children } from "../translation/walk.ts"

/**
 * To DuckDB what is computed from a constant that turns out to be null is a whole number, also where the constant has a
 * type, as in `'a' || nullif('x', 'x')`: it is cast to the type that it has in Redshift.
 */
export function typedNull<Kind extends Expression>(
  emitter: (node: Kind, place: Place) => Out,
): (node: Kind, place: Place) => Out {
  return (node, place) => {
    const value = emitter(node, place)
    if (!children(node).some(isNullConstant)) return value
    const name = typeName(typeOf(node, place))
    return name === undefined ? value : out`cast(${value} as ${name})`
  }
}

export function typedNulls(emitters: Emitters): Emitters {
  return Object.fromEntries(
    Object.entries(emitters).map(([name, emitter]): [string, Emitter] => [name, typedNull<Call>(emitter)]),
  )
}

/** Nearly everything that is computed from null is null. */
function isNullConstant(node: Node): boolean {
  if (mayBeNull(node) && isConstant(node)) return true
  const isComputed = ["binary", "unary", "paren", "cast", "like", "extract"].includes(node.kind)
  return (isComputed || isFunction(node)) && children(node).some(isNullConstant)
}

function isFunction(node: Node): boolean {
  return (
    node.kind === "call" &&
    !["coalesce", "nvl", "nvl2", "decode", "nullif", "greatest", "least"].includes(node.name)
  )
}

function isConstant(node: Node): boolean {
  if (node.kind === "column" || node.kind === "query") return false
  if (node.kind !== "call") return children(node).every(isConstant)
  if ((signatureOf(node.name)?.over ?? "scalar") !== "scalar") return false
  // The name of a part of a date looks like a column.
  return (/date_?(?:add|diff|part)$/.test(node.name) ? node.args.slice(1) : children(node)).every(isConstant)
}

function mayBeNull(node: Node): boolean {
  if (node.kind === "case" || (node.kind === "literal" && node.value === "null")) return true
  if (node.kind === "call" && ["nullif", "decode"].includes(node.name)) return true
  return children(node).some(mayBeNull)
}

function typeName({ kind, precision, scale }: SqlType): string | undefined {
  if (kind === "decimal" && precision !== undefined) return `decimal(${precision},${scale ?? 0})`
  return ["double", "varchar", "boolean", "date", "timestamp"].includes(kind) ? kind : undefined
}
