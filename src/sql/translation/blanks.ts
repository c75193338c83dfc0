import type { Expression, Node, Query, Row, Window } from "../ast.ts"
import type { EmittedQuery, Place } from "./context.ts"
import { typeOf } from "./infer.ts"
import { isoMoment } from "./moment-text.ts"
import { joined, type Out, out } from "./output.ts"
import { isMoment, isOther, type SqlType, unknown } from "./sql-type.ts"
import { emit, within } from "./walk.ts"

/**
 * Redshift compares texts without their trailing blanks: wherever values are compared or grouped, a text that may have
 * some is written as its key, which has none. A column whose type is not known may hold a text.
 * https://docs.aws.amazon.com/redshift/latest/dg/r_Character_types.html
 */
export function mayEndInBlanks({ kind, trimmed, noText }: SqlType): boolean {
  return (kind === "unknown" && noText !== true) || (kind === "varchar" && trimmed !== true)
}

/** The expressions of a comparison that have to be written as their keys; none where one of them is no text. */
export function keysOf(nodes: readonly Expression[], place: Place): ReadonlyMap<Node, Out> {
  place.context.engine.checkCompared?.(nodes, place)
  const others = nodes.filter((node) => isOther(typeOf(node, place)))
  if (others.length > 0)
    return others.some((node) => isMoment(typeOf(node, place))) ? momentTexts(nodes, place) : new Map()
  const keys = new Map<Node, Out>(
    nodes.filter((node) => needsKey(node, place)).map((node) => [node, emitKey(node, place)]),
  )
  const { beside } = place.context.engine
  const unsure = nodes.find((node) => typeOf(node, place).kind === "unknown")
  if (beside === undefined || unsure === undefined) return keys
  for (const node of momentTexts(nodes, place).keys())
    if (node.kind === "string")
      keys.set(node, beside(emit(unsure, place), node.value, isoMoment(node.value) ?? node.value, place))
  return keys
}

/** Texts that are dates in a form that other engines do not read. */
function momentTexts(nodes: readonly Expression[], { context }: Place): Map<Node, Out> {
  const found = new Map<Node, Out>()
  for (const node of nodes) {
    const iso = node.kind === "string" ? isoMoment(node.value) : undefined
    if (node.kind === "string" && iso !== undefined && iso !== node.value)
      found.set(node, [context.engine.literal(iso)])
  }
  return found
}

function needsKey(node: Expression, place: Place): boolean {
  if (node.kind === "paren") return needsKey(node.inner, place)
  if (node.kind === "row") return node.items.some((item) => needsKey(item, place))
  return mayEndInBlanks(typeOf(node, place))
}

/** An expression without the trailing blanks of a text. */
export function emitKey(node: Expression, place: Place): Out {
  switch (node.kind) {
    case "string":
      return [place.context.engine.literal(node.value.replace(/ +$/, ""))]
    case "row":
      return emitRow(node, place)
    case "subquery":
      return out`(${keyedQuery(node.query, place).out})`
    case "paren":
      return node.inner.kind === "row"
        ? out`(${emitKey(node.inner, place)})`
        : keyOf(emit(node, place), typeOf(node, place), place)
    default: {
      const type = typeOf(node, place)
      return mayEndInBlanks(type) ? keyOf(emit(node, place), type, place) : emit(node, place)
    }
  }
}

/** The key of a text that is already translated. */
export function keyOf(value: Out, type: SqlType, place: Place): Out {
  return place.context.engine.key(value, type, place)
}

function emitRow(node: Row, place: Place): Out {
  return within(node, place, new Map(node.items.map((item) => [item, emitKey(item, place)])))
}

/** A query whose values are compared: its rows with their keys. */
export function keyedQuery(node: Query, place: Place): EmittedQuery {
  const { out: text, columns } = place.context.emitQuery(node, place)
  const types = columns === undefined ? undefined : [...columns.values()]
  if (types?.every((type) => !mayEndInBlanks(type))) return { out: text, columns }
  const count = types?.length ?? widthOf(node)
  const names = Array.from({ length: count }, (_, index) => `lux_value_${index + 1}`)
  const keys = names.map((name, index): Out => {
    const type = types?.[index] ?? unknown
    return mayEndInBlanks(type) ? keyOf([name], type, place) : [name]
  })
  const rows = out`select ${joined(keys, ", ")} from (${text}) as lux_values (${names.join(", ")})`
  return { out: rows, columns }
}

/** How many columns a query gives whose stars are not known: they can be compared with one value only. */
function widthOf({ body }: Query): number {
  return body.kind === "select" ? body.items.length : 1
}

/** From now on the partitions and the order of a window are written as keys. */
export function markWindow(window: Window, place: Place): void {
  const { replaced } = place.context
  for (const node of [...window.partitionBy, ...window.orderBy.map(({ expression }) => expression)])
    if (!replaced.has(node) && node.kind !== "number" && mayEndInBlanks(typeOf(node, place)))
      replaced.set(node, emitKey(node, place))
}
