import type { Cast, Expression, TypedLiteral } from "../ast.ts"
import { stringLiteral } from "../identifier.ts"
import { checkCast, checkTryCast, numberForm, strictly } from "../translation/cast-checks.ts"
import { typeAdvice } from "../translation/cast-types.ts"
import { macro, type Place, refuse } from "../translation/context.ts"
import { typeOf } from "../translation/infer.ts"
import { intervalIn } from "../translation/interval-text.ts"
import { textHint } from "../translation/literals.ts"
import { typedValue } from "../translation/moment-text.ts"
import { copied, type Out, out } from "../translation/output.ts"
import { unpadded, withoutPadding } from "../translation/padding.ts"
import { fixedSize, fixedTextTypes, textTypes } from "../translation/sql-type.ts"
import { emit, within } from "../translation/walk.ts"
import { bound } from "./bound.ts"
import { emitColumn } from "./columns.ts"
import { castTypes } from "./type-names.ts"

/** An expression as text, with Redshift's text for its type. `plain` emits what needs no change. */
export function emitText(
  node: Expression,
  place: Place,
  plain: (node: Expression, place: Place) => Out = emit,
): Out {
  const type = typeOf(node, place)
  switch (type.kind) {
    case "varchar":
      return withoutPadding(node, plain(node, place), place)
    case "null":
    case "integer":
    case "decimal":
    case "date":
    case "timestamp":
    case "time":
      return plain(node, place)
    case "unknown":
    case "double":
      return bound([emit(node, place)], place, (value) => out`${macro(place, "text")}(${value})`)
    default:
      refuse(place, node, `the text of a ${type.kind}`, textHint[type.kind])
      return plain(node, place)
  }
}

export function emitCast(node: Cast, place: Place): Out {
  const { operand, type } = node
  if (node.style === "try_cast") return emitTryCast(node, place)
  const from = typeOf(operand, place)
  if (from.kind === "super") return castSuper(node, place)
  if (textTypes.has(type.name)) return castText(node, place)
  if (fixedTextTypes.has(type.name)) return unpadded(castText(node, place, fixedSize(type.name)))
  if (["decimal", "numeric", "dec"].includes(type.name)) {
    const [precision = 18, scale = 0] = type.arguments
    checkCast(node, place, "decimal")
    return wrapped(node, place, `decimal(${precision},${scale})`)
  }
  const interval =
    type.name === "interval" && operand.kind === "string" ? intervalIn(operand.value) : undefined
  if (interval !== undefined) return [`interval ${stringLiteral(interval)}`]
  const target = castTypes.get(type.name)
  if (target === undefined || (type.arguments.length > 0 && target !== "timestamp"))
    refuse(place, type, `the type "${type.name}"`, typeAdvice(type.name))
  if (target === "json")
    refuse(
      place,
      node,
      "the cast to super",
      "Write json_parse(x): a cast makes a SUPER text, not what the text describes.",
    )
  checkCast(node, place, target ?? "")
  // Spelled out, so that a view gives the same to a session in another time zone.
  if (from.kind === "timestamptz" && (target === "date" || target === "timestamp"))
    return out`cast((${emit(operand, place)}) at time zone 'UTC' as ${target})`
  return wrapped(node, place, target ?? type.name)
}

/** Null where the text is not a value of the type as Redshift reads it. */
function emitTryCast(node: Cast, place: Place): Out {
  const { type, operand } = node
  const [precision = 18, scale = 0] = type.arguments
  const isDecimal = ["decimal", "numeric", "dec"].includes(type.name)
  const target = isDecimal ? `decimal(${precision},${scale})` : castTypes.get(type.name)
  if (!checkTryCast(node, place, target)) return emit(operand, place)
  const value = out`try_cast(${emit(operand, place)} as ${target ?? ""})`
  const form = numberForm(target ?? "")
  return form === undefined
    ? value
    : out`case when regexp_matches(${emit(operand, place)}, ${stringLiteral(form)}) then ${value} end`
}

/** In Redshift `varchar` alone is 256 bytes, and a cast to varchar(n) cuts texts off at n bytes. */
function castText(node: Cast, place: Place, bare = 256): Out {
  const { operand } = node
  const size = node.type.arguments[0] ?? bare
  const text = emitText(operand, place)
  const { kind, noText } = typeOf(operand, place)
  const short = shortTexts.has(kind) && size >= 64
  const fits = operand.kind === "string" ? Buffer.byteLength(operand.value) <= size : size >= 65535
  if (fits || short || kind === "null") return out`cast(${text} as varchar)`
  const sized = (value: Out, cut: Out): Out =>
    out`${macro(place, "varchar")}(${value}, ${String(size)}, ${cut})`
  if (kind === "unknown" && noText !== true)
    return bound([emit(operand, place)], place, (value) =>
      sized(out`${macro(place, "text")}(${value})`, out`typeof(${value}) = 'VARCHAR'`),
    )
  const whole = shortTexts.has(kind) ? out`cast(${text} as varchar)` : text
  return bound([whole], place, (value) => sized(value, [String(kind === "varchar")]))
}

const shortTexts = new Set(["integer", "decimal", "date", "timestamp", "time"])

/** An argument where a text is expected. */
export function emitTextArgument(node: Expression, place: Place): Out {
  const { kind } = typeOf(node, place)
  if (shortTexts.has(kind)) return out`cast(${emit(node, place)} as varchar)`
  if (kind === "null") return emit(node, place)
  return emitText(node, place)
}

/** Redshift casts a scalar inside a SUPER value; its text has no quotes. */
function castSuper(node: Cast, place: Place): Out {
  const { operand, type } = node
  if (operand.kind !== "column") {
    refuse(place, node, "the cast of this SUPER expression", "Select it as a column of a subquery first.")
    return within(node, place)
  }
  const text = emitColumn(operand, place, "text")
  if (textTypes.has(type.name)) {
    const size = type.arguments[0] ?? 256
    return size >= 65535 ? text : out`${macro(place, "varchar")}(${text}, ${String(size)}, true)`
  }
  if (["decimal", "numeric", "dec"].includes(type.name)) {
    const [precision = 18, scale = 0] = type.arguments
    return out`cast(${text} as decimal(${String(precision)},${String(scale)}))`
  }
  const target = castTypes.get(type.name)
  if (target === undefined) refuse(place, type, `the type "${type.name}"`, typeAdvice(type.name))
  if (target === "json") return emit(operand, place)
  return out`cast(${text} as ${target ?? type.name})`
}

function wrapped(node: Cast, place: Place, target: string): Out {
  const inner = strictly(node.operand, place, target)
  const source = place.context.sql.slice(node.type.start, node.type.end).toLowerCase()
  if (node.style === "cast" || node.style === "colons") {
    const type = source === target ? copied(node.type) : [target]
    const between = { start: node.operand.end, end: node.type.start }
    if (node.style === "colons") return [...inner, between, ...type]
    return [
      { start: node.start, end: node.operand.start },
      ...inner,
      between,
      ...type,
      { start: node.type.end, end: node.end },
    ]
  }
  return out`cast(${inner} as ${target})`
}

export function emitTyped(node: TypedLiteral, place: Place): Out {
  const target = castTypes.get(node.type)
  if (target === undefined || !["date", "timestamp", "timestamptz", "time"].includes(target))
    refuse(place, node, `a "${node.type}" literal`)
  return out`${target ?? node.type} ${stringLiteral(typedValue(node))}`
}
