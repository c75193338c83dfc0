import { z } from "zod"
import { LuxError, type Place, type Problems } from "../errors.ts"
import { didYouMean } from "../nearest.ts"
import type { YamlPath } from "./yaml-document.ts"

/** Where a value inside what is validated stands. */
export type PlaceOf = (path: YamlPath, part: "key" | "value") => Place

/**
 * Checks a value against a schema. What is wrong goes to `problems`, each at its place: LUX-1004 for an unknown key,
 * with the nearest known one, LUX-1005 for a value that cannot be.
 */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  placeOf: PlaceOf,
  problems: Problems,
): z.output<Schema> | undefined {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  for (const issue of result.error.issues) report(issue, value, schema, placeOf, problems)
  return undefined
}

function report(
  issue: z.core.$ZodIssue,
  value: unknown,
  schema: z.ZodType,
  placeOf: PlaceOf,
  problems: Problems,
): void {
  const path = issue.path.filter((step) => typeof step !== "symbol")
  if (issue.code === "unrecognized_keys") {
    const known = keysAt(schema, path)
    for (const key of issue.keys)
      problems.add(
        new LuxError("LUX-1004", `"${key}" is not known here`, {
          place: placeOf([...path, key], "key"),
          hint: didYouMean(key, known) ?? (known.length === 0 ? undefined : `Known: ${known.join(", ")}.`),
        }),
      )
    return
  }
  // A union says only that no alternative fits: what the alternatives want is told by their first complaints.
  if (issue.code === "invalid_union") {
    const nested = issue.errors
      .flat()
      .find((each) => each.code === "unrecognized_keys" || each.path.length > 0)
    if (nested !== undefined) {
      report({ ...nested, path: [...issue.path, ...nested.path] }, value, schema, placeOf, problems)
      return
    }
  }
  const name =
    path.length === 0 ? "this" : `"${path.filter((step) => typeof step === "string").at(-1) ?? path.at(-1)}"`
  const missing = at(value, path) === undefined
  problems.add(
    new LuxError("LUX-1005", missing ? `${name} is missing` : `${name} must be ${wanted(issue)}`, {
      place: placeOf(path, "value"),
    }),
  )
}

function wanted(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case "invalid_type":
      return kinds[issue.expected] ?? `a ${issue.expected}`
    case "invalid_value":
      return issue.values.length === 1
        ? JSON.stringify(issue.values[0])
        : `one of ${issue.values.map((each) => JSON.stringify(each)).join(", ")}`
    case "invalid_union":
      return [...new Set(issue.errors.flat().map(wanted))].join(" or ") || "something else"
    default:
      return issue.message
  }
}

const kinds: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a map",
  record: "a map",
}

function at(value: unknown, path: YamlPath): unknown {
  let found = value
  for (const step of path) {
    if (typeof found !== "object" || found === null) return undefined
    found = (found as Record<string | number, unknown>)[step]
  }
  return found
}

/** The keys that a schema knows at a path, looking through lists, optionals and unions. */
function keysAt(schema: z.core.$ZodType, path: YamlPath): readonly string[] {
  const inner = unwrap(schema)
  if (inner instanceof z.ZodUnion)
    return [...new Set(inner.options.flatMap((option) => keysAt(option, path)))]
  const [step, ...rest] = path
  if (step === undefined) return inner instanceof z.ZodObject ? Object.keys(inner.shape) : []
  if (inner instanceof z.ZodObject) {
    const next = inner.shape[String(step)]
    return next === undefined ? [] : keysAt(next, rest)
  }
  if (inner instanceof z.ZodArray) return keysAt(inner.element, rest)
  return inner instanceof z.ZodRecord ? keysAt(inner.valueType, rest) : []
}

function unwrap(schema: z.core.$ZodType): z.core.$ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodNullable || schema instanceof z.ZodDefault)
    return unwrap(schema.unwrap())
  return schema instanceof z.ZodPipe ? unwrap(schema.in) : schema
}
