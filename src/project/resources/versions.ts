import { LuxError } from "../../errors.ts"
import type { Loading } from "../loading.ts"
import type { ColumnProperties, ModelProperties, VersionProperties } from "../yaml/properties-file.ts"
import type { YamlPath } from "../yaml/yaml-document.ts"
import type { ModelVersion } from "./governance.ts"
import type { Entry } from "./properties-entries.ts"

/** What properties files say about the model of one file. */
export interface DescribedModel {
  readonly entry: Entry<ModelProperties>
  readonly version: DescribedVersion | undefined
  readonly columns: readonly PlacedColumn[]
}

interface DescribedVersion {
  readonly v: ModelVersion
  readonly latest: ModelVersion
  readonly properties: VersionProperties
  readonly path: YamlPath
}

/** A column's properties, wherever they stand. */
export interface PlacedColumn {
  readonly properties: ColumnProperties
  readonly path: YamlPath
}

/**
 * The described models by the names of their files, without the ending: an entry's name, or for each of its versions
 * `name_v1`, `name.v1` or what `defined_in` says; the latest may be in the file of the plain name.
 * LUX-1062 for versions that cannot be told apart, or of which there is no file.
 */
export function describedModels(
  entries: ReadonlyMap<string, Entry<ModelProperties>>,
  files: ReadonlySet<string>,
  loading: Loading,
): ReadonlyMap<string, DescribedModel> {
  const described = new Map<string, DescribedModel>()
  for (const entry of entries.values()) {
    if (entry.properties.versions.length === 0) {
      checkNotLatestOfNothing(entry, loading)
      described.set(entry.properties.name, { entry, version: undefined, columns: ownColumns(entry) })
      continue
    }
    for (const [file, version] of filesOfVersions(entry, files, loading)) {
      const other = described.get(file)
      if (other !== undefined)
        loading.problems.add(
          new LuxError("LUX-1050", `the model in "${file}" is described twice`, {
            place: entry.document.placeOf(version.path),
            related: [
              {
                message: "the other one",
                place: other.entry.document.placeOf(other.version?.path ?? other.entry.path),
              },
            ],
          }),
        )
      described.set(file, { entry, version, columns: columnsOfVersion(entry, version, loading) })
    }
  }
  return described
}

/** The name that tells versions of a model apart: `orders_v2`; of a model without versions its name. */
export function versionedName({
  name,
  version,
}: {
  readonly name: string
  readonly version?: ModelVersion | undefined
}): string {
  return version === undefined ? name : `${name}_v${version}`
}

/** Below 0 where `a` is the earlier one: as numbers where both are, else as texts. */
export function compareVersions(a: ModelVersion, b: ModelVersion): number {
  const [left, right] = [Number(a), Number(b)]
  if (!Number.isNaN(left) && !Number.isNaN(right)) return left - right
  return String(a) < String(b) ? -1 : String(a) > String(b) ? 1 : 0
}

/** The columns that a version has: those of the model that it takes over, of which it may say its own, and further ones. */
function columnsOfVersion(
  entry: Entry<ModelProperties>,
  version: DescribedVersion,
  loading: Loading,
): readonly PlacedColumn[] {
  const common = ownColumns(entry)
  if (version.properties.columns === undefined) return common
  const written = version.properties.columns.map((properties, index) => ({
    properties,
    path: [...version.path, "columns", index],
  }))
  const own = written.flatMap(({ properties, path }) => ("name" in properties ? [{ properties, path }] : []))
  const rules = written.flatMap(({ properties, path }) =>
    "name" in properties ? [] : [{ properties, path }],
  )
  const [rule, another] = rules
  if (another !== undefined)
    loading.problems.add(
      new LuxError("LUX-1062", "include and exclude stand more than once", {
        place: entry.document.placeOf(another.path),
        hint: "A version takes its columns over by one rule.",
      }),
    )
  const owned = new Map(own.map((column) => [column.properties.name, column]))
  const include = rule?.properties.include ?? ["all"]
  const exclude = new Set(rule?.properties.exclude)
  for (const name of [...include, ...exclude])
    if (!isAll(name) && !common.some(({ properties }) => properties.name === name))
      loading.problems.add(
        new LuxError("LUX-1062", `model "${entry.properties.name}" describes no column "${name}"`, {
          place: entry.document.placeOf(rule?.path ?? version.path),
          hint: "include and exclude name columns that stand under the model itself.",
        }),
      )
  const taken = common.filter(
    ({ properties: { name } }) => !exclude.has(name) && (include.some(isAll) || include.includes(name)),
  )
  const here = new Set(taken.map(({ properties }) => properties.name))
  return [
    ...taken.map((column) => owned.get(column.properties.name) ?? column),
    ...own.filter(({ properties }) => !here.has(properties.name)),
  ]
}

