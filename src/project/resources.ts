import { LuxError } from "../errors.ts"
import { didYouMean } from "../nearest.ts"
import type { SourceFile } from "../template/source-file.ts"
import { readDataTests, testsTwice } from "./data-tests.ts"
import type { Entry } from "./entries.ts"
import { readExposures } from "./exposures.ts"
import type { Loading, PropertiesFile } from "./loading.ts"
import { readModel } from "./models.ts"
import type { ProjectFiles } from "./project-files.ts"
import type { ModelProperties, Properties, SeedProperties } from "./properties-file.ts"
import { readSeed } from "./seeds.ts"
import { readSingularTest } from "./singular-tests.ts"
import { readSources } from "./sources.ts"
import type { DataTest, Model, Resource, Seed } from "./types.ts"

/** All resources of a project, disabled ones too, by unique id. */
export function readResources(
  files: ProjectFiles,
  properties: readonly PropertiesFile[],
  loading: Loading,
): readonly Resource[] {
  const modelEntries = entriesOf(properties, "models", loading)
  const seedEntries = entriesOf(properties, "seeds", loading)
  const testEntries = singularEntries(properties, loading)
  const { folders } = files
  const models = files.models.flatMap(
    (file) => readModel(file, folders.models, modelEntries.get(stem(file.path)), loading) ?? [],
  )
  const seeds = files.seeds.flatMap(
    (file) => readSeed(file, folders.seeds, seedEntries.get(stem(file.path)), loading) ?? [],
  )
  checkUnique([...models, ...seeds], loading)
  checkEntries(modelEntries, files.models, "model", loading)
  checkEntries(seedEntries, files.seeds, "seed", loading)
  checkEntries(testEntries, files.singularTests, "singular test", loading)
  checkMacroProperties(properties, loading)

  const sources = properties.flatMap((file) => readSources(file, loading))
  checkUnique(
    sources.map((source) => source.table),
    loading,
  )
  const exposures = properties.flatMap((file) => readExposures(file, loading))
  checkUnique(exposures, loading)
  const tests = [
    ...models.flatMap((model) => testsOf(model, modelEntries.get(model.name), loading)),
    ...seeds.flatMap((seed) => testsOf(seed, seedEntries.get(seed.name), loading)),
    ...sources.flatMap(({ table, properties: own, document, path }) =>
      readDataTests(table, own, document, path, loading),
    ),
    ...files.singularTests.flatMap(
      (file) => readSingularTest(file, folders.tests, testEntries.get(stem(file.path)), loading) ?? [],
    ),
  ]
  checkUnique(tests, loading)
  const gone = new Set(
    [...models, ...seeds, ...sources.map((source) => source.table)]
      .filter((each) => !each.enabled)
      .map((each) => each.uniqueId),
  )
  const resources: Resource[] = [
    ...models,
    ...seeds,
    ...sources.map((source) => source.table),
    ...exposures,
    ...tests.map((test) => disabledWith(test, gone)),
  ]
  return resources.sort((a, b) => (a.uniqueId < b.uniqueId ? -1 : 1))
}

function testsOf(
  resource: Model | Seed,
  entry: Entry<ModelProperties | SeedProperties> | undefined,
  loading: Loading,
): readonly DataTest[] {
  return entry === undefined
    ? []
    : readDataTests(resource, entry.properties, entry.document, entry.path, loading)
}

/** A test of what is disabled is disabled with it. */
function disabledWith(test: DataTest, gone: ReadonlySet<string>): DataTest {
  const { definition } = test
  return definition.kind === "generic" && gone.has(definition.attachedTo) ? { ...test, enabled: false } : test
}

/** What is said about singular tests, under `data_tests:` or `tests:`. */
function singularEntries(
  properties: readonly PropertiesFile[],
  loading: Loading,
): ReadonlyMap<string, Entry<Properties["data_tests"][number]>> {
  for (const { document, values } of properties)
    if (values.data_tests.length > 0 && values.tests.length > 0)
      loading.problems.add(testsTwice(document, []))
  return new Map([
    ...entriesOf(properties, "tests", loading),
    ...entriesOf(properties, "data_tests", loading),
  ])
}

function entriesOf<Key extends "models" | "seeds" | "data_tests" | "tests">(
  properties: readonly PropertiesFile[],
  key: Key,
  loading: Loading,
): ReadonlyMap<string, Entry<Properties[Key][number]>> {
  const entries = new Map<string, Entry<Properties[Key][number]>>()
  for (const { document, values } of properties)
    for (const [index, own] of values[key].entries()) {
      const path = [key, index]
      const other = entries.get(own.name)
      if (other !== undefined)
        loading.problems.add(
          new LuxError("LUX-1050", `${kinds[key]} "${own.name}" is described twice`, {
            place: document.placeOf([...path, "name"]),
            related: [{ message: "the other one", place: other.document.placeOf([...other.path, "name"]) }],
          }),
        )
      entries.set(own.name, { document, path, properties: own })
    }
  return entries
}

const kinds = { models: "model", seeds: "seed", data_tests: "singular test", tests: "singular test" } as const

function checkEntries(
  entries: ReadonlyMap<string, Entry<{ readonly name: string }>>,
  files: readonly SourceFile[],
  kind: string,
  loading: Loading,
): void {
  const known = new Set(files.map((file) => stem(file.path)))
  for (const [name, { document, path }] of entries)
    if (!known.has(name))
      loading.problems.add(
        new LuxError("LUX-1051", `there is no ${kind} "${name}" to describe`, {
          place: document.placeOf([...path, "name"]),
          hint: didYouMean(name, known),
        }),
      )
}

function checkMacroProperties(properties: readonly PropertiesFile[], loading: Loading): void {
  if (!loading.allMacrosRead) return
  for (const { document, values } of properties)
    for (const [index, macro] of values.macros.entries())
      if (!loading.macros.has(macro.name) && !loading.genericTests.has(macro.name.replace(/^test_/, "")))
        loading.problems.add(
          new LuxError("LUX-1051", `there is no macro "${macro.name}" to describe`, {
            place: document.placeOf(["macros", index, "name"]),
            hint: didYouMean(macro.name, loading.macros.keys()),
          }),
        )
}

/** Two of one name: both files are named. A model and a seed are told apart by nothing in a ref, so they share names. */
function checkUnique(resources: readonly Resource[], loading: Loading): void {
  const taken = new Map<string, Resource>()
  for (const resource of resources) {
    // One of two may be turned off, to choose between them.
    if (!resource.enabled) continue
    const isTest = resource.type === "test"
    const isRead = resource.type === "model" || resource.type === "seed"
    const key = isTest
      ? resource.uniqueId
      : resource.type === "source"
        ? `${resource.sourceName}.${resource.name}`
        : resource.name
    const other = taken.get(key)
    if (other !== undefined)
      loading.problems.add(
        new LuxError(
          "LUX-1052",
          isTest
            ? `test "${resource.name}" is declared twice`
            : `there are two ${isRead ? "models or seeds" : `${resource.type}s`} of the name "${key}"`,
          {
            place: resource.place,
            hint: isTest
              ? "Take one of them out, or give one a name of its own."
              : isRead
                ? "A ref could mean either: rename one."
                : "Rename one.",
            related: [{ message: "the other one", place: other.place }],
          },
        ),
      )
    taken.set(key, resource)
  }
}

function stem(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.[^.]+$/, "")
}
