import { LuxError } from "../../errors.ts"
import { didYouMean } from "../../nearest.ts"
import { unitTestConfigSchema } from "../config/config-schemas.ts"
import { configOf } from "../config/node-config.ts"
import { placeInFolders } from "../files/read-files.ts"
import type { Loading, PropertiesFile } from "../loading.ts"
import { mayBeUnitTested } from "../resource-guards.ts"
import { descriptionOf, entryLayers } from "../resources/properties-entries.ts"
import { relationArgument } from "../resources/relation-argument.ts"
import type { Model, RelationArgument, Resource } from "../types.ts"
import type { UnitTestProperties } from "../yaml/properties-file.ts"
import type { YamlDocument, YamlPath } from "../yaml/yaml-document.ts"
import { YamlPlace } from "../yaml/yaml-place.ts"
import { type Fixtures, writtenRows } from "./raw-rows.ts"
import type { Expectation, GivenInput, UnitTest, UnitTestOverrides } from "./unit-test-types.ts"

/** The unit tests that properties files declare, disabled ones too. `resources` has the models that they are about. */
export function readUnitTests(
  properties: readonly PropertiesFile[],
  resources: readonly Resource[],
  fixtures: Fixtures,
  loading: Loading,
): readonly UnitTest[] {
  const models = resources.filter(mayBeUnitTested)
  return properties.flatMap(({ document, values }) =>
    values.unit_tests.flatMap((test, index) => {
      const entry: TestEntry = { document, path: ["unit_tests", index], properties: test }
      return (
        loading.problems.attempt(() =>
          aboutOf(entry, models).flatMap((about) => unitTest(entry, about, fixtures, loading) ?? []),
        ) ?? []
      )
    }),
  )
}

interface TestEntry {
  readonly document: YamlDocument
  readonly path: YamlPath
  readonly properties: UnitTestProperties
}

/** The model that a test belongs to: the one by itself, or the last of a chain. */
interface About {
  readonly model: Model
  /** The version that it is one of several tests for. */
  readonly version: Model["version"]
}

/** A test of a model with versions is one test for each of them. */
function aboutOf(entry: TestEntry, models: readonly Model[]): readonly About[] {
  const { properties } = entry
  const { expect } = properties
  for (const [index, each] of (Array.isArray(expect) ? expect : [expect]).entries())
    if (each.rows === undefined && each.fixture === undefined && each.checks === undefined)
      throw new LuxError("LUX-2460", `unit test "${properties.name}" expects nothing`, {
        place: placeIn(entry, Array.isArray(expect) ? ["expect", index] : ["expect"]),
        hint: "Write the rows that must come of the model; rows: [] for none.",
      })
  const last = Array.isArray(expect) ? expect.at(-1)?.model : undefined
  if ((properties.model === undefined) === !Array.isArray(expect))
    throw new LuxError(
      "LUX-2460",
      properties.model === undefined
        ? `unit test "${properties.name}" does not say which model it is about`
        : `unit test "${properties.name}" is about one model, and expects something of several`,
      {
        place: placeIn(entry, [properties.model === undefined ? "name" : "model"]),
        hint: "Write model: and expect: with rows for one model by itself, or no model: and a list under expect: for a chain of them.",
      },
    )
  const name = properties.model ?? last
  if (name === undefined)
    throw new LuxError("LUX-2460", `unit test "${properties.name}" expects nothing`, {
      place: placeIn(entry, ["expect"]),
      hint: "Name at least one model with its rows: - {model: orders, rows: [...]}.",
    })
  const all = models.filter((model) => model.name === name)
  // One of two may be turned off, to choose between them.
  const named = all.some(({ enabled }) => enabled) ? all.filter(({ enabled }) => enabled) : all
  const [first] = named
  if (first === undefined) throw noModel(entry, name, models)
  const current = named.find(({ version, latestVersion }) => String(version) === String(latestVersion))
  if (properties.model === undefined || first.version === undefined)
    return [{ model: current ?? first, version: undefined }]
  const { include, exclude = [] } = properties.versions ?? {}
  return named
    .filter(({ version }) => include === undefined || include.includes(String(version)))
    .filter(({ version }) => !exclude.includes(String(version)))
    .map((model) => ({ model, version: model.version }))
}

