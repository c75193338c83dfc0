import { collectedNames, readCollectedSources } from "../collectors/collected-sources.ts"
import { readCollectors } from "../collectors/read-collectors.ts"
import { readDashboards } from "../dashboards/read-dashboards.ts"
import type { Loading } from "../loading.ts"
import type { ResourceKind } from "../resource-kinds.ts"
import { placedTests, readDataTests } from "../tests/data-tests.ts"
import { readSingularTest } from "../tests/singular-tests.ts"
import { readUnitTests } from "../tests/unit-tests.ts"
import type { DataTest, Model, ResourceOfKind, Seed, SourceTable } from "../types.ts"
import type { SeedProperties, SourceTableProperties } from "../yaml/properties-file.ts"
import { checkEntries, entriesOf, singularEntries, stem } from "./described-files.ts"
import { readExposures } from "./exposures.ts"
import { readModel } from "./models.ts"
import type { Entry } from "./properties-entries.ts"
import type { Reader } from "./reading.ts"
import { readSeed } from "./seeds.ts"
import { readSnapshots } from "./snapshots.ts"
import { readSources } from "./sources.ts"
import { type DescribedModel, describedModels } from "./versions.ts"

/** How the resources of each kind are read. */
export const readers: { readonly [Kind in ResourceKind]: Reader<ResourceOfKind[Kind]> } = {
  model({ files, properties, loading }) {
    const entries = entriesOf(properties, "models", loading)
    const names = new Set(files.models.map((file) => stem(file.path)))
    const described = describedModels(entries, names, loading)
    const read = files.models.flatMap((file) => {
      const own = described.get(stem(file.path))
      const model = readModel(file, files.folders.models, own, loading)
      return model === undefined ? [] : [{ resource: model, tests: () => testsOfModel(model, own, loading) }]
    })
    const plain = new Map([...entries].filter(([, entry]) => entry.properties.versions.length === 0))
    checkEntries(plain, files.models, "model", loading)
    return read
  },
  seed({ files, properties, loading }) {
    const entries = entriesOf(properties, "seeds", loading)
    const read = files.seeds.flatMap((file) => {
      const entry = entries.get(stem(file.path))
      const seed = readSeed(file, files.folders.seeds, entry, loading)
      return seed === undefined ? [] : [{ resource: seed, tests: () => testsOf(seed, entry, loading) }]
    })
    checkEntries(entries, files.seeds, "seed", loading)
    return read
  },
  snapshot: ({ properties, loading }) =>
    properties
      .flatMap((file) => readSnapshots(file, loading))
      .map(({ snapshot, properties: own, document, path }) => ({
        resource: snapshot,
        tests: () => readDataTests(snapshot, own, document, path, loading),
      })),
  source({ properties, declared, loading }) {
    const collected = declared === undefined ? new Set<string>() : collectedNames(declared)
    const read = [
      ...properties.flatMap((file) => readSources(file, collected, loading)),
      ...(declared === undefined ? [] : readCollectedSources(declared, properties, loading)),
    ]
    return read.map(({ table, tests: entry }) => ({
      resource: table,
      tests: () => testsOf(table, entry, loading),
    }))
  },
  test({ files, properties, loading }) {
    const entries = singularEntries(properties, loading)
    const read = files.singularTests.flatMap((file) => {
      const test = readSingularTest(file, files.folders.tests, entries.get(stem(file.path)), loading)
      return test === undefined ? [] : [{ resource: test }]
    })
    checkEntries(entries, files.singularTests, "singular test", loading)
    return read
  },
  unit_test: ({ properties, before, fixtures, loading }) =>
    readUnitTests(properties, before, fixtures, loading).map((resource) => ({ resource })),
  exposure: ({ properties, loading }) =>
    properties
      .flatMap((file) => [...readExposures(file, loading), ...readDashboards(file, loading)])
      .map((resource) => ({ resource })),
  collector: ({ declared, loading }) =>
    declared === undefined ? [] : readCollectors(declared, loading).map((resource) => ({ resource })),
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
