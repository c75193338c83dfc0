import { LuxError } from "../errors.ts"
import { evaluateConfig } from "../template/config-calls.ts"
import { parseTemplate } from "../template/parse.ts"
import { placeAt, type SourceFile } from "../template/source-file.ts"
import type { Template } from "../template/types.ts"
import { columnsOf } from "./columns.ts"
import { type ConfigLayer, configKey, layerAt } from "./config-layers.ts"
import { type ModelConfigValues, modelConfigSchema } from "./config-schemas.ts"
import { describe } from "./docs-blocks.ts"
import type { Loading } from "./loading.ts"
import { configOf, relationConfig } from "./node-config.ts"
import type { ModelProperties } from "./properties-file.ts"
import { placeInFolders } from "./read-files.ts"
import { renderedLater, renderValues } from "./rendered-values.ts"
import type { Model, ModelConfig } from "./types.ts"
import type { YamlDocument, YamlPath } from "./yaml-document.ts"

/** A model's entry in a properties file. */
export interface Entry<Properties> {
  readonly document: YamlDocument
  readonly path: YamlPath
  readonly properties: Properties
}

/** A model from its file and its properties; undefined where its configuration is wrong, which is then reported. */
export function readModel(
  file: SourceFile,
  folders: readonly string[],
  entry: Entry<ModelProperties> | undefined,
  loading: Loading,
): Model | undefined {
  const { problems, packageName, docs } = loading
  const { inside, name } = placeInFolders(file.path, folders)
  const template = problems.attempt(() => parseTemplate(file))
  if (template === undefined) return undefined
  const fqn = [packageName, ...inside, name]
  const layers = problems.attempt(() => [
    ...loading.configs.models.layersFor(fqn),
    ...entryLayers(entry, loading),
    ...inFileLayers(template, loading),
  ])
  const config = layers === undefined ? undefined : configOf(modelConfigSchema, layers, loading)
  if (config === undefined) return undefined
  const { merged, raw } = config
  const model: Model = {
    type: "model",
    uniqueId: `model.${packageName}.${name}`,
    name,
    packageName,
    path: file.path,
    fqn,
    place: placeAt(file, 0),
    description:
      entry === undefined
        ? ""
        : describe(
            entry.properties.description,
            docs,
            () => entry.document.placeOf([...entry.path, "description"]),
            problems,
          ),
    tags: merged.tags ?? [],
    meta: merged.meta ?? {},
    enabled: merged.enabled ?? true,
    template,
    config: modelConfig(merged, raw, file.path, loading),
    columns:
      entry === undefined ? [] : columnsOf(entry.properties.columns, entry.document, entry.path, loading),
    propertiesPath: entry?.document.file.path,
  }
  problems.attempt(() => checkConfig(model))
  return model
}

/** `config:`, and `tags:` and `meta:` beside it, of a properties entry. */
export function entryLayers(
  entry: Entry<Pick<ModelProperties, "config" | "tags" | "meta">> | undefined,
  loading: Loading,
): readonly ConfigLayer[] {
  if (entry === undefined) return []
  const { document, path, properties } = entry
  const beside = {
    ...(properties.tags === undefined ? {} : { tags: properties.tags }),
    ...(properties.meta === undefined ? {} : { meta: properties.meta }),
  }
  const at = [...path, "config"]
  const config = renderValues(
    document,
    at,
    properties.config,
    loading.context,
    loading.problems,
    renderedLater,
  )
  return [
    layerAt(document, path, beside),
    layerAt(document, at, typeof config === "object" && config !== null ? { ...config } : {}),
  ]
}

/** The `{{config ...}}` calls of a file. */
export function inFileLayers(template: Template, loading: Loading): readonly ConfigLayer[] {
  return evaluateConfig(template, loading.context).map(({ named, place, places }) => ({
    values: Object.fromEntries(Object.entries(named).map(([key, value]) => [configKey(key), value])),
    placeOf: ([key]) => (key === undefined ? place : (places[String(key)] ?? place)),
  }))
}

function modelConfig(
  config: ModelConfigValues,
  raw: Readonly<Record<string, unknown>>,
  path: string,
  loading: Loading,
): ModelConfig {
  const uniqueKey = config.unique_key ?? []
  return {
    ...relationConfig(config, loading, path),
    materialized: config.materialized ?? "view",
    incrementalStrategy: config.incremental_strategy ?? (uniqueKey.length > 0 ? "merge" : "append"),
    uniqueKey,
    sequenceBy: config.sequence_by,
    incrementalPredicates: config.incremental_predicates ?? [],
    mergeUpdateColumns: config.merge_update_columns,
    mergeExcludeColumns: config.merge_exclude_columns,
    onSchemaChange: config.on_schema_change ?? "ignore",
    raw,
  }
}

function checkConfig(model: Model): void {
  const { materialized, incrementalStrategy, uniqueKey, sequenceBy } = model.config
  if (materialized !== "incremental" || uniqueKey.length > 0) return
  if (incrementalStrategy !== "append")
    throw new LuxError("LUX-1030", `model "${model.name}": ${incrementalStrategy} needs a unique_key`, {
      place: model.place,
      hint: "Name the column or columns that tell rows apart, or use append.",
    })
  if (sequenceBy !== undefined)
    throw new LuxError("LUX-1030", `model "${model.name}": sequence_by needs a unique_key`, {
      place: model.place,
      hint: "It tells which version of a row is newer, so a row must be known by something.",
    })
}
