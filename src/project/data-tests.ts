import { createHash } from "node:crypto"
import { LuxError, type Place } from "../errors.ts"
import { didYouMean } from "../nearest.ts"
import { parseTemplate } from "../template/parse.ts"
import { placeAt, type SourceFile } from "../template/source-file.ts"
import type { GenericTest } from "../template/types.ts"
import { type ConfigLayer, configKey, isMap, layerAt } from "./config-layers.ts"
import { type TestConfigValues, testConfigSchema } from "./config-schemas.ts"
import { describe } from "./docs-blocks.ts"
import type { Loading, PropertiesFile } from "./loading.ts"
import { entryLayers, inFileLayers } from "./models.ts"
import { configOf } from "./node-config.ts"
import type { ColumnProperties, WrittenTest } from "./properties-file.ts"
import { placeInFolders } from "./read-files.ts"
import { relationArgument } from "./relation-argument.ts"
import { templateAt } from "./rendered-values.ts"
import type { DataTest, Model, Seed, SourceTable, TestArgument, TestConfig } from "./types.ts"
import type { YamlDocument, YamlPath } from "./yaml-document.ts"

const configKeys: ReadonlySet<string> = new Set(Object.keys(testConfigSchema.shape))

interface Declared {
  readonly data_tests?: readonly WrittenTest[] | undefined
  readonly tests?: readonly WrittenTest[] | undefined
}

/** The tests that an entry declares on a resource and on its columns. */
export function readDataTests(
  resource: Model | Seed | SourceTable,
  properties: Declared & { readonly columns: readonly ColumnProperties[] },
  document: YamlDocument,
  path: YamlPath,
  loading: Loading,
): readonly DataTest[] {
  const own = written(properties, document, path, loading)
  const onColumns = properties.columns.flatMap((column, index) =>
    written(column, document, [...path, "columns", index], loading).map((each) => ({
      ...each,
      column: column.name,
    })),
  )
  return [...own, ...onColumns].flatMap(({ test, at, column }) => {
    const read = loading.problems.attempt(() => readDataTest(test, resource, column, document, at, loading))
    return read === undefined ? [] : [read]
  })
}

interface WrittenAt {
  readonly test: WrittenTest
  readonly at: YamlPath
  readonly column?: string
}

function written(
  declared: Declared,
  document: YamlDocument,
  path: YamlPath,
  loading: Loading,
): readonly WrittenAt[] {
  if (declared.data_tests !== undefined && declared.tests !== undefined)
    loading.problems.add(
      new LuxError("LUX-1040", "there is `tests` beside `data_tests`", {
        place: document.placeOf([...path, "tests"], "key"),
        hint: "They are the same: put all under data_tests.",
      }),
    )
  const key = declared.data_tests === undefined ? "tests" : "data_tests"
  return (declared.data_tests ?? declared.tests ?? []).map((test, index) => ({
    test,
    at: [...path, key, index],
  }))
}

