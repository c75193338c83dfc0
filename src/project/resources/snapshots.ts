import { LuxError, type Place } from "../../errors.ts"
import type { ConfigLayer } from "../config/config-layers.ts"
import { type SnapshotConfigValues, snapshotConfigSchema } from "../config/config-schemas.ts"
import { configOf, placeOfKey, relationConfig } from "../config/node-config.ts"
import { placeInFolders } from "../files/read-files.ts"
import type { Loading, PropertiesFile } from "../loading.ts"
import { keepsHistory } from "../resource-guards.ts"
import type { HardDeletes, Resource, Snapshot, SnapshotMetaColumns, SnapshotStrategy } from "../types.ts"
import type { SnapshotProperties } from "../yaml/properties-file.ts"
import type { YamlDocument, YamlPath } from "../yaml/yaml-document.ts"
import { YamlPlace } from "../yaml/yaml-place.ts"
import { checkPublishTogether } from "./check-publish-together.ts"
import { columnsOf } from "./columns.ts"
import { checkGroup } from "./groups.ts"
import { describedBy, entryLayers } from "./properties-entries.ts"
import { relationArgument } from "./relation-argument.ts"

/** A snapshot and the entry it was read from, for its tests. */
export interface ReadSnapshot {
  readonly snapshot: Snapshot
  readonly path: YamlPath
  readonly document: YamlDocument
  readonly properties: SnapshotProperties
}

/** The snapshots that a properties file declares. LUX-1070 for one that does not say what it keeps, or how. */
export function readSnapshots(file: PropertiesFile, loading: Loading): readonly ReadSnapshot[] {
  const { document, values } = file
  return values.snapshots.flatMap((properties, index) => {
    const path = ["snapshots", index]
    const snapshot = loading.problems.attempt(() => readSnapshot(properties, document, path, loading))
    return snapshot === undefined ? [] : [{ snapshot, path, document, properties }]
  })
}

function readSnapshot(
  properties: SnapshotProperties,
  document: YamlDocument,
  path: YamlPath,
  loading: Loading,
): Snapshot | undefined {
  const { packageName, problems } = loading
  const { name } = properties
  const entry = { document, path, properties }
  const fqn = [packageName, ...placeInFolders(document.file.path, loading.folders).inside, name]
  const layers = [
    ...loading.configs.snapshots.layersFor(fqn),
    ...entryLayers(entry, loading),
    ...loading.configs.snapshots.overridesFor(fqn),
  ]
  const before = problems.found.length
  const config = configOf(snapshotConfigSchema, layers, loading)
  // A key that is there but wrong is not missing.
  if (config === undefined || problems.found.length > before) return undefined
  const { merged, raw } = config
  const place = new YamlPlace(document, [...path, "name"])
  const snapshot: Snapshot = {
    type: "snapshot",
    uniqueId: `snapshot.${packageName}.${name}`,
    name,
    packageName,
    path: document.file.path,
    fqn,
    place,
    ...describedBy(entry, loading),
    tags: merged.tags ?? [],
    meta: merged.meta ?? {},
    enabled: merged.enabled ?? true,
    unrendered: config.unrendered,
    group: merged.group,
    relation: relationOf(properties, document, [...path, "relation"]),
    columns: columnsOf(properties.columns, document, path, loading),
    propertiesPath: document.file.path,
    config: {
      ...relationConfig({ ...config, merged: { ...merged, schema: merged.schema ?? merged.target_schema } }),
      strategy: strategyOf(name, merged, layers, place),
      uniqueKey: uniqueKeyOf(name, merged, place),
      hardDeletes: hardDeletesOf(name, merged, layers, place),
      validToCurrent: merged.dbt_valid_to_current,
      metaColumns: metaColumnsOf(merged),
      raw,
    },
  }
  problems.attempt(() =>
    checkPublishTogether(
      snapshot,
      merged.publish_together ?? undefined,
      (key) => placeOfKey(layers, key) ?? place,
    ),
  )
  checkGroup(snapshot, loading.groups, () => placeOfKey(layers, "group") ?? place, problems)
  return snapshot
}

