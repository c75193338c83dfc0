import type { z } from "zod"
import { LuxError, type Place, type Problems } from "../../errors.ts"
import { didYouMean } from "../../nearest.ts"
import { isNumeric } from "../../template/exact-number.ts"
import { insteadOfKey } from "./keys-of-dbt.ts"
import { keysAt } from "./schema-keys.ts"
import type { YamlPath } from "./yaml-document.ts"

/** Where a value inside what is validated stands. */
export type PlaceOf = (path: YamlPath, part: "key" | "value") => Place

/**
 * Checks a value against a schema. What is wrong goes to `problems`, each at its place: LUX-1004 for an unknown key,
 * with the nearest known one, LUX-1005 for a value that cannot be. Then what is right is read as if the rest were not
 * there, so that problems elsewhere are found too; undefined where nothing can be read without it.
 */
export function validate<Schema extends z.ZodType>(
  schema: Schema,
  value: unknown,
  placeOf: PlaceOf,
  problems: Problems,
): z.output<Schema> | undefined {
  const result = schema.safeParse(value, parsing())
  if (result.success) return result.data
  for (const issue of result.error.issues) report(issue, value, schema, placeOf, problems)
  return schema.safeParse(withoutWrong(value, result.error.issues), parsing()).data
}

/** LUX-1004 for each key that a schema does not know. */
export function unknownKeys(
  schema: z.ZodType,
  keys: readonly string[],
  placeOf: PlaceOf,
  problems: Problems,
): void {
  if (keys.length === 0) return
  const known = keysAt(schema, [])
  for (const key of keys)
    if (!known.includes(key)) problems.add(unknownKey(key, placeOf([key], "key"), known))
}

function unknownKey(key: string, place: Place, known: readonly string[]): LuxError {
  return new LuxError("LUX-1004", `"${key}" is not known here`, { place, hint: hintForKey(key, known) })
}

/** Checks before it pays to compile them. */
const few = 100
let checks = 0

/** How zod is to check a value: it compiles its checks as JavaScript, which takes longer than a few of them do. */
export function parsing(): { readonly jitless: boolean } {
  checks++
  return { jitless: checks <= few }
}

function report(
  issue: z.core.$ZodIssue,
  value: unknown,
  schema: z.ZodType,
  placeOf: PlaceOf,
  problems: Problems,
): void {
  const path = stepsOf(issue)
  if (issue.code === "unrecognized_keys") {
    const known = keysAt(schema, path)
    for (const key of issue.keys) problems.add(unknownKey(key, placeOf([...path, key], "key"), known))
    return
  }
  // A union says only that no alternative fits: what is wrong inside the one that was meant says more.
  if (issue.code === "invalid_union") {
    const nested = issue.errors
      .flat()
      .find((each) => each.code === "unrecognized_keys" || each.path.length > 0)
    if (nested !== undefined) {
      report({ ...nested, path: [...issue.path, ...nested.path] }, value, schema, placeOf, problems)
      return
    }
  }
  const found = at(value, path)
  problems.add(
    new LuxError(
      "LUX-1005",
      found === undefined ? `${nameOf(path)} is missing` : `${nameOf(path)} must be ${wanted(issue)}`,
      { place: placeOf(path, "value"), hint: hintFor(issue, found) },
    ),
  )
}

/** What is wrong with a value of a schema that is not a map of the project, as the rest of a sentence, and what may help. */
export function firstProblem(
  error: z.core.$ZodError,
  value: unknown,
): { readonly path: YamlPath; readonly message: string; readonly hint: string | undefined } | undefined {
  const [issue] = error.issues
  if (issue === undefined) return undefined
  const path = stepsOf(issue)
  const found = at(value, path)
  const message = found === undefined ? "is missing" : `must be ${wanted(issue)}`
  return { path, message, hint: hintFor(issue, found) }
}

function hintForKey(key: string, known: readonly string[]): string | undefined {
  const hint = insteadOfKey(key) ?? didYouMean(key, known)
  return hint ?? (known.length === 0 ? undefined : `Known: ${known.join(", ")}.`)
}

function nameOf(path: YamlPath): string {
  const name = path.filter((step) => typeof step === "string").at(-1)
  if (name === undefined) return "this"
  return typeof path.at(-1) === "number" ? `an entry of "${name}"` : `"${name}"`
}

function wanted(issue: z.core.$ZodIssue): string {
  // A schema's own words go before those for its kind.
  if (!issue.message.startsWith("Invalid")) return issue.message
  switch (issue.code) {
    case "invalid_type":
      return kinds[issue.expected] ?? `a ${issue.expected}`
    case "invalid_value":
      return issue.values.length === 1
        ? JSON.stringify(issue.values[0])
        : `one of ${issue.values.map((each) => JSON.stringify(each)).join(", ")}`
    case "invalid_union":
      return [...new Set(issue.errors.flat().map(wanted))].join(" or ")
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

function hintFor(issue: z.core.$ZodIssue, found: unknown): string | undefined {
  const isList = issue.code === "invalid_type" && issue.expected === "array"
  if (isList && issue.message.startsWith("Invalid") && isPlain(found))
    return "Each entry of a list begins with a dash: - name: ..."
  if (issue.code === "invalid_value" && typeof found === "string")
    return didYouMean(
      found,
      issue.values.filter((each) => typeof each === "string"),
    )
  const isText = issue.code === "invalid_type" && issue.expected === "string"
  return isText && (isNumeric(found) || typeof found === "boolean")
    ? `Put it in quotes: "${found}".`
    : undefined
}

/** A copy without the keys that issues are about. */
function withoutWrong(value: unknown, issues: readonly z.core.$ZodIssue[]): unknown {
  const copy = copied(value)
  for (const issue of issues) {
    const path = stepsOf(issue)
    if (issue.code === "unrecognized_keys") for (const key of issue.keys) remove(copy, [...path, key])
    // What is missing is missing from something.
    else remove(copy, at(value, path) === undefined ? path.slice(0, -1) : path)
  }
  return copy
}

function remove(from: unknown, path: YamlPath): void {
  // No single entry of a list: the others would move, and their places with them.
  const end = path.findLastIndex((step) => typeof step === "string")
  const key = path[end]
  const parent = at(from, path.slice(0, Math.max(end, 0)))
  if (key !== undefined && typeof parent === "object" && parent !== null) Reflect.deleteProperty(parent, key)
}

function copied(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(copied)
  return isPlain(value)
    ? Object.fromEntries(Object.entries(value).map(([key, each]) => [key, copied(each)]))
    : value
}

function isPlain(value: unknown): value is object {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype
}

function stepsOf(issue: z.core.$ZodIssue): YamlPath {
  return issue.path.filter((step) => typeof step !== "symbol")
}

/** What stands at a path of a value; undefined where nothing does. */
export function at(value: unknown, path: YamlPath): unknown {
  let found = value
  for (const step of path) {
    if (typeof found !== "object" || found === null) return undefined
    found = Reflect.get(found, step)
  }
  return found
}
