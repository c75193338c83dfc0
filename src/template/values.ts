import { compareNumbers, isNumeric, numberText } from "./exact-number.ts"

/** What values mean in a template: when they are true, how they print, which properties they have. */

/** As Handlebars sees it: nothing, false, zero, an empty text and an empty list are false. */
export function isTrue(value: unknown): boolean {
  if (isNumeric(value)) return compareNumbers(value, 0) !== 0 && !Number.isNaN(value)
  return Array.isArray(value) ? value.length > 0 : Boolean(value)
}

/** The text that a value prints as, or undefined where it has none: nothing, lists, plain dicts, functions. */
export function textOf(value: unknown): string | undefined {
  if (isNumeric(value)) return numberText(value)
  switch (typeof value) {
    case "string":
      return value
    case "boolean":
      return String(value)
    case "object":
      return value === null || Array.isArray(value) ? undefined : objectText(value)
    default:
      return undefined
  }
}

function objectText(value: object): string | undefined {
  if (value instanceof Date) return value.toISOString()
  const print: unknown = Reflect.get(value, "toString")
  return typeof print === "function" && print !== Object.prototype.toString ? String(value) : undefined
}

/** How messages call a value. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return "nothing"
  if (Array.isArray(value)) return value.length === 0 ? "an empty list" : "a list"
  if (isNumeric(value)) return `the number ${numberText(value)}`
  if (isPromise(value)) return "a promise"
  switch (typeof value) {
    case "string":
      return `the text "${value.length > 40 ? `${value.slice(0, 40)}...` : value}"`
    case "boolean":
      return String(value)
    case "object":
      return objectText(value) === undefined ? "a dict" : `"${objectText(value)}"`
    default:
      return `a ${typeof value}`
  }
}

/** What to do with a value that cannot be printed. */
export function howToPrint(value: unknown): string {
  if (value === null || value === undefined) return 'Give it a fallback: (default value "...").'
  if (Array.isArray(value)) return 'Print a list with {{join items ", "}} or {{#each items}}.'
  return "Print one of its properties, or go through it with {{#each}}."
}

export function isPromise(value: unknown): boolean {
  return typeof value === "object" && value !== null && typeof Reflect.get(value, "then") === "function"
}

/** A dict, list or object of the program's own, as against a single value. */
export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !isNumeric(value)
}

/** True for an own property and for a getter of the value's class. */
export function hasProperty(value: unknown, name: string): boolean {
  if (typeof value === "string") return name === "length"
  if (!isObject(value)) return false
  if (Object.hasOwn(value, name)) return true
  for (let type = Object.getPrototypeOf(value); type !== null && type !== Object.prototype; ) {
    const found = Object.getOwnPropertyDescriptor(type, name)
    if (found !== undefined) return found.get !== undefined && name !== "__proto__"
    type = Object.getPrototypeOf(type)
  }
  return false
}

/** The property's value; ask `hasProperty` first. */
export function propertyOf(value: unknown, name: string): unknown {
  if (typeof value === "string") return value.length
  return isObject(value) ? Reflect.get(value, name) : undefined
}
