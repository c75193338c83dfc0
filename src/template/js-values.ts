import { LuxError, type Place } from "../errors.ts"
import { doubleOf, ExactNumber, exactNumber, numberText } from "./exact-number.ts"

/**
 * A value as a JavaScript macro gets it: of a number that a plain `number` does not keep the `number` of the same value,
 * a `bigint` for a longer whole number, its text for a decimal that no double has. Lists and maps are gone through.
 */
export function toJavaScript(value: unknown): unknown {
  if (value instanceof ExactNumber) return doubleOf(value) ?? wholeOf(value) ?? value.text
  if (Array.isArray(value)) return changedItems(value, toJavaScript) ?? value
  return isPlainMap(value) ? (changedEntries(value, toJavaScript) ?? value) : value
}

/**
 * What a program gave, as a value of templates. Throws LUX-1120 for a number that may have lost digits; `said` begins the
 * message: `macro "x" returns`.
 */
export function fromJavaScript(value: unknown, said: string, at: { readonly place?: Place } = {}): unknown {
  // An object may hold itself.
  const seen = new Set<unknown>()
  const walk = (each: unknown): unknown => {
    if (typeof each === "bigint") return exactNumber(String(each))
    if (typeof each === "number") return checked(each)
    if (seen.has(each)) return each
    if (!Array.isArray(each) && !isPlainMap(each)) return each
    seen.add(each)
    return (Array.isArray(each) ? changedItems(each, walk) : changedEntries(each, walk)) ?? each
  }
  const checked = (number: number): unknown => {
    if (Number.isFinite(number) && (!Number.isInteger(number) || Number.isSafeInteger(number)))
      return exactNumber(numberText(number))
    const [problem, hint] = Number.isFinite(number)
      ? [
          "a number beyond 2^53, which may have lost digits",
          "Calculate with BigInt, and give a bigint or a text.",
        ]
      : [`${number}, which is not a number that SQL can have`, "Give null or a text instead."]
    throw new LuxError("LUX-1120", `${said} ${problem}`, { place: at.place, hint })
  }
  return walk(value)
}

function wholeOf({ text }: ExactNumber): bigint | undefined {
  const [, digits] = /^([-+]?\d+)\.?0*$/.exec(text) ?? []
  return digits === undefined ? undefined : BigInt(digits)
}

type Change = (value: unknown) => unknown

/** A copy where an item changes. */
function changedItems(items: readonly unknown[], change: Change): readonly unknown[] | undefined {
  const changed = items.map(change)
  return changed.some((each, index) => each !== items[index]) ? changed : undefined
}

function changedEntries(
  map: Readonly<Record<string, unknown>>,
  change: Change,
): Readonly<Record<string, unknown>> | undefined {
  const changed = Object.entries(map).map(([key, value]) => [key, change(value)] as const)
  return changed.some(([key, value]) => value !== map[key]) ? Object.fromEntries(changed) : undefined
}

function isPlainMap(value: unknown): value is Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
