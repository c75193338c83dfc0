import { LuxError, type Place } from "../errors.ts"
import { helperNames, yieldingHelpers } from "./helpers.ts"

const reserved: ReadonlySet<string> = new Set([
  ...helperNames,
  "this",
  "true",
  "false",
  "null",
  "undefined",
  "as",
])

/** What is wrong with a name that is being defined, or undefined. `what` is such as "macro" or "argument". */
export function nameProblem(what: string, name: string, place: Place): LuxError | undefined {
  if (reserved.has(name) && !(what === "argument" && yieldingHelpers.has(name)))
    return new LuxError("LUX-1110", `the ${what} "${name}" has the name of a helper`, {
      place,
      hint: "Give it another name.",
    })
  if (/^[A-Za-z_][A-Za-z0-9_]*$/.test(name)) return undefined
  return new LuxError("LUX-1111", `"${name}" is not a name for a ${what}`, {
    place,
    hint: "A name consists of letters, digits and underscores and starts with no digit.",
  })
}
