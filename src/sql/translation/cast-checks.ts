import type { Cast, Expression } from "../ast.ts"
import { stringLiteral } from "../identifier.ts"
import { isStrict, type StrictForm, strictName, strictTexts } from "../strict-text.ts"
import { macro, type Place, refuse } from "./context.ts"
import { typeOf } from "./infer.ts"
import { isoMoment } from "./moment-text.ts"
import { type Out, out } from "./output.ts"
import { emit } from "./walk.ts"

/** Refuses casts whose meaning differs between the engines; `target` is the name of the type. */
export function checkCast(node: Cast, place: Place, target: string): void {
  const from = typeOf(node.operand, place)
  const whole = ["smallint", "integer", "bigint"].includes(target)
  const form = formOf(target)
  if (node.operand.kind === "string" && form !== undefined && !isStrict(node.operand.value, form))
    refuse(
      place,
      node,
      `the cast of this text to ${whole ? "a whole number" : target}`,
      whole ? "Redshift refuses it too: cast it to decimal first." : "Redshift refuses it too.",
    )
  if (target === "boolean" && from.kind !== "boolean" && from.kind !== "integer" && from.kind !== "null") {
    const text = node.operand.kind === "string" ? node.operand.value.trim().toLowerCase() : undefined
    const known = ["t", "true", "y", "yes", "1", "f", "false", "n", "no", "0"]
    if (text === undefined || !known.includes(text))
      refuse(place, node, "this cast to boolean", "Compare with the values, as in x = 'true'.")
  }
  if (from.kind === "boolean" && whole) return
  if (from.kind === "boolean" && target !== "boolean")
    refuse(place, node, `the cast of a boolean to ${target}`)
  if (target === "timestamptz" && from.kind === "varchar" && node.operand.kind !== "string")
    refuse(place, node, "the cast of a text to timestamptz", "Use to_timestamp with a format.")
}

function formOf(target: string): StrictForm | undefined {
  if (["smallint", "integer", "bigint"].includes(target)) return "whole"
  if (target.startsWith("decimal")) return "decimal"
  return ["real", "float", "double", "double precision"].includes(target) ? "float" : undefined
}

/** The form of a text that Redshift reads as a number of a type, as a regular expression; undefined for other types. */
export function numberForm(target: string): string | undefined {
  const form = formOf(target)
  return form === undefined ? undefined : `(?i)^${strictTexts[form].pattern}$`
}

/** Whether a value that `try_cast` gets is a text that can become of a type; else it is refused. */
export function checkTryCast(node: Cast, place: Place, target: string | undefined): boolean {
  const { kind } = typeOf(node.operand, place)
  const isKnown =
    target !== undefined && (numberForm(target) !== undefined || /^(date|timestamp)$/.test(target))
  if (isKnown && (kind === "varchar" || kind === "null")) return true
  refuse(
    place,
    node,
    '"try_cast" of this value',
    "Verified are texts to numbers, date and timestamp: cast the value to varchar first.",
  )
  return false
}

/** What is cast: a text of a column is read as strictly as Redshift reads a number, a date in any of its forms. */
export function strictly(node: Expression, place: Place, target: string): Out {
  const iso = node.kind === "string" && /^(date|timestamp)$/.test(target) ? isoMoment(node.value) : undefined
  if (iso !== undefined) return [stringLiteral(iso)]
  const { kind, noText } = typeOf(node, place)
  const form = formOf(target)
  const isText = kind === "varchar" || (kind === "unknown" && noText !== true)
  if (form === undefined || !isText || node.kind === "string") return emit(node, place)
  const what = strictName(place.context.sql.slice(node.start, node.end))
  return out`${macro(place, `${form}_text`)}(${emit(node, place)}, ${stringLiteral(what)})`
}
