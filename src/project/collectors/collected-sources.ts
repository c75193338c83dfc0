import { LuxError } from "../../errors.ts"
import { layerAt } from "../config/config-layers.ts"
import { sourceConfigSchema } from "../config/config-schemas.ts"
import { templatesIn } from "../config/config-templates.ts"
import { configOf } from "../config/node-config.ts"
import { renderValues } from "../config/rendered-values.ts"
import type { Loading, PropertiesFile } from "../loading.ts"
import { freshnessOf, loadedAtOf } from "../resources/freshness.ts"
import { lookbackOf } from "../resources/lookback.ts"
import { descriptionOf, type Entry, entryLayers } from "../resources/properties-entries.ts"
import type { ReadSource } from "../resources/sources.ts"
import type { Column, SourceTable } from "../types.ts"
import type { SourceProperties, SourceTableProperties } from "../yaml/properties-file.ts"
import type { YamlPath } from "../yaml/yaml-document.ts"
import { YamlPlace } from "../yaml/yaml-place.ts"
import type { Write } from "./declaration.ts"
import { folderOrAddress } from "./lake-places.ts"
import { collectedAtOf, globsOf, modelOf, sourceOf } from "./paths.ts"
import { collectorsFile, type DeclaredCollectors } from "./read-collectors.ts"

/** What properties files say about a source, and about one table of it. */
interface Described {
  readonly source: Entry<SourceProperties> | undefined
  readonly table: Entry<SourceTableProperties> | undefined
}

/** `lake.brand` of everything that is collected. */
export function collectedNames({ values }: DeclaredCollectors): ReadonlySet<string> {
  return new Set(values.collectors.flatMap(({ writes }) => writes.map(({ source }) => source)))
}

/**
 * The source tables that collectors fill: their fields, files and freshness are as declared, tests and configuration
 * also from properties files. LUX-3230 where a properties file says a second time what the declaration says.
 */
export function readCollectedSources(
  declared: DeclaredCollectors,
  properties: readonly PropertiesFile[],
  loading: Loading,
): readonly ReadSource[] {
  return declared.values.collectors.flatMap((collector, at) =>
    collector.writes.flatMap((write, index) => {
      const path = ["collectors", at, "writes", index]
      const described = describedIn(properties, write)
      if (described.table !== undefined) refuseSecondCopy(described.table, declared, path, loading)
      const collectedBy = `collector.${loading.packageName}.${collector.name}`
      const table = readTable(declared, write, path, described, collectedBy, loading)
      if (table === undefined) return []
      return [{ table, tests: described.table }]
    }),
  )
}

function readTable(
  { document }: DeclaredCollectors,
  write: Write,
  path: YamlPath,
  { source, table }: Described,
  collectedBy: string,
  loading: Loading,
): SourceTable | undefined {
  const { packageName, problems } = loading
  const named = { source: sourceOf(write), table: modelOf(write) }
  const fqn = [packageName, named.source, named.table]
  const { tags, meta, freshness } = write
  const said = Object.entries({ tags, meta, freshness }).filter(([, value]) => value !== undefined)
  const layers = [
    ...loading.configs.sources.layersFor(fqn),
    ...entryLayers(source, loading),
    layerAt(document, path, Object.fromEntries(said)),
    ...entryLayers(table, loading),
    ...loading.configs.sources.overridesFor(fqn),
  ]
  const config = configOf(sourceConfigSchema, layers, loading)
  if (config === undefined) return undefined
  const { merged, raw, unrendered } = config
  const root = source?.properties.external?.root
  const schema = source?.properties.schema
  const texts = (key: YamlPath, value: string): string =>
    source === undefined
      ? value
      : String(
          renderValues(source.document, [...source.path, ...key], value, loading.context, problems) ?? "",
        )
  const place = new YamlPlace(document, [...path, "source"])
  const paths = globsOf(write)
  const collectedAt = collectedAtOf(write)
  return {
    type: "source",
    uniqueId: `source.${packageName}.${write.source}`,
    name: named.table,
    sourceName: named.source,
    sourceDescription: descriptionOf(source, loading),
    packageName,
    path: collectorsFile,
    propertiesPath: table?.document.file.path ?? source?.document.file.path,
    fqn,
    place,
    collectedBy,
    description: descriptionOf({ document, path, properties: write }, loading),
    tags: merged.tags ?? [],
    meta: merged.meta ?? {},
    enabled: merged.enabled ?? true,
    unrendered: {
      ...unrendered,
      ...templatesIn({ schema }),
      external: { format: "json", path: paths, collected_at: collectedAt, lookback: write.lookback, root },
    },
    schema: schema === undefined ? named.source : texts(["schema"], schema),
    identifier: named.table,
    external: {
      root:
        root === undefined
          ? loading.collectedLake
          : folderOrAddress(loading.root, texts(["external", "root"], root)),
      format: "json",
      paths,
      collectedAt,
      lookback: lookbackOf({ written: write.lookback, paths, collectedAt }, place),
      place,
    },
    columns: columnsOf(write, path, document, loading),
    loadedAt: problems.attempt(() => loadedAtOf(layers)),
    freshness: problems.attempt(() => freshnessOf(merged.freshness, layers, place)),
    raw,
  }
}

function columnsOf(
  { fields }: Write,
  path: YamlPath,
  document: DeclaredCollectors["document"],
  loading: Loading,
): readonly Column[] {
  return fields.map((field, index) => {
    const at = [...path, "fields", index]
    return {
      name: field.name,
      description: descriptionOf({ document, path: at, properties: field }, loading),
      dataType: field.data_type,
      tags: field.tags,
      meta: field.meta,
      quote: false,
      constraints: [],
      semantics: undefined,
      place: new YamlPlace(document, [...at, "name"]),
    }
  })
}

function describedIn(properties: readonly PropertiesFile[], write: Write): Described {
  const named = { source: sourceOf(write), table: modelOf(write) }
  const sources = properties.flatMap(({ document, values }) =>
    values.sources.flatMap((source, index) =>
      source.name === named.source ? [{ document, path: ["sources", index], properties: source }] : [],
    ),
  )
  const tables = sources.flatMap(({ document, path, properties: { tables: all } }) =>
    all.flatMap((table, index) =>
      table.name === named.table ? [{ document, path: [...path, "tables", index], properties: table }] : [],
    ),
  )
  const [table] = tables
  // A source may be described in several files.
  const own = sources.find(({ document }) => document === table?.document)
  return { source: own ?? sources[0], table }
}

/** What only the declaration may say, so that it stands once. */
const declaredOnly = ["description", "external", "identifier", "loader", "freshness"] as const

function refuseSecondCopy(
  { document, path, properties }: Entry<SourceTableProperties>,
  declared: DeclaredCollectors,
  at: YamlPath,
  loading: Loading,
): void {
  const keys: YamlPath[] = declaredOnly.flatMap((key) => {
    const value = properties[key]
    return value === undefined || value === "" ? [] : [[key]]
  })
  const fields = properties.columns.flatMap((column, index): YamlPath[] => [
    ...(column.data_type === undefined ? [] : [["columns", index, "data_type"]]),
    ...(column.description === "" ? [] : [["columns", index, "description"]]),
  ])
  for (const key of [...keys, ...fields])
    loading.problems.add(
      new LuxError("LUX-3230", `${collectorsFile} declares this source: "${key.at(-1)}" stands there`, {
        place: document.placeOf([...path, ...key], "key"),
        hint: "Take it out here. Tests, tags, meta and config of a collected source may stay.",
        related: [
          { message: "the collector's declaration", place: declared.document.placeOf([...at, "source"]) },
        ],
      }),
    )
}
