import { LuxError } from "../../errors.ts"
import { didYouMean } from "../../nearest.ts"
import type { SourceFile } from "../../template/source-file.ts"
import { collectedNames, readCollectedSources } from "../collectors/collected-sources.ts"
import { type DeclaredCollectors, readCollectors } from "../collectors/read-collectors.ts"
import type { ProjectFiles } from "../files/project-files.ts"
import type { Loading, PropertiesFile } from "../loading.ts"
import { placedTests, readDataTests, testsTwice } from "../tests/data-tests.ts"
import { readSingularTest } from "../tests/singular-tests.ts"
import type { DataTest, Model, Resource, Seed, SourceTable } from "../types.ts"
import type { Properties, SeedProperties, SourceTableProperties } from "../yaml/properties-file.ts"
import { readExposures } from "./exposures.ts"
import { readModel } from "./models.ts"
import type { Entry } from "./properties-entries.ts"
import { readSeed } from "./seeds.ts"
import { readSnapshots } from "./snapshots.ts"
import { readSources } from "./sources.ts"
import { type DescribedModel, describedModels } from "./versions.ts"

/** All resources that files declare, disabled ones too, and among them the seeds. */
export function readResources(
  files: ProjectFiles,
  properties: readonly PropertiesFile[],
  declared: DeclaredCollectors | undefined,
  loading: Loading,
): { readonly resources: readonly Resource[]; readonly seeds: readonly Seed[] } {
  const modelEntries = entriesOf(properties, "models", loading)
  const modelFiles = new Set(files.models.map((file) => stem(file.path)))
  const described = describedModels(modelEntries, modelFiles, loading)
  const seedEntries = entriesOf(properties, "seeds", loading)
  const testEntries = singularEntries(properties, loading)
  const { folders } = files
  const models = files.models.flatMap(
    (file) => readModel(file, folders.models, described.get(stem(file.path)), loading) ?? [],
  )
  const seeds = files.seeds.flatMap(
    (file) => readSeed(file, folders.seeds, seedEntries.get(stem(file.path)), loading) ?? [],
  )
  const plain = new Map([...modelEntries].filter(([, entry]) => entry.properties.versions.length === 0))
  checkEntries(plain, files.models, "model", loading)
  checkEntries(seedEntries, files.seeds, "seed", loading)
  checkEntries(testEntries, files.singularTests, "singular test", loading)

  const snapshots = properties.flatMap((file) => readSnapshots(file, loading))
  const collected = declared === undefined ? new Set<string>() : collectedNames(declared)
  const collectors = declared === undefined ? [] : readCollectors(declared, loading)
  const sources = [
    ...properties.flatMap((file) => readSources(file, collected, loading)),
    ...(declared === undefined ? [] : readCollectedSources(declared, properties, loading)),
  ]
  const exposures = properties.flatMap((file) => readExposures(file, loading))
  const tests = [
    ...models.flatMap((model) => testsOfModel(model, described.get(stem(model.path)), loading)),
    ...seeds.flatMap((seed) => testsOf(seed, seedEntries.get(seed.name), loading)),
    ...snapshots.flatMap(({ snapshot, properties: own, document, path }) =>
      readDataTests(snapshot, own, document, path, loading),
    ),
    ...sources.flatMap(({ table, tests: entry }) => testsOf(table, entry, loading)),
    ...files.singularTests.flatMap(
      (file) => readSingularTest(file, folders.tests, testEntries.get(stem(file.path)), loading) ?? [],
    ),
  ]
  const gone = new Set(
    [
      ...models,
      ...seeds,
      ...snapshots.map(({ snapshot }) => snapshot),
      ...sources.map((source) => source.table),
    ]
      .filter((each) => !each.enabled)
      .map((each) => each.uniqueId),
  )
  const resources = [
    ...models,
    ...seeds,
    ...snapshots.map(({ snapshot }) => snapshot),
    ...sources.map((source) => source.table),
    ...exposures,
    ...collectors,
    ...tests.map((test) => disabledWith(test, gone)),
  ]
  return { resources, seeds }
}

/** A version has the tests of its model, unless it says its own. */
function testsOfModel(
  model: Model,
  described: DescribedModel | undefined,
  loading: Loading,
): readonly DataTest[] {
  if (described === undefined) return []
  const { entry, version } = described
  const own = version?.properties.data_tests ?? version?.properties.tests
  const declared = version === undefined || own === undefined ? entry : version
  return placedTests(model, declared, described.columns, entry.document, loading)
}

function testsOf(
  resource: Seed | SourceTable,
  entry: Entry<SeedProperties | SourceTableProperties> | undefined,
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

function stem(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.[^.]+$/, "")
}
