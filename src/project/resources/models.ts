import { LuxError, type Place } from "../../errors.ts"
import { placeAt, type SourceFile } from "../../template/source-file.ts"
import { type ModelConfigValues, modelConfigSchema } from "../config/config-schemas.ts"
import { configOf, type NodeConfig, placeOfKey, relationConfig } from "../config/node-config.ts"
import { placeInFolders } from "../files/read-files.ts"
import type { Loading } from "../loading.ts"
import { defaultMaterialization } from "../materializations.ts"
import { isInlined, isStage, isView, materializationOf } from "../materialized.ts"
import { readMetrics } from "../metrics/read-metrics.ts"
import type { Constraint, Model, ModelConfig } from "../types.ts"
import { governanceProblems } from "./check-governance.ts"
import { checkPublishTogether } from "./check-publish-together.ts"
import { placedColumns } from "./columns.ts"
import { constraintsOf } from "./constraints.ts"
import { deprecationTime } from "./deprecation.ts"
import { checkGroup } from "./groups.ts"
import { describedBy, entryLayers, inFileLayers } from "./properties-entries.ts"
import { type DescribedModel, versionedName } from "./versions.ts"

/** A model from its file and its properties; undefined where its configuration is wrong, which is then reported. */
export function readModel(
  file: SourceFile,
  folders: readonly string[],
  described: DescribedModel | undefined,
  loading: Loading,
): Model | undefined {
  const { problems, packageName } = loading
  const { inside, name: stem } = placeInFolders(file.path, folders)
  const entry = described?.entry
  const version = described?.version
  const name = version === undefined ? stem : (entry?.properties.name ?? stem)
  const suffix = version === undefined ? [] : [`v${version.v}`]
  const template = problems.attempt(() => loading.templateOf(file))
  if (template === undefined) return undefined
  const fqn = [packageName, ...inside, name, ...suffix]
  const before = problems.found.length
  const own = [
    ...entryLayers(entry, loading),
    ...entryLayers(versionEntry(described), loading),
    ...inFileLayers(template, loading),
  ]
  const layers = [
    ...loading.configs.models.layersFor(fqn),
    ...own,
    ...loading.configs.models.overridesFor(fqn),
  ]
  const config = configOf(modelConfigSchema, layers, loading)
  if (config === undefined) return undefined
  const { merged } = config
  const ofVersion = describedBy(versionEntry(described), loading)
  const columns =
    described === undefined ? [] : placedColumns(described.columns, described.entry.document, loading)
  const model: Model = {
    type: "model",
    uniqueId: ["model", packageName, name, ...suffix].join("."),
    name,
    packageName,
    path: file.path,
    fqn,
    place: placeAt(file, 0),
    ...(ofVersion.description === "" ? describedBy(entry, loading) : ofVersion),
    tags: merged.tags ?? [],
    meta: merged.meta ?? {},
    enabled: merged.enabled ?? true,
    unrendered: config.unrendered,
    group: merged.group,
    access: merged.access ?? "protected",
    gateUpstream: merged.gate_upstream ?? false,
    version: version?.v,
    latestVersion: version?.latest,
    deprecationDate: deprecationDate(described, loading),
    template,
    config: modelConfig(
      config,
      version === undefined ? undefined : versionedName({ name, version: version.v }),
    ),
    columns,
    constraints: constraintsOfModel(described, loading),
    ...readMetrics(name, described, columns, loading),
    propertiesPath: entry?.document.file.path,
  }
  // A key that is there but wrong is not missing.
  if (problems.found.length === before) {
    const placeOf = (...keys: readonly string[]): Place =>
      keys.map((key) => placeOfKey(layers, key)).find((place) => place !== undefined) ?? model.place
    problems.attempt(() => checkConfig(model, placeOf))
    problems.attempt(() => checkGateUpstream(model, placeOfKey(own, "gate_upstream")))
    checkGroup(model, loading.groups, () => placeOf("group"), problems)
    for (const problem of governanceProblems(model, placeOf)) problems.add(problem)
  }
  return model
}

