import { LuxError } from "../errors.ts"
import { doubleOf, isNumeric, sameValue } from "./exact-number.ts"
import type { Helper } from "./helpers.ts"
import type { HelperCall, RenderContext } from "./types.ts"
import { describe, howToPrint, isObject, textOf } from "./values.ts"

/** Helpers that make texts and lists from texts and lists. */
export const textHelpers: Readonly<Record<string, Helper>> = {
  concat: {
    usage: "concat a b",
    fewest: 1,
    most: Number.POSITIVE_INFINITY,
    run: (call) => call.args.map((_, at) => text(call, at)).join(""),
  },
  join: { usage: 'join list ", "', fewest: 1, most: 2, run: join },
  upper: { usage: "upper text", fewest: 1, most: 1, run: (call) => text(call, 0).toUpperCase() },
  lower: { usage: "lower text", fewest: 1, most: 1, run: (call) => text(call, 0).toLowerCase() },
  trim: { usage: "trim text", fewest: 1, most: 1, run: (call) => text(call, 0).trim() },
  replace: {
    usage: "replace text searched replacement",
    fewest: 3,
    most: 3,
    run: (call) => text(call, 0).replaceAll(text(call, 1), () => text(call, 2)),
  },
  literal: { usage: "literal value", fewest: 1, most: 1, run: sqlLiteral },
  length: { usage: "length listOrText", fewest: 1, most: 1, run: length },
  contains: { usage: "contains listOrText value", fewest: 2, most: 2, run: contains },
  range: { usage: "range from to", fewest: 2, most: 2, run: range },
}

/** The text of an argument. Throws LUX-1105 for what has none. */
function text(call: HelperCall, at: number): string {
  return textOfItem(call, call.args[at])
}

function textOfItem(call: HelperCall, value: unknown): string {
  const found = textOf(value)
  if (found !== undefined) return found
  throw new LuxError("LUX-1105", `${call.name} takes texts, not ${describe(value)}`, {
    place: call.place,
    hint: howToPrint(value),
  })
}

function join(call: HelperCall): string {
  const separator = call.args.length > 1 ? text(call, 1) : ", "
  return list(call, 0)
    .map((item) => textOfItem(call, item))
    .join(separator)
}

/** The value as SQL: a text in quotes, `null` for nothing. */
function sqlLiteral(call: HelperCall, context: RenderContext): string {
  const [value] = call.args
  if (value === null || value === undefined) return "null"
  const written = text(call, 0)
  if (isNumeric(value) || typeof value === "boolean") return written
  const escaped = context.backslashEscapes ? written.replaceAll("\\", "\\\\") : written
  return `'${escaped.replaceAll("'", "''")}'`
}

function length(call: HelperCall): number {
  const [value] = call.args
  if (typeof value === "string" || Array.isArray(value)) return value.length
  if (isObject(value)) return Object.keys(value).length
  throw new LuxError("LUX-1106", `length takes a list or a text, not ${describe(value)}`, {
    place: call.place,
  })
}

function contains(call: HelperCall): boolean {
  const [value, searched] = call.args
  return typeof value === "string"
    ? value.includes(text(call, 1))
    : list(call, 0).some((each) => sameValue(each, searched))
}

/** The whole numbers from the first to the last, both included. */
function range(call: HelperCall): readonly number[] {
  const [from, to] = call.args.map((value) => (isNumeric(value) ? doubleOf(value) : undefined))
  if (from !== undefined && to !== undefined && Number.isSafeInteger(from) && Number.isSafeInteger(to))
    return Array.from({ length: Math.max(0, to - from + 1) }, (_, step) => from + step)
  throw new LuxError(
    "LUX-1106",
    `range takes two whole numbers below 2^53, not ${describe(call.args[0])} and ${describe(call.args[1])}`,
    {
      place: call.place,
    },
  )
}

function list(call: HelperCall, at: number): readonly unknown[] {
  const value = call.args[at]
  if (Array.isArray(value)) return value
  throw new LuxError("LUX-1106", `${call.name} takes a list, not ${describe(value)}`, {
    place: call.place,
    hint: "Make a list with (list a b c).",
  })
}
