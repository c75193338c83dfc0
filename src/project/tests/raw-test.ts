import * as z from "zod"
import { LuxError } from "../../errors.ts"
import { type ConfigLayer, configKey, layerAt } from "../config/config-layers.ts"
import { testConfigSchema } from "../config/config-schemas.ts"
import { renderValues } from "../config/rendered-values.ts"
import type { Loading } from "../loading.ts"
import { isMap } from "../yaml/is-map.ts"
import { validate } from "../yaml/validate.ts"
import { description, name, record } from "../yaml/value-schemas.ts"
import type { YamlDocument, YamlPath } from "../yaml/yaml-document.ts"

/** Keys of a test's configuration, which may stand next to its arguments. A generic test has the group of what it tests. */
export const testConfigKeys: ReadonlySet<string> = new Set(
  Object.keys(testConfigSchema.shape).filter((key) => key !== "group"),
)

/** Keys next to a test's arguments that are no arguments. */
export const testKeys: readonly string[] = ["name", "description", "config", "arguments"]

/** What a test says, whichever way it is written. */
export interface TestParts {
  /** The generic test's name. */
  readonly test: string
  /** The name that it was given. */
  readonly name: string | undefined
  readonly description: string
  readonly arguments: Readonly<Record<string, { readonly value: unknown; readonly path: YamlPath }>>
  readonly config: readonly ConfigLayer[]
}

const bodySchema = z.looseObject({
  name: name.optional(),
  description,
  config: record.default({}),
  arguments: record.default({}),
})

/** Reads `unique`, `{unique: {...}}`, or `{test_name: unique, name: ..., ...}`. Throws LUX-1042 for anything else. */
export function partsOf(test: unknown, document: YamlDocument, path: YamlPath, loading: Loading): TestParts {
  if (typeof test === "string") return { test, name: undefined, description: "", arguments: {}, config: [] }
  const { test: name, at, body } = named(test, document, path)
  const settings: Record<string, unknown> = {}
  const values: Record<string, { value: unknown; path: YamlPath }> = {}
  const read = validate(
    bodySchema,
    body,
    (inner, part) => document.placeOf([...at, ...inner], part),
    loading.problems,
  )
  for (const [key, value] of Object.entries(body)) {
    if (key === "test_name" || testKeys.includes(key)) continue
    if (testConfigKeys.has(configKey(key))) settings[key] = value
    else values[key] = { value, path: [...at, key] }
  }
  const takes = new Set(loading.genericTests.get(name)?.parameters.map((parameter) => parameter.name))
  const inArguments: Record<string, unknown> = {}
  let config: Readonly<Record<string, unknown>> = {}
  for (const [key, value] of Object.entries(read?.arguments ?? {})) {
    // dbt takes settings there too.
    if (takes.has(key)) values[key] = { value, path: [...at, "arguments", key] }
    else if (key === "config" && isMap(value)) config = value
    else if (testConfigKeys.has(configKey(key))) inArguments[key] = value
    else values[key] = { value, path: [...at, "arguments", key] }
  }
  return {
    test: name,
    name: read?.name,
    description: read?.description ?? "",
    arguments: values,
    config: [
      layer(document, at, settings, loading),
      layer(document, [...at, "arguments"], inArguments, loading),
      layer(document, [...at, "arguments", "config"], config, loading),
      layer(document, [...at, "config"], read?.config ?? {}, loading),
    ].filter(({ values: each }) => Object.keys(each).length > 0),
  }
}

function named(test: unknown, document: YamlDocument, path: YamlPath) {
  if (!isMap(test)) throw notATest(document, path)
  const long = test["test_name"]
  if (typeof long === "string") return { test: long, at: path, body: test }
  const [first, ...more] = Object.keys(test)
  if (first === undefined || more.length > 0) throw notATest(document, path)
  const body = test[first] ?? {}
  if (!isMap(body))
    throw new LuxError("LUX-1042", `the arguments of test "${first}" must be a map`, {
      place: document.placeOf([...path, first]),
      hint: "Write each as name: value.",
    })
  return { test: first, at: [...path, first], body }
}

function notATest(document: YamlDocument, path: YamlPath): LuxError {
  return new LuxError("LUX-1042", "a data test is a name, or one name with its arguments under it", {
    place: document.placeOf(path),
    hint: "Write - unique, or - accepted_values: with the arguments indented below it.",
  })
}

function layer(
  document: YamlDocument,
  path: YamlPath,
  values: Readonly<Record<string, unknown>>,
  loading: Loading,
): ConfigLayer {
  const rendered = renderValues(document, path, values, loading.context, loading.problems)
  return layerAt(document, path, isMap(rendered) ? rendered : {})
}