/** What an entry says about one of its versions, as an entry of its own. */
function versionEntry(described: DescribedModel | undefined) {
  if (described?.version === undefined) return undefined
  const { entry, version } = described
  const properties = { ...version.properties, description: version.properties.description ?? "" }
  return { document: entry.document, path: version.path, properties }
}

function constraintsOfModel(described: DescribedModel | undefined, loading: Loading): readonly Constraint[] {
  if (described === undefined) return []
  const { entry, version } = described
  const own = version?.properties.constraints
  const [written, path] =
    own === undefined || version === undefined
      ? [entry.properties.constraints, entry.path]
      : [own, version.path]
  return constraintsOf(written, entry.document, [...path, "constraints"], undefined, loading)
}

/** Of a version, only what it says itself. */
function deprecationDate(described: DescribedModel | undefined, loading: Loading): string | undefined {
  if (described === undefined) return undefined
  const { properties, path } = versionEntry(described) ?? described.entry
  const date = properties.deprecation_date
  if (date !== undefined && Number.isNaN(deprecationTime(date)))
    loading.problems.add(
      new LuxError("LUX-1005", `"deprecation_date" must be a date`, {
        place: described.entry.document.placeOf([...path, "deprecation_date"]),
        hint: "Write it as 2026-01-31, or with a time: 2026-01-31T00:00:00Z.",
      }),
    )
  return date
}

function modelConfig(
  nodeConfig: NodeConfig<ModelConfigValues>,
  nameOfVersion: string | undefined,
): ModelConfig {
  const { merged: config, raw } = nodeConfig
  const uniqueKey = config.unique_key ?? []
  return {
    ...relationConfig(nodeConfig),
    alias: config.alias ?? nameOfVersion,
    materialized: config.materialized ?? defaultMaterialization,
    incrementalStrategy: config.incremental_strategy ?? (uniqueKey.length > 0 ? "merge" : "append"),
    uniqueKey,
    sequenceBy: config.sequence_by,
    rejectIf: (config.reject_if ?? []).map(({ name, sql }) => ({ name, sql, place: undefined })),
    maxRejected: config.max_rejected ?? undefined,
    incrementalPredicates: config.incremental_predicates ?? [],
    mergeUpdateColumns: config.merge_update_columns,
    mergeExcludeColumns: config.merge_exclude_columns,
    onSchemaChange: config.on_schema_change ?? "ignore",
    onConfigurationChange: config.on_configuration_change ?? "apply",
    contract: {
      enforced: config.contract?.enforced ?? false,
      aliasTypes: config.contract?.alias_types ?? true,
    },
    publishTogether: config.publish_together ?? undefined,
    raw,
  }
}

/** Throws LUX-1421 where a model that keeps rows of its own says by itself that it gates; a folder may have such models too. */
function checkGateUpstream(model: Model, place: Place | undefined): void {
  if (!model.gateUpstream || place === undefined || isView(model)) return
  throw new LuxError(
    "LUX-1421",
    `${model.config.materialized} model "${model.name}" cannot have gate_upstream`,
    {
      place,
      hint: "It is for views, whose rows are those of what they read. Leave it out: what keeps rows of its own is gated by its own checks.",
    },
  )
}

function checkConfig(model: Model, placeOf: (key: string) => Place): void {
  const { rejectIf, maxRejected } = model.config
  const rule = rejectIf.length > 0 ? "reject_if" : maxRejected === undefined ? undefined : "max_rejected"
  if (rule !== undefined && !isStage(model))
    throw new LuxError("LUX-3254", `${model.config.materialized} model "${model.name}" cannot have ${rule}`, {
      place: placeOf(rule),
      hint: "It is for stage models, which read raw files record by record: set it there, or on the folder of the stage models.",
    })
  // An ephemeral model is a part of its readers: a folder's group says nothing of it.
  if (!materializationOf(model).waits && !isInlined(model))
    checkPublishTogether(model, model.config.publishTogether, placeOf)
  const { incrementalStrategy, uniqueKey, sequenceBy } = model.config
  if (!materializationOf(model).adds || uniqueKey.length > 0) return
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
