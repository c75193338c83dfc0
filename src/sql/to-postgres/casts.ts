import type { Cast, Expression, TypedLiteral } from "../ast.ts"
import { stringLiteral } from "../identifier.ts"
import { checkCast, checkTryCast, numberForm, strictly } from "../translation/cast-checks.ts"
import { castTypesOf, typeAdvice } from "../translation/cast-types.ts"
import { macro, type Place, refuse } from "../translation/context.ts"
import { typeOf } from "../translation/infer.ts"
import { intervalIn } from "../translation/interval-text.ts"
import { textHint } from "../translation/literals.ts"
import { typedValue } from "../translation/moment-text.ts"
import { type Out, out } from "../translation/output.ts"
import { unpadded, withoutPadding } from "../translation/padding.ts"
import { fixedSize, fixedTextTypes, textTypes } from "../translation/sql-type.ts"
import { emit, within } from "../translation/walk.ts"
import { emitColumn } from "./columns.ts"

const castTypes = castTypesOf({ real: "real", double: "double precision", super: "jsonb" })

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
      return plain(node, place)
    case "integer":
    case "decimal":
    case "date":
    case "timestamp":
    case "time":
      return out`cast(${emit(node, place)} as text)`
    case "unknown":
    case "double":
      return out`${macro(place, "text")}(${emit(node, place)})`
    default:
      refuse(place, node, `the text of a ${type.kind}`, textHint[type.kind])
      return plain(node, place)
  }
}

/** An argument where a text is expected. What is known not to be one is cast. */
export function emitTextArgument(node: Expression, place: Place): Out {
  const { kind } = typeOf(node, place)
  if (kind === "null") return emit(node, place)
  return emitText(node, place)
}

export function emitCast(node: Cast, place: Place): Out {
  const { operand, type } = node
  if (node.style === "try_cast") return emitTryCast(node, place)
  const from = typeOf(operand, place)
  if (from.kind === "super") return castSuper(node, place)
  if (textTypes.has(type.name)) return castText(node, place)
  if (fixedTextTypes.has(type.name)) return unpadded(castText(node, place, fixedSize(type.name)))
  if (isDecimal(type.name)) {
    checkCast(node, place, "decimal")
    return out`cast(${strictly(operand, place, "decimal")} as ${decimal(type.arguments)})`
  }
  const interval =
    type.name === "interval" && operand.kind === "string" ? intervalIn(operand.value) : undefined
  if (interval !== undefined) return [`interval ${stringLiteral(interval)}`]
  const target = castTypes.get(type.name)
  if (target === undefined || (type.arguments.length > 0 && target !== "timestamp"))
    refuse(place, type, `the type "${type.name}"`, typeAdvice(type.name))
  if (target === "jsonb")
    refuse(
      place,
      node,
      "the cast to super",
      "Write json_parse(x): a cast makes a SUPER text, not what the text describes.",
    )
  checkCast(node, place, target ?? "")
  if (from.kind === "timestamptz" && (target === "date" || target === "timestamp"))
    return out`cast((${emit(operand, place)}) at time zone 'UTC' as ${target})`
  if (from.kind === "boolean" && (target === "bigint" || target === "smallint"))
    return out`cast(cast(${emit(operand, place)} as integer) as ${target})`
  return out`cast(${strictly(operand, place, target ?? "")} as ${target ?? type.name})`
}

/** Null where the text is not a value of the type as Redshift reads it. */
function emitTryCast(node: Cast, place: Place): Out {
  const { type, operand } = node
  const target = isDecimal(type.name) ? decimal(type.arguments) : castTypes.get(type.name)
  if (!checkTryCast(node, place, target)) return emit(operand, place)
  const value = out`cast(${emit(operand, place)} as text)`
  const form = numberForm(target ?? "")
  const reads = out`pg_input_is_valid(${value}, ${stringLiteral(target ?? "")})`
  const test = form === undefined ? reads : out`${value} ~ ${stringLiteral(form)} and ${reads}`
  // The text goes first: of constants Postgres evaluates both ways of a case.
  return out`cast(case when ${test} then ${value} end as ${target ?? ""})`
}

function isDecimal(name: string): boolean {
  return name === "decimal" || name === "numeric" || name === "dec"
}

function decimal([precision = 18, scale = 0]: readonly number[]): string {
  return `decimal(${precision}, ${scale})`
}

/** The longest text that fits into a value of these types. */
const shortTexts: ReadonlySet<string> = new Set(["integer", "decimal", "date", "timestamp", "time"])

/**
 * In Redshift `varchar` alone is 256 bytes, and a cast to varchar(n) cuts texts off at n bytes; Postgres counts
 * characters.
 */
function castText(node: Cast, place: Place, bare = 256): Out {
  const { operand } = node
  const size = node.type.arguments[0] ?? bare
  const { kind } = typeOf(operand, place)
  const type = `varchar(${size})`
  const short = shortTexts.has(kind) && size >= 64
  const fits = operand.kind === "string" && Buffer.byteLength(operand.value) <= size
  if (fits || short || kind === "null") return out`cast(${emit(operand, place)} as ${type})`
  if (size >= 65535) return out`cast(${emitText(operand, place)} as ${type})`
  if (!textual.has(kind)) emitText(operand, place)
  return out`cast(${macro(place, "varchar")}(${emit(operand, place)}, ${String(size)}) as ${type})`
}

/** Types that the function has a form for; the text of the others is refused. */
const textual: ReadonlySet<string> = new Set([...shortTexts, "varchar", "unknown", "double"])

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
    const value = size >= 65535 ? text : out`${macro(place, "varchar")}(${text}, ${String(size)})`
    return out`cast(${value} as varchar(${String(size)}))`
  }
  if (isDecimal(type.name)) return out`cast(${text} as ${decimal(type.arguments)})`
  const target = castTypes.get(type.name)
  if (target === undefined) refuse(place, type, `the type "${type.name}"`, typeAdvice(type.name))
  if (target === "jsonb") return emit(operand, place)
  return out`cast(${text} as ${target ?? type.name})`
}

export function emitTyped(node: TypedLiteral, place: Place): Out {
  const target = castTypes.get(node.type)
  if (target === undefined || !["date", "timestamp", "timestamptz", "time"].includes(target))
    refuse(place, node, `a "${node.type}" literal`)
  return out`${target ?? node.type} ${stringLiteral(typedValue(node))}`
}