function noModel(entry: TestEntry, name: string, models: readonly { readonly name: string }[]): LuxError {
  return new LuxError("LUX-2461", `there is no model "${name}" for unit test "${entry.properties.name}"`, {
    place: placeIn(entry, modelPath(entry.properties)),
    hint: didYouMean(
      name,
      models.map((model) => model.name),
    ),
  })
}

function modelPath({ expect }: UnitTestProperties): YamlPath {
  return Array.isArray(expect) ? ["expect", expect.length - 1, "model"] : ["model"]
}

function unitTest(
  entry: TestEntry,
  { model, version }: About,
  fixtures: Fixtures,
  loading: Loading,
): UnitTest | undefined {
  const { document, path, properties } = entry
  const config = configOf(unitTestConfigSchema, entryLayers(entry, loading), loading)
  if (config === undefined) return undefined
  const read: string[] = []
  const rowsOf = (written: Parameters<typeof writtenRows>[0], at: YamlPath) =>
    writtenRows(written, document, [...path, ...at], { ...fixtures, note: (file) => read.push(file) })
  const name = version === undefined ? properties.name : `${properties.name}_v${version}`
  const expectations = Array.isArray(properties.expect) ? properties.expect : [properties.expect]
  const listed = Array.isArray(properties.expect)
  return {
    type: "unit_test",
    uniqueId: `unit_test.${loading.packageName}.${model.name}.${name}`,
    name,
    packageName: loading.packageName,
    path: document.file.path,
    fqn: [
      loading.packageName,
      ...placeInFolders(document.file.path, loading.folders).inside,
      model.name,
      name,
    ],
    place: new YamlPlace(document, [...path, "name"]),
    description: descriptionOf(entry, loading),
    tags: config.merged.tags ?? [],
    meta: config.merged.meta ?? {},
    enabled: (config.merged.enabled ?? true) && model.enabled,
    unrendered: config.unrendered,
    group: model.group,
    config: { raw: config.raw },
    form: listed ? "chain" : "model",
    given: properties.given.map((each, index): GivenInput => {
      const at = ["given", index]
      const input = inputOf(each.input, placeIn(entry, [...at, "input"]))
      return { input, text: each.input, rows: rowsOf(each, at) ?? noRows(input, placeIn(entry, at)) }
    }),
    expect: expectations.map((each, index): Expectation => {
      const at = listed ? ["expect", index] : ["expect"]
      return {
        model: modelOf(each.model, { model, version }, placeIn(entry, listed ? [...at, "model"] : ["model"])),
        rows: rowsOf(each, at),
        failingChecks: each.checks === undefined ? undefined : each.checks === true ? [] : each.checks.fail,
        place: placeIn(entry, at),
      }
    }),
    overrides: overridesOf(entry),
    fixturePaths: [...new Set(read)],
  }
}

function inputOf(text: string, place: YamlPlace): GivenInput["input"] {
  if (text.trim() === "this") return { kind: "this", place }
  const relation = relationArgument(text, () => place)
  if (relation !== undefined) return relation
  throw new LuxError("LUX-2462", `"${text}" is no input`, {
    place,
    hint: "Write ref('model'), source('source', 'table'), or this for the rows that an incremental model has.",
  })
}

/** Nothing is said: a seed has rows of its own, all else is empty. Which it is, is known where the input is found. */
function noRows(input: GivenInput["input"], place: YamlPlace): GivenInput["rows"] {
  return input.kind === "ref" ? { kind: "own", place } : { kind: "dict", rows: [], place }
}

function modelOf(written: string | undefined, about: About, place: YamlPlace): RelationArgument {
  const { model, version } = about
  return {
    kind: "ref",
    parts: [written ?? model.name],
    place,
    ...(version === undefined ? {} : { version }),
  }
}

function overridesOf(entry: TestEntry): UnitTestOverrides {
  const { vars = {}, macros = {}, env_vars = {} } = entry.properties.overrides ?? {}
  const { is_incremental: isIncremental = false, ...others } = macros
  const place = placeIn(entry, ["overrides"])
  if (typeof isIncremental !== "boolean")
    throw new LuxError("LUX-2466", "is_incremental must be true or false", {
      place: placeIn(entry, ["overrides", "macros", "is_incremental"]),
    })
  const env = Object.fromEntries(Object.entries(env_vars).map(([name, value]) => [name, String(value)]))
  return { vars, macros: others, env, isIncremental, place }
}

function placeIn({ document, path }: TestEntry, inside: YamlPath): YamlPlace {
  return new YamlPlace(document, [...path, ...inside])
}