function readDataTest(
  test: WrittenTest,
  resource: Model | Seed | SourceTable,
  column: string | undefined,
  document: YamlDocument,
  path: YamlPath,
  loading: Loading,
): DataTest | undefined {
  const { problems, packageName } = loading
  // Places are found when they are asked for: most tests never have a problem.
  const place = (): Place => document.placeOf(path)
  const parts = partsOf(test, document, path)
  const generic = loading.genericTests.get(parts.test)
  if (generic === undefined)
    throw new LuxError("LUX-1041", `there is no generic test "${parts.test}"`, {
      place: place(),
      hint:
        didYouMean(parts.test, loading.genericTests.keys()) ??
        `There are: ${[...loading.genericTests.keys()].sort().join(", ")}.`,
    })
  const named = { ...parts.arguments }
  const columnArgument = named["column_name"]
  if (column === undefined && typeof columnArgument?.value === "string") delete named["column_name"]
  const tested = column ?? (typeof columnArgument?.value === "string" ? columnArgument.value : undefined)
  checkArguments(
    generic,
    Object.keys(named),
    tested,
    (name) => document.placeOf(named[name]?.path ?? path, "key"),
    place,
  )
  const config = configOf(
    testConfigSchema,
    [...loading.configs.data_tests.layersFor(resource.fqn), ...parts.config],
    loading,
  )
  if (config === undefined) return undefined
  const name = parts.name ?? testName(parts.test, resource, tested, named)
  const identity = JSON.stringify([
    resource.uniqueId,
    parts.test,
    tested,
    Object.entries(named).map(([key, each]) => [key, each.value]),
    parts.name,
  ])
  return {
    type: "test",
    uniqueId: `test.${packageName}.${name}.${createHash("sha256").update(identity).digest("hex").slice(0, 10)}`,
    name,
    packageName,
    path: document.file.path,
    fqn: [...resource.fqn.slice(0, -1), name],
    get place() {
      return place()
    },
    description: describe(parts.description, loading.docs, place, problems),
    tags: config.merged.tags ?? [],
    meta: config.merged.meta ?? {},
    enabled: config.merged.enabled ?? true,
    config: testConfig(config.merged, config.raw),
    definition: {
      kind: "generic",
      test: parts.test,
      arguments: Object.fromEntries(
        Object.entries(named).map(([key, each]) => [key, argumentOf(each.value, document, each.path)]),
      ),
      attachedTo: resource.uniqueId,
      column: tested,
    },
  }
}

interface Parts {
  readonly test: string
  readonly name: string | undefined
  readonly description: string
  readonly arguments: Readonly<Record<string, { readonly value: unknown; readonly path: YamlPath }>>
  readonly config: readonly ConfigLayer[]
}

/** A test as written: `unique`, `{unique: {...}}`, or `{test_name: unique, name: ..., ...}`. */
function partsOf(test: WrittenTest, document: YamlDocument, path: YamlPath): Parts {
  if (typeof test === "string") return { test, name: undefined, description: "", arguments: {}, config: [] }
  const [first, ...more] = Object.keys(test)
  const long = typeof test["test_name"] === "string"
  if (!long && (first === undefined || more.length > 0))
    throw new LuxError("LUX-1042", "a data test is a name, or one name with its arguments under it", {
      place: document.placeOf(path),
      hint: "Indent the arguments below the test's name.",
    })
  const at = long ? path : [...path, first ?? ""]
  const inside = long ? test : test[first ?? ""]
  const body = isMap(inside) ? inside : {}
  const values: Record<string, { value: unknown; path: YamlPath }> = {}
  const settings: Record<string, unknown> = {}
  for (const [key, value] of Object.entries(body)) {
    if (["name", "test_name", "description", "config", "arguments"].includes(key)) continue
    if (configKeys.has(configKey(key))) settings[key] = value
    else values[key] = { value, path: [...at, key] }
  }
  if (isMap(body["arguments"]))
    for (const [key, value] of Object.entries(body["arguments"]))
      values[key] = { value, path: [...at, "arguments", key] }
  return {
    test: long ? String(test["test_name"]) : (first ?? ""),
    name: typeof body["name"] === "string" ? body["name"] : undefined,
    description: typeof body["description"] === "string" ? body["description"] : "",
    arguments: values,
    config: [
      layerAt(document, at, settings),
      ...(isMap(body["config"]) ? [layerAt(document, [...at, "config"], body["config"])] : []),
    ],
  }
}

function checkArguments(
  generic: GenericTest,
  given: readonly string[],
  column: string | undefined,
  placeOf: (name: string) => Place,
  place: () => Place,
): void {
  const known = generic.parameters.map((parameter) => parameter.name).filter((name) => name !== "model")
  const related = () => [
    { message: `"${generic.name}" takes ${known.join(", ") || "nothing"}`, place: generic.place },
  ]
  for (const name of given)
    if (!known.includes(name))
      throw new LuxError("LUX-1043", `test "${generic.name}" has no argument "${name}"`, {
        place: placeOf(name),
        hint: didYouMean(name, [...known, ...configKeys]),
        related: related(),
      })
  for (const parameter of generic.parameters) {
    const { name } = parameter
    const there = name === "model" || given.includes(name) || (name === "column_name" && column !== undefined)
    if (!there && parameter.default === undefined)
      throw new LuxError("LUX-1044", `test "${generic.name}" needs the argument "${name}"`, {
        place: place(),
        related: related(),
      })
  }
}

