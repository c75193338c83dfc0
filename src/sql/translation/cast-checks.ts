import type { Cast } from "../ast.ts"
import { type Place, refuse } from "./context.ts"
import { typeOf } from "./infer.ts"

/** Refuses casts whose meaning differs between the engines; `target` is the name of the type. */
export function checkCast(node: Cast, place: Place, target: string): void {
  const from = typeOf(node.operand, place)
  const whole = ["smallint", "integer", "bigint"].includes(target)
  if (node.operand.kind === "string" && whole && !/^\s*[+-]?\d+\s*$/.test(node.operand.value))
    refuse(place, node, "the cast of this text to a whole number", "Cast it to decimal first.")
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
