import { parseTemplate } from "../../template/parse.ts"
import { placeAt, type SourceFile } from "../../template/source-file.ts"
import { testConfigSchema } from "../config/config-schemas.ts"
import { configOf, placeOfKey } from "../config/node-config.ts"
import { placeInFolders } from "../files/read-files.ts"
import type { Loading } from "../loading.ts"
import { checkGroup } from "../resources/groups.ts"
import { descriptionOf, type Entry, entryLayers, inFileLayers } from "../resources/properties-entries.ts"
import type { DataTest } from "../types.ts"
import type { SingularTestProperties } from "../yaml/properties-file.ts"
import { testConfig } from "./data-tests.ts"

/** A singular test: a query in `tests/*.sql`, described in a properties file under `data_tests:`. */
export function readSingularTest(
  file: SourceFile,
  folders: readonly string[],
  entry: Entry<SingularTestProperties> | undefined,
  loading: Loading,
): DataTest | undefined {
  const { problems, packageName } = loading
  const { inside, name } = placeInFolders(file.path, folders)
  const template = problems.attempt(() => parseTemplate(file))
  if (template === undefined) return undefined
  const fqn = [packageName, ...inside, name]
  const layers = [
    ...loading.configs.data_tests.layersFor(fqn),
    ...entryLayers(entry, loading),
    ...inFileLayers(template, loading),
    ...loading.configs.data_tests.overridesFor(fqn),
  ]
  const config = configOf(testConfigSchema, layers, loading)
  if (config === undefined) return undefined
  const test: DataTest = {
    type: "test",
    uniqueId: `test.${packageName}.${name}`,
    name,
    packageName,
    path: file.path,
    fqn,
    place: placeAt(file, 0),
    description: descriptionOf(entry, loading),
    tags: config.merged.tags ?? [],
    meta: config.merged.meta ?? {},
    enabled: config.merged.enabled ?? true,
    unrendered: config.unrendered,
    group: config.merged.group,
    shortName: name,
    storeFailures: config.merged.store_failures ?? false,
    config: testConfig(config.merged, config.raw),
    definition: { kind: "singular", template },
  }
  checkGroup(test, loading.groups, () => placeOfKey(layers, "group") ?? test.place, problems)
  return test
}
