import { compareDecimals, type Decimal, decimalOfText, decimalText } from "./decimal.ts"

/**
 * Numbers as they are written in YAML, in `--vars` and `--args`, and in templates.
 *
 * A number is a plain `number` where the double prints exactly as the number is written: `5`, `-3`, `0.25`. Every other
 * one is an `ExactNumber`, which keeps what is written: `17895695668004551`, `1.10`, `007`, `-0`. Who takes a value asks
 * `isNumeric`, prints with `numberText`, compares with `compareNumbers`, and never uses `===` or `Number()` on it.
 * As JSON, an `ExactNumber` is the map `{"\u0001number": "1.10"}`: `JSON.stringify` keeps it, `exactReviver` reads it back.
 * Documents for other programs are written by `jsonText`, where it is a JSON number with all its digits.
 */
export class ExactNumber {
  /** Plain decimal notation: a sign, digits, a point; no exponent. */
  readonly text: string

  /** Use `exactNumber`, which knows when a plain `number` does. */
  constructor(text: string) {
    this.text = text
  }

  toString(): string {
    return this.text
  }

  toJSON(): Readonly<Record<string, string>> {
    return { [exactKey]: this.text }
  }
}

export type Numeric = number | bigint | ExactNumber

/** The key of an exact number in JSON. YAML and JSON files do not have control characters in keys. */
const exactKey = "\u0001number"
const keyInJson = JSON.stringify(exactKey)

const plainDecimal = /^[-+]?(?:\d+\.?\d*|\.\d+)$/

/** Whether a text is a number in plain decimal notation, which `exactNumber` takes. */
export function isPlainDecimal(text: string): boolean {
  return plainDecimal.test(text)
}

/** The number that a text in plain decimal notation is. */
export function exactNumber(text: string): number | ExactNumber {
  const number = Number(text)
  const keeps = String(number) === text && (!Number.isInteger(number) || Number.isSafeInteger(number))
  return keeps ? number : new ExactNumber(text)
}

export function isNumeric(value: unknown): value is Numeric {
  return typeof value === "number" || typeof value === "bigint" || value instanceof ExactNumber
}

/** All digits in plain decimal notation, as written where it is an exact number; `NaN` and `Infinity` by name. */
export function numberText(value: Numeric): string {
  if (typeof value !== "number") return String(value)
  const text = String(value)
  return text.includes("e") ? decimalText(decimalOf(value)) : text
}

/** Below 0, 0 or above 0, by value: `1.10` and `1.1` are equal. NaN is equal to nothing: the answer is NaN. */
export function compareNumbers(a: Numeric, b: Numeric): number {
  if (typeof a === "number" && typeof b === "number") return a === b ? 0 : a < b ? -1 : a > b ? 1 : Number.NaN
  for (const [each, sign] of [[a, 1] as const, [b, -1] as const])
    if (typeof each === "number" && !Number.isFinite(each)) return sign * each
  return compareDecimals(decimalOf(a), decimalOf(b))
}

/** Two numbers by value, everything else by identity. */
export function sameValue(a: unknown, b: unknown): boolean {
  return isNumeric(a) && isNumeric(b) ? compareNumbers(a, b) === 0 : a === b
}

/** The value as digits and scale. A double is the shortest decimal that reads as it. Throws RangeError for NaN and Infinity. */
export function decimalOf(value: Numeric): Decimal {
  return decimalOfText(String(value))
}

/** The double of the same value; undefined where no double has it, and for whole numbers beyond 2^53. */
export function doubleOf(value: Numeric): number | undefined {
  const number = Number(value)
  if (!Number.isFinite(number) || (Number.isInteger(number) && !Number.isSafeInteger(number)))
    return typeof value === "number" ? number : undefined
  return compareNumbers(number, value) === 0 ? number : undefined
}

/** For `JSON.parse(text, exactReviver(text))`; undefined where there is nothing to revive, which is faster. */
export function exactReviver(text: string): ((key: string, value: unknown) => unknown) | undefined {
  return text.includes(keyInJson) ? (_, value) => revivedNumber(value) ?? value : undefined
}

/** The exact number that a value from JSON is; undefined for any other. */
export function revivedNumber(value: unknown): ExactNumber | undefined {
  const text: unknown = typeof value === "object" && value !== null ? Reflect.get(value, exactKey) : undefined
  return typeof text === "string" ? new ExactNumber(text) : undefined
}

/** JSON for other programs: exact numbers are JSON numbers with all their digits. */
export function jsonText(
  value: unknown,
  indent?: number,
  replacer?: (key: string, value: unknown) => unknown,
): string {
  return withNumbers(JSON.stringify(value, replacer, indent) ?? "null", jsonNumber)
}

/** YAML in one line, which is JSON but for numbers: they are as written. */
export function yamlText(value: unknown): string {
  return withNumbers(JSON.stringify(value) ?? "null", (text) => text)
}

function withNumbers(text: string, write: (number: string) => string): string {
  return text.includes(keyInJson) ? text.replace(exactInJson, (_, number: string) => write(number)) : text
}

/** Inside a JSON text quotes are escaped, so that this is never part of one. */
const exactInJson = /\{\s*"\\u0001number":\s*"([^"]*)"\s*\}/g

/** JSON has no sign `+`, no zeros in front and a digit on both sides of the point. */
function jsonNumber(text: string): string {
  const [, sign, whole = "", fraction = ""] = /^([-+]?)0*(\d*)\.?(\d*)$/.exec(text) ?? []
  return `${sign === "-" ? "-" : ""}${whole === "" ? "0" : whole}${fraction === "" ? "" : `.${fraction}`}`
}
