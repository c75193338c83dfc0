import { placeAt, type SourceFile } from "../../template/source-file.ts"
import { seedConfigSchema } from "../config/config-schemas.ts"
import { configOf, placeOfKey, relationConfig } from "../config/node-config.ts"
import { placeInFolders } from "../files/read-files.ts"
import type { Loading } from "../loading.ts"
import type { Seed } from "../types.ts"
import type { SeedProperties } from "../yaml/properties-file.ts"
import { columnsOf } from "./columns.ts"
import { checkGroup } from "./groups.ts"
import { describedBy, type Entry, entryLayers } from "./properties-entries.ts"

/** A seed from its CSV file and its properties; undefined where its configuration is wrong. */
export function readSeed(
  file: SourceFile,
  folders: readonly string[],
  entry: Entry<SeedProperties> | undefined,
  loading: Loading,
): Seed | undefined {
  const { packageName } = loading
  const { inside, name } = placeInFolders(file.path, folders)
  const fqn = [packageName, ...inside, name]
  const layers = [
    ...loading.configs.seeds.layersFor(fqn),
    ...entryLayers(entry, loading),
    ...loading.configs.seeds.overridesFor(fqn),
  ]
  const config = configOf(seedConfigSchema, layers, loading)
  if (config === undefined) return undefined
  const { merged, raw } = config
  const seed: Seed = {
    type: "seed",
    uniqueId: `seed.${packageName}.${name}`,
    name,
    packageName,
    path: file.path,
    fqn,
    place: placeAt(file, 0),
    ...describedBy(entry, loading),
    tags: merged.tags ?? [],
    meta: merged.meta ?? {},
    enabled: merged.enabled ?? true,
    unrendered: config.unrendered,
    group: merged.group,
    file,
    columns:
      entry === undefined ? [] : columnsOf(entry.properties.columns, entry.document, entry.path, loading),
    propertiesPath: entry?.document.file.path,
    config: {
      ...relationConfig(config),
      columnTypes: merged.column_types ?? {},
      delimiter: merged.delimiter ?? ",",
      quoteColumns: merged.quote_columns ?? false,
      publishTogether: merged.publish_together ?? undefined,
      raw,
    },
  }
  checkGroup(seed, loading.groups, () => placeOfKey(layers, "group") ?? seed.place, loading.problems)
  return seed
}