function argumentOf(value: unknown, document: YamlDocument, path: YamlPath): TestArgument {
  if (typeof value !== "string") return { kind: "value", value }
  const relation = relationArgument(value, document.placeOf(path))
  if (relation !== undefined) return { kind: "relation", relation }
  return value.includes("{{")
    ? { kind: "template", template: templateAt(document, path, value) }
    : { kind: "value", value }
}

/** As dbt names them, cut with a digest where the name would be longer than 64 characters. */
function testName(
  test: string,
  resource: Model | Seed | SourceTable,
  column: string | undefined,
  named: Readonly<Record<string, { readonly value: unknown }>>,
): string {
  const subject =
    resource.type === "source"
      ? `source_${test}_${resource.sourceName}_${resource.name}`
      : `${test}_${resource.name}`
  const all: Record<string, { readonly value: unknown }> = {
    ...named,
    ...(column === undefined ? {} : { column_name: { value: column } }),
  }
  const values = Object.keys(all)
    .sort()
    .flatMap((name) => all[name]?.value)
    .map((value) => (isMap(value) ? JSON.stringify(value) : String(value)).replace(/[^0-9A-Za-z_]+/g, "_"))
  const full = values.length === 0 ? subject : `${subject}_${values.join("__")}`
  if (full.length <= 64) return full
  return `${full.slice(0, 31)}_${createHash("sha256").update(full).digest("hex").slice(0, 32)}`
}

function testConfig(config: TestConfigValues, raw: Readonly<Record<string, unknown>>): TestConfig {
  return {
    severity: config.severity ?? "error",
    warnIf: config.warn_if ?? "!= 0",
    errorIf: config.error_if ?? "!= 0",
    where: config.where ?? undefined,
    limit: config.limit ?? undefined,
    failCalc: config.fail_calc ?? "count(*)",
    storeFailures: config.store_failures ?? false,
    storeFailuresSchema: config.schema,
    raw,
  }
}

/** A singular test: a query in `tests/*.sql`, described in a properties file under `data_tests:`. */
export function readSingularTest(
  file: SourceFile,
  folders: readonly string[],
  properties: readonly PropertiesFile[],
  loading: Loading,
): DataTest | undefined {
  const { problems, packageName, docs } = loading
  const { inside, name } = placeInFolders(file.path, folders)
  const template = problems.attempt(() => parseTemplate(file))
  if (template === undefined) return undefined
  const found = properties
    .flatMap(({ document, values }) =>
      [...values.data_tests, ...(values.tests ?? [])].map((entry, index) => ({
        document,
        path: [values.data_tests.length > 0 ? "data_tests" : "tests", index],
        properties: { ...entry, tags: undefined },
      })),
    )
    .find((entry) => entry.properties.name === name)
  const fqn = [packageName, ...inside, name]
  const inFile = problems.attempt(() => inFileLayers(template, loading)) ?? []
  const layers = [...loading.configs.data_tests.layersFor(fqn), ...entryLayers(found, loading), ...inFile]
  const config = configOf(testConfigSchema, layers, loading)
  if (config === undefined) return undefined
  return {
    type: "test",
    uniqueId: `test.${packageName}.${name}`,
    name,
    packageName,
    path: file.path,
    fqn,
    place: placeAt(file, 0),
    description:
      found === undefined
        ? ""
        : describe(found.properties.description, docs, () => found.document.placeOf(found.path), problems),
    tags: config.merged.tags ?? [],
    meta: config.merged.meta ?? {},
    enabled: config.merged.enabled ?? true,
    config: testConfig(config.merged, config.raw),
    definition: { kind: "singular", template },
  }
}