/** dbt's names: anyone who moves keeps the tables. */
function metaColumnsOf({
  snapshot_meta_column_names: named = {},
}: SnapshotConfigValues): SnapshotMetaColumns {
  return {
    dbt_scd_id: named.dbt_scd_id ?? "dbt_scd_id",
    dbt_updated_at: named.dbt_updated_at ?? "dbt_updated_at",
    dbt_valid_from: named.dbt_valid_from ?? "dbt_valid_from",
    dbt_valid_to: named.dbt_valid_to ?? "dbt_valid_to",
    dbt_is_deleted: named.dbt_is_deleted ?? "dbt_is_deleted",
  }
}

/** A database of its own is a place that lux does not write to: what is said about it has no effect, which is reported. */
export function snapshotWarnings(resource: Resource): readonly LuxError[] {
  if (!keepsHistory(resource) || !resource.enabled) return []
  return ["database", "target_database"].flatMap((key) =>
    resource.config.raw[key] === undefined || resource.config.raw[key] === null
      ? []
      : [
          new LuxError("LUX-1071", `snapshot "${resource.name}" names a ${key}, which is not used`, {
            place: resource.place,
            hint: "A snapshot lives in the target's database, like everything else: take the key out.",
          }),
        ],
  )
}

function relationOf({ name, relation }: SnapshotProperties, document: YamlDocument, path: YamlPath) {
  const found = relationArgument(relation, () => document.placeOf(path))
  if (found !== undefined) return found
  throw new LuxError("LUX-1070", `snapshot "${name}": "${relation}" is not a relation`, {
    place: document.placeOf(path),
    hint: "Write ref('model') or source('source', 'table').",
  })
}

function strategyOf(
  name: string,
  { strategy, updated_at, check_cols }: SnapshotConfigValues,
  layers: readonly ConfigLayer[],
  place: Place,
): SnapshotStrategy {
  const needs = (what: string, hint: string, key?: string): LuxError =>
    new LuxError("LUX-1070", `snapshot "${name}" ${what}`, {
      place: (key === undefined ? undefined : placeOfKey(layers, key)) ?? place,
      hint,
    })
  if (strategy === undefined)
    throw needs(
      "does not say how changes are found",
      "Set strategy: timestamp with updated_at, or check with check_cols.",
    )
  if (strategy === "timestamp") {
    if (updated_at === undefined)
      throw needs("has strategy timestamp without updated_at", "Set updated_at: the column.", "strategy")
    return { kind: "timestamp", updatedAt: updated_at }
  }
  if (check_cols === undefined || check_cols.length === 0)
    throw needs(
      "has strategy check without check_cols",
      "Set check_cols: a list of columns, or all.",
      "strategy",
    )
  const [only] = check_cols
  return {
    kind: "check",
    columns: check_cols.length === 1 && only === "all" ? "all" : check_cols,
    updatedAt: updated_at,
  }
}

function uniqueKeyOf(name: string, { unique_key }: SnapshotConfigValues, place: Place): readonly string[] {
  if (unique_key !== undefined && unique_key.length > 0) return unique_key
  throw new LuxError("LUX-1070", `snapshot "${name}" does not say which rows are the same`, {
    place,
    hint: "Set unique_key: one column or several.",
  })
}

function hardDeletesOf(
  name: string,
  { hard_deletes, invalidate_hard_deletes }: SnapshotConfigValues,
  layers: readonly ConfigLayer[],
  place: Place,
): HardDeletes {
  if (invalidate_hard_deletes === undefined) return hard_deletes ?? "ignore"
  if (hard_deletes === undefined) return invalidate_hard_deletes ? "invalidate" : "ignore"
  throw new LuxError("LUX-1070", `snapshot "${name}" has invalidate_hard_deletes next to hard_deletes`, {
    place: placeOfKey(layers, "invalidate_hard_deletes") ?? place,
    hint: "hard_deletes says all: take the other out.",
  })
}
