import type { Cast, Expression, TypedLiteral } from "../ast.ts"
import { strictName, strictTexts } from "../strict-text.ts"
import { checkCast } from "../translation/cast-checks.ts"
import { castTypesOf } from "../translation/cast-types.ts"
import { type Place, refuse } from "../translation/context.ts"
import { typeOf } from "../translation/infer.ts"
import { intervalIn } from "../translation/interval-text.ts"
import { textHint } from "../translation/literals.ts"
import { isoMoment, typedValue } from "../translation/moment-text.ts"
import { type Out, out } from "../translation/output.ts"
import { textTypes } from "../translation/sql-type.ts"
import { emit, within } from "../translation/walk.ts"
import { emitColumn } from "./columns.ts"
import { intervalText } from "./interval.ts"
import { bound, raised, sparkLiteral } from "./literal.ts"

const castTypes = new Map([
  ...castTypesOf({ real: "float", double: "double", super: "super" }),
  ["integer", "int"],
  ["int", "int"],
  ["int4", "int"],
  ["timestamp", "timestamp_ntz"],
  ["timestamptz", "timestamp_ltz"],
])

/** An expression as text, with Redshift's text for its type. `plain` emits what needs no change. */
export function emitText(
  node: Expression,
  place: Place,
  plain: (node: Expression, place: Place) => Out = emit,
): Out {
  const type = typeOf(node, place)
  switch (type.kind) {
    case "varchar":
      return plain(node, place)
    case "null":
    case "integer":
    case "decimal":
    case "date":
    case "timestamp":
      return out`cast(${emit(node, place)} as string)`
    case "double":
      return bound(out`cast(${emit(node, place)} as double)`, "lux_float", floatText)
    case "unknown":
      refuse(place, node, "the text of a value whose type is not known", "Cast it to its type first.")
      return plain(node, place)
    default:
      refuse(place, node, `the text of a ${type.kind}`, textHint[type.kind])
      return plain(node, place)
  }
}

/** Floats of at most fifteen digits have the same text in both, without the ".0" of whole ones. */
const floatText = `case
  when lux_float is null then null
  when abs(lux_float) < 1e15 and lux_float = floor(lux_float) then cast(cast(lux_float as bigint) as string)
  when abs(lux_float) >= 0.001 and abs(lux_float) < 1e7 and length(cast(lux_float as string)) <= 16 then cast(lux_float as string)
  else ${raised("the text of this float is not verified: use to_char or cast it to a decimal")} end`

/** An argument where a text is expected. */
export function emitTextArgument(node: Expression, place: Place): Out {
  return emitText(node, place)
}

export function emitCast(node: Cast, place: Place): Out {
  const { operand, type } = node
  if (node.style === "try_cast")
    refuse(place, node, '"try_cast"', "Use a case expression that tests the text.")
  if (typeOf(operand, place).kind === "super") return castSuper(node, place)
  if (textTypes.has(type.name)) return castText(node, place)
  if (isDecimal(type.name)) {
    checkCast(node, place, "decimal")
    return converted(operand, place, `decimal(${digitsOf(node)})`)
  }
  const interval =
    type.name === "interval" && operand.kind === "string" ? intervalIn(operand.value) : undefined
  if (interval !== undefined) return [intervalText(interval)]
  const target = castTypes.get(type.name)
  if (target === undefined || target === "time" || (type.arguments.length > 0 && target !== "timestamp_ntz"))
    refuse(place, type, `the type "${type.name}"`, type.name.includes("char") ? "Use varchar(n)." : undefined)
  if (target === "super")
    refuse(place, node, "the cast to super", "Declare the column of the source as super.")
  checkCast(node, place, redshiftNames[target ?? ""] ?? target ?? "")
  return converted(operand, place, target ?? type.name)
}

/** The names that the checks of casts know the types by. */
const redshiftNames: Readonly<Record<string, string>> = {
  int: "integer",
  float: "real",
  timestamp_ntz: "timestamp",
  timestamp_ltz: "timestamptz",
}

function isDecimal(name: string): boolean {
  return name === "decimal" || name === "numeric" || name === "dec"
}

function digitsOf({ type }: Cast): string {
  const [precision = 18, scale = 0] = type.arguments
  return `${precision}, ${scale}`
}

const wholeTypes: ReadonlySet<string> = new Set(["smallint", "int", "bigint"])

/** A value as one of Spark's types: Spark cuts fractions off, and reads more texts than Redshift does. */
function converted(node: Expression, place: Place, target: string): Out {
  const value = emit(node, place)
  const { kind } = typeOf(node, place)
  if (kind === "unknown") {
    refuse(
      place,
      node,
      "the cast of a value whose type is not known",
      "Declare the columns of what is read here.",
    )
    return value
  }
  if (wholeTypes.has(target) && kind === "decimal") return out`cast(round(${value}) as ${target})`
  if (wholeTypes.has(target) && kind === "double") return out`cast(bround(${value}) as ${target})`
  if (target === "boolean" && node.kind === "string")
    return [/^\s*(t|true|y|yes|1)\s*$/i.test(node.value) ? "true" : "false"]
  if (kind === "varchar") return parsed(node, value, place, target)
  return out`cast(${value} as ${target})`
}

