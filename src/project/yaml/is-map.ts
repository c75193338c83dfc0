import { ExactNumber } from "../../template/exact-number.ts"

/** A map of YAML or JSON; a number that keeps its digits is an object too, and none. */
export function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof ExactNumber)
  )
}
