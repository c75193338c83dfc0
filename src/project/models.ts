import { LuxError, type Place } from "../errors.ts"
import { parseTemplate } from "../template/parse.ts"
import { placeAt, type SourceFile } from "../template/source-file.ts"
import { columnsOf } from "./columns.ts"
import type { ConfigLayer } from "./config-layers.ts"
import { type ModelConfigValues, modelConfigSchema } from "./config-schemas.ts"
import { descriptionOf, type Entry, entryLayers, inFileLayers } from "./entries.ts"
import type { Loading } from "./loading.ts"
import { configOf, type NodeConfig, relationConfig } from "./node-config.ts"
import type { ModelProperties } from "./properties-file.ts"
import { placeInFolders } from "./read-files.ts"
import type { Model, ModelConfig } from "./types.ts"

/** A model from its file and its properties; undefined where its configuration is wrong, which is then reported. */
export function readModel(
  file: SourceFile,
  folders: readonly string[],
  entry: Entry<ModelProperties> | undefined,
  loading: Loading,
): Model | undefined {
  const { problems, packageName } = loading
  const { inside, name } = placeInFolders(file.path, folders)
  const template = problems.attempt(() => parseTemplate(file))
  if (template === undefined) return undefined
  const fqn = [packageName, ...inside, name]
  const before = problems.found.length
  const layers = [
    ...loading.configs.models.layersFor(fqn),
    ...entryLayers(entry, loading),
    ...inFileLayers(template, loading),
  ]
  const config = configOf(modelConfigSchema, layers, loading)
  if (config === undefined) return undefined
  const { merged } = config
  const model: Model = {
    type: "model",
    uniqueId: `model.${packageName}.${name}`,
    name,
    packageName,
    path: file.path,
    fqn,
    place: placeAt(file, 0),
    description: descriptionOf(entry, loading),
    tags: merged.tags ?? [],
    meta: merged.meta ?? {},
    enabled: merged.enabled ?? true,
    template,
    config: modelConfig(config),
    columns:
      entry === undefined ? [] : columnsOf(entry.properties.columns, entry.document, entry.path, loading),
    propertiesPath: entry?.document.file.path,
  }
  // A key that is there but wrong is not missing.
  if (problems.found.length === before) problems.attempt(() => checkConfig(model, layers))
  return model
}

function modelConfig(nodeConfig: NodeConfig<ModelConfigValues>): ModelConfig {
  const { merged: config, raw } = nodeConfig
  const uniqueKey = config.unique_key ?? []
  return {
    ...relationConfig(nodeConfig),
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

function checkConfig(model: Model, layers: readonly ConfigLayer[]): void {
  const placeOf = (key: string): Place =>
    layers.findLast((layer) => Object.hasOwn(layer.values, key))?.placeOf([key], "key") ?? model.place
  const { materialized, incrementalStrategy, uniqueKey, sequenceBy } = model.config
  if (materialized !== "incremental" || uniqueKey.length > 0) return
  if (incrementalStrategy !== "append")
    throw new LuxError("LUX-1030", `model "${model.name}": ${incrementalStrategy} needs a unique_key`, {
      place: placeOf("incremental_strategy"),
      hint: "Name the column or columns that tell rows apart, or use append.",
    })
  if (sequenceBy !== undefined)
    throw new LuxError("LUX-1030", `model "${model.name}": sequence_by needs a unique_key`, {
      place: placeOf("sequence_by"),
      hint: "It tells which version of a row is newer, so a row must be known by something.",
    })
}