function ownColumns({ properties, path }: Entry<ModelProperties>): readonly PlacedColumn[] {
  return properties.columns.map((column, index) => ({
    properties: column,
    path: [...path, "columns", index],
  }))
}

function isAll(name: string): boolean {
  return name === "all" || name === "*"
}

function filesOfVersions(
  entry: Entry<ModelProperties>,
  files: ReadonlySet<string>,
  loading: Loading,
): readonly (readonly [file: string, version: DescribedVersion])[] {
  const { document, properties } = entry
  const { name, versions } = properties
  const latest = latestOf(entry, loading)
  const seen = new Map<string, YamlPath>()
  return versions.flatMap((version, index) => {
    const path = [...entry.path, "versions", index]
    const key = String(version.v)
    const other = seen.get(key)
    seen.set(key, path)
    if (other !== undefined) {
      loading.problems.add(
        new LuxError("LUX-1062", `model "${name}" has two versions ${key}`, {
          place: document.placeOf([...path, "v"]),
          related: [{ message: "the other one", place: document.placeOf([...other, "v"]) }],
        }),
      )
      return []
    }
    const isLatest = String(latest) === key
    const wanted =
      version.defined_in === undefined
        ? [`${name}_v${key}`, `${name}.v${key}`, ...(isLatest ? [name] : [])]
        : [version.defined_in.replace(/\.sql$/, "")]
    const file = wanted.find((each) => files.has(each))
    if (file !== undefined) return [[file, { v: version.v, latest, properties: version, path }] as const]
    loading.problems.add(
      new LuxError("LUX-1062", `there is no file of model "${name}", version ${key}`, {
        place: document.placeOf([...path, version.defined_in === undefined ? "v" : "defined_in"]),
        hint: `Looked for ${wanted.map((each) => `${each}.sql`).join(", ")}. Another name is said by defined_in.`,
      }),
    )
    return []
  })
}

function latestOf({ document, path, properties }: Entry<ModelProperties>, loading: Loading): ModelVersion {
  const all = properties.versions.map(({ v }) => v)
  const highest = all.reduce((best, each) => (compareVersions(each, best) > 0 ? each : best), all[0] ?? 1)
  const said = properties.latest_version
  if (said === undefined) return highest
  const known = all.find((each) => String(each) === String(said))
  if (known === undefined)
    loading.problems.add(
      new LuxError("LUX-1062", `model "${properties.name}" has no version ${said} to be the latest`, {
        place: document.placeOf([...path, "latest_version"]),
        hint: `There are: ${all.join(", ")}.`,
      }),
    )
  return known ?? highest
}

function checkNotLatestOfNothing(
  { document, path, properties }: Entry<ModelProperties>,
  loading: Loading,
): void {
  if (properties.latest_version !== undefined)
    loading.problems.add(
      new LuxError("LUX-1062", `model "${properties.name}" has a latest_version, but no versions`, {
        place: document.placeOf([...path, "latest_version"], "key"),
        hint: "List them under versions:, each with its v.",
      }),
    )
}