/** The texts that are read as a value of a type; any other is an error when the statement runs. */
const forms: Readonly<Record<string, { readonly pattern: string; readonly name: string }>> = {
  ...strictTexts,
  date: { pattern: String.raw`\s*[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}\s*`, name: "a date as 2024-01-31" },
  timestamp_ntz: {
    pattern: String.raw`\s*[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}([ T][0-9]{1,2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?)?\s*`,
    name: "a timestamp as 2024-01-31 10:30:00",
  },
}

function parsed(node: Expression, value: Out, place: Place, target: string): Out {
  if (node.kind === "string" && (target === "date" || target === "timestamp_ntz")) {
    const iso = isoMoment(node.value)
    if (iso === undefined) refuse(place, node, `this text as a ${target === "date" ? "date" : "timestamp"}`)
    return [`cast(${sparkLiteral(iso ?? node.value)} as ${target})`]
  }
  const kind = target.startsWith("decimal") ? "decimal" : target === "double" ? "float" : target
  const form = wholeTypes.has(target) ? undefined : forms[kind]
  if (node.kind === "string" || form === undefined) return out`cast(${value} as ${target})`
  const name = strictName(place.context.sql.slice(node.start, node.end))
  const message = `${sparkLiteral(`${name} is "`)} || lux_text || ${sparkLiteral(`", not ${form.name}`)}`
  const test = `case when lux_text is null or lux_text rlike ${sparkLiteral(`(?i)^${form.pattern}\\z`)} then lux_text
    else cast(raise_error(${message}) as string) end`
  return out`cast(${bound(value, "lux_text", test)} as ${target})`
}

/** A date or timestamp of a text that is no literal. */
export function textAsTimestamp(node: Expression, place: Place): Out {
  return parsed(node, emit(node, place), place, "timestamp_ntz")
}

const shortTexts: ReadonlySet<string> = new Set(["integer", "decimal", "date", "timestamp"])

/**
 * In Redshift `varchar` alone is 256 bytes, and a cast to varchar(n) cuts texts off at n bytes, before a character that
 * would be cut in two. What is not a text must fit.
 */
function castText(node: Cast, place: Place): Out {
  const { operand } = node
  const size = node.type.arguments[0] ?? 256
  const { kind } = typeOf(operand, place)
  const text = emitText(operand, place)
  const fits = operand.kind === "string" ? Buffer.byteLength(operand.value) <= size : size >= 65535
  if (fits || kind === "null" || (shortTexts.has(kind) && size >= 64)) return out`cast(${text} as string)`
  if (kind !== "varchar") {
    const error = raised(`value too long for type character varying(${size})`)
    return bound(
      text,
      "lux_text",
      `case when octet_length(lux_text) > ${size} then ${error} else lux_text end`,
    )
  }
  return cutTo(text, size)
}

function cutTo(text: Out, size: number): Out {
  const goesOn = (back: number) =>
    `hex(substring(cast(lux_text as binary), ${size + 1 - back}, 1)) between '80' and 'BF'`
  const backs = [0, 1, 2].filter((back) => back < size)
  const back = backs.map((each) => `when not ${goesOn(each)} then ${each}`).join(" ")
  return bound(
    text,
    "lux_text",
    `case when octet_length(lux_text) <= ${size} then lux_text
    else cast(substring(cast(lux_text as binary), 1, ${size} - case ${back} else ${backs.length} end) as string) end`,
  )
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
    return size >= 65535 ? text : cutTo(text, size)
  }
  if (isDecimal(type.name)) return out`cast(${text} as decimal(${digitsOf(node)}))`
  const target = castTypes.get(type.name)
  if (target === undefined || !/^(smallint|int|bigint|double|float|boolean)$/.test(target))
    refuse(place, type, `the cast of a SUPER value to "${type.name}"`, "Cast it to varchar first.")
  return out`cast(${text} as ${target ?? type.name})`
}

export function emitTyped(node: TypedLiteral, place: Place): Out {
  const target = castTypes.get(node.type)
  const isMoment = target === "date" || target === "timestamp_ntz"
  if (!isMoment && target !== "timestamp_ltz") refuse(place, node, `a "${node.type}" literal`)
  if (isMoment && isoMoment(node.value) === undefined) refuse(place, node, `this "${node.type}" literal`)
  return [`${target ?? node.type} ${sparkLiteral(typedValue(node))}`]
}
