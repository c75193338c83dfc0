import { LuxError } from "../../errors.ts"
import { folderOrAddress } from "../collectors/lake-places.ts"
import { sourceConfigSchema } from "../config/config-schemas.ts"
import { templatesIn, type Unrendered } from "../config/config-templates.ts"
import { configOf, isOwnDatabase, otherDatabase } from "../config/node-config.ts"
import { renderValues } from "../config/rendered-values.ts"
import { placeInFolders } from "../files/read-files.ts"
import type { Loading, PropertiesFile } from "../loading.ts"
import type { ExternalFiles, SourceTable } from "../types.ts"
import type { SourceProperties, SourceTableProperties } from "../yaml/properties-file.ts"
import type { YamlDocument, YamlPath } from "../yaml/yaml-document.ts"
import { columnsOf } from "./columns.ts"
import { freshnessOf, loadedAtOf } from "./freshness.ts"
import { lookbackOf } from "./lookback.ts"
import { describedBy, descriptionOf, type Entry, entryLayers } from "./properties-entries.ts"

/** A source table and the entry that has its tests. */
export interface ReadSource {
  readonly table: SourceTable
  readonly tests: Entry<SourceTableProperties> | undefined
}

/** The tables of all sources that a properties file declares, but for those that are `collected`. */
export function readSources(
  file: PropertiesFile,
  collected: ReadonlySet<string>,
  loading: Loading,
): readonly ReadSource[] {
  return file.values.sources.flatMap((source, index) =>
    source.tables.flatMap((table, tableIndex) => {
      if (collected.has(`${source.name}.${table.name}`)) return []
      const path = ["sources", index, "tables", tableIndex]
      const { document } = file
      const read = readTable(document, source, ["sources", index], table, path, loading)
      return read === undefined ? [] : [{ table: read, tests: { document, path, properties: table } }]
    }),
  )
}

function readTable(
  document: YamlDocument,
  source: SourceProperties,
  sourcePath: YamlPath,
  table: SourceTableProperties,
  path: YamlPath,
  loading: Loading,
): SourceTable | undefined {
  const { packageName, problems } = loading
  const fqn = [
    packageName,
    ...placeInFolders(document.file.path, loading.folders).inside,
    source.name,
    table.name,
  ]
  const layers = [
    ...loading.configs.sources.layersFor(fqn),
    ...entryLayers({ document, path: sourcePath, properties: source }, loading),
    ...entryLayers({ document, path, properties: table }, loading),
    ...loading.configs.sources.overridesFor(fqn),
  ]
  const config = configOf(sourceConfigSchema, layers, loading)
  if (config === undefined) return undefined
  const { merged, raw } = config
  const texts = (at: YamlPath, value: string): string =>
    String(renderValues(document, at, value, loading.context, problems) ?? "")
  const loader = table.loader ?? source.loader
  const place = document.placeOf([...path, "name"])
  if (source.database !== undefined) {
    const at = [...sourcePath, "database"]
    const database = texts(at, source.database)
    if (!isOwnDatabase(database, loading))
      problems.add(otherDatabase(database, document.placeOf(at), loading))
  }
  return {
    type: "source",
    uniqueId: `source.${packageName}.${source.name}.${table.name}`,
    name: table.name,
    sourceName: source.name,
    sourceDescription: descriptionOf({ document, path: sourcePath, properties: source }, loading),
    packageName,
    path: document.file.path,
    fqn,
    place,
    ...describedBy({ document, path, properties: table }, loading),
    tags: merged.tags ?? [],
    meta: merged.meta ?? {},
    enabled: merged.enabled ?? true,
    unrendered: unrenderedSource(config.unrendered, source, table),
    schema: source.schema === undefined ? source.name : texts([...sourcePath, "schema"], source.schema),
    identifier:
      table.identifier === undefined ? table.name : texts([...path, "identifier"], table.identifier),
    external: problems.attempt(() => externalOf(document, source, sourcePath, table, path, loading)),
    columns: columnsOf(table.columns, document, path, loading),
    loadedAt: problems.attempt(() => loadedAtOf(layers)),
    freshness: problems.attempt(() => freshnessOf(merged.freshness, layers, place)),
    raw: { ...raw, loader },
  }
}

/** Its files are in a folder of this machine: what is written counts. */
function unrenderedSource(
  config: Unrendered | undefined,
  source: SourceProperties,
  table: SourceTableProperties,
): Unrendered | undefined {
  const { schema } = source
  const { identifier, external } = table
  const own = templatesIn({ schema, identifier })
  if (external === undefined) return own === undefined ? config : { ...config, ...own }
  return { ...config, ...own, external: { ...external, root: external.root ?? source.external?.root } }
}

function externalOf(
  document: YamlDocument,
  source: SourceProperties,
  sourcePath: YamlPath,
  table: SourceTableProperties,
  path: YamlPath,
  loading: Loading,
): ExternalFiles | undefined {
  if (table.external === undefined) return undefined
  const rootPath = table.external.root === undefined ? sourcePath : path
  const root = table.external.root ?? source.external?.root
  if (root === undefined)
    throw new LuxError("LUX-1031", `source "${source.name}.${table.name}" does not say where its files are`, {
      place: document.placeOf([...path, "external"], "key"),
      hint: "Set external.root, here or for the whole source: the folder that path is relative to.",
    })
  const render = (at: YamlPath, value: unknown): unknown =>
    renderValues(document, at, value, loading.context, loading.problems)
  const rendered = render([...rootPath, "external", "root"], root)
  const paths = render([...path, "external", "path"], table.external.path)
  const globs = Array.isArray(paths) ? paths.map(String) : []
  return {
    root: folderOrAddress(loading.root, String(rendered ?? "")),
    format: table.external.format,
    paths: globs,
    collectedAt: table.external.collected_at,
    lookback: lookbackOf(
      { written: table.external.lookback, paths: globs, collectedAt: table.external.collected_at },
      document.placeOf([...path, "external", "lookback"], "value"),
    ),
    place: document.placeOf([...path, "external"], "key"),
  }
}
