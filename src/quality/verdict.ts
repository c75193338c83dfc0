import { LuxError, type Place } from "../errors.ts"

/** What decides between pass, warn and fail. `warnIf` and `errorIf` compare with the number of failures. */
export interface Bounds {
  readonly severity: "error" | "warn"
  readonly warnIf: string
  readonly errorIf: string
}

/** As in dbt: severity `error` asks error_if, then warn_if; severity `warn` asks warn_if alone. */
export function verdict(failures: number, bounds: Bounds): "pass" | "warn" | "fail" {
  if (bounds.severity === "error" && holds(bounds.errorIf, failures)) return "fail"
  return holds(bounds.warnIf, failures) ? "warn" : "pass"
}

const comparison = /^\s*(?<operator>=|==|!=|<>|>=|<=|>|<)\s*(?<bound>-?\d+(?:\.\d+)?)\s*$/
const between = /^\s*(?<not>not\s+)?between\s+(?<low>-?\d+(?:\.\d+)?)\s+and\s+(?<high>-?\d+(?:\.\d+)?)\s*$/i

/** Throws LUX-2401 when a bound is not a comparison with a number. */
export function checkBounds(bounds: Bounds, placeOf: () => Place): void {
  for (const [key, text] of [
    ["warn_if", bounds.warnIf],
    ["error_if", bounds.errorIf],
  ] as const)
    if (!comparison.test(text) && !between.test(text))
      throw new LuxError("LUX-2401", `${key} "${text}" is not a comparison with a number`, {
        place: placeOf(),
        hint: 'Write for example ">10", "!= 0" or "between 1 and 5".',
      })
}

function holds(text: string, failures: number): boolean {
  const range = between.exec(text)?.groups
  if (range !== undefined) {
    const inside = failures >= Number(range["low"]) && failures <= Number(range["high"])
    return range["not"] === undefined ? inside : !inside
  }
  const { operator, bound } = comparison.exec(text)?.groups ?? {}
  const limit = Number(bound)
  switch (operator) {
    case "=":
    case "==":
      return failures === limit
    case "!=":
    case "<>":
      return failures !== limit
    case ">":
      return failures > limit
    case ">=":
      return failures >= limit
    case "<":
      return failures < limit
    default:
      return failures <= limit
  }
}
