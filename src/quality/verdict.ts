import { LuxError, type Place } from "../errors.ts"
import { compareNumbers, exactNumber, type Numeric } from "../template/exact-number.ts"

/** What decides between pass, warn and fail. `warnIf` and `errorIf` compare with the number of failures. */
export interface Bounds {
  readonly severity: "error" | "warn"
  readonly warnIf: string
  readonly errorIf: string
}

/** Compared digit by digit. As in dbt: severity `error` asks error_if, then warn_if; severity `warn` asks warn_if alone. */
export function verdict(failures: Numeric, bounds: Bounds): "pass" | "warn" | "fail" {
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

function holds(text: string, failures: Numeric): boolean {
  const order = (bound = ""): number => compareNumbers(failures, exactNumber(bound))
  const range = between.exec(text)?.groups
  if (range !== undefined) {
    const inside = order(range["low"]) >= 0 && order(range["high"]) <= 0
    return range["not"] === undefined ? inside : !inside
  }
  const { operator, bound } = comparison.exec(text)?.groups ?? {}
  switch (operator) {
    case "=":
    case "==":
      return order(bound) === 0
    case "!=":
    case "<>":
      return order(bound) !== 0
    case ">":
      return order(bound) > 0
    case ">=":
      return order(bound) >= 0
    case "<":
      return order(bound) < 0
    default:
      return order(bound) <= 0
  }
}
