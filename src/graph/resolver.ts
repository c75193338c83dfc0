import { LuxError, type Place, type RelatedPlace } from "../errors.ts"
import { didYouMean } from "../nearest.ts"
import { isBuilt, isReadFromOutside, mayHaveVersions } from "../project/resource-guards.ts"
import { isMeantByName, referenceName } from "../project/resources/names.ts"
import { compareVersions } from "../project/resources/versions.ts"
import type {
  Built,
  Model,
  ModelVersion,
  Project,
  Relational,
  Resource,
  SourceTable,
} from "../project/types.ts"

/** Finds what a `ref` or `source` names. Throws LUX-1201..1204 with what exists that is near. */
export interface Resolver {
  /** Without a version the latest one is meant. */
  ref(
    parts: readonly string[],
    place: Place,
    related?: readonly RelatedPlace[],
    version?: ModelVersion,
  ): Built
  source(parts: readonly string[], place: Place, related?: readonly RelatedPlace[]): SourceTable
}

/** Made once for a project. */
export function resolverOf(project: Project): Resolver {
  const known = resolvers.get(project) ?? createResolver(project)
  resolvers.set(project, known)
  return known
}

const resolvers = new WeakMap<Project, Resolver>()

function createResolver(project: Project): Resolver {
  const refs = byName(project.resources.filter(isBuilt).filter(isMeantByName))
  const disabledRefs = byName(project.disabled.filter(isBuilt))
  const versions = versionsByName([...project.disabled, ...project.resources])
  const sources = byName(project.resources.filter(isReadFromOutside))
  const disabledSources = byName(project.disabled.filter(isReadFromOutside))

  return {
    ref(parts, place, related, version) {
      const [name, packageName] = parts.length === 2 ? [parts[1], parts[0]] : [parts[0], undefined]
      if (name === undefined || parts.length > 2)
        throw new LuxError(
          "LUX-1205",
          `ref takes a name, or a package and a name; it has ${parts.length} arguments`,
          {
            place,
          },
        )
      const asks = version !== undefined && version !== "latest"
      if (asks && (versions.has(name) || refs.has(name))) return versionOf(name, version, place, related)
      const found = refs.get(name)
      if (found !== undefined && (packageName === undefined || packageName === found.packageName))
        return found
      if (found !== undefined)
        throw new LuxError("LUX-1201", `package "${packageName}" has no model, seed or snapshot "${name}"`, {
          place,
          related,
          hint: `"${name}" is in package "${found.packageName}".`,
        })
      const disabled = disabledRefs.get(name)
      if (disabled !== undefined) throw disabledError(disabled, name, place)
      throw new LuxError("LUX-1201", `model "${name}" does not exist`, {
        place,
        related,
        hint:
          versionHint(name) ??
          didYouMean(name, refs.keys()) ??
          "No model, seed or snapshot has a name near it.",
      })
    },

    source(parts, place, related) {
      const [source, table] = parts
      if (source === undefined || table === undefined || parts.length !== 2)
        throw new LuxError("LUX-1205", "source takes the source's name and the table's", { place })
      const key = `${source}.${table}`
      const found = sources.get(key)
      if (found !== undefined) return found
      const disabled = disabledSources.get(key)
      if (disabled !== undefined) throw disabledError(disabled, key, place)
      throw new LuxError("LUX-1202", `source "${key}" is not declared`, {
        place,
        related,
        hint: didYouMean(key, sources.keys()) ?? declared([...sources.keys()]),
      })
    },
  }

  function versionOf(
    name: string,
    version: ModelVersion,
    place: Place,
    related: readonly RelatedPlace[] | undefined,
  ): Model {
    const found = versions.get(name)?.find((each) => String(each.version) === String(version))
    if (found?.enabled === true) return found
    if (found !== undefined) throw disabledError(found, `${name}" version "${version}`, place)
    const known = versions.get(name)?.map((each) => each.version)
    throw new LuxError("LUX-1208", `model "${name}" has no version ${version}`, {
      place,
      related,
      hint:
        known === undefined
          ? "It has no versions at all: leave v out."
          : `There are: ${known.join(", ")}. Without a version the latest is read.`,
    })
  }

  /** A file's name where the model's and its version are meant. */
  function versionHint(name: string): string | undefined {
    const [, model, version] = /^(.+)[_.]v(\w+)$/.exec(name) ?? []
    return model !== undefined && versions.has(model)
      ? `Write {{ref "${model}" v=${Number.isNaN(Number(version)) ? `"${version}"` : version}}}.`
      : undefined
  }
}

function versionsByName(resources: readonly Resource[]): ReadonlyMap<string, readonly Model[]> {
  const found = new Map<string, Model[]>()
  for (const resource of resources)
    if (mayHaveVersions(resource) && resource.version !== undefined)
      found.set(resource.name, [...(found.get(resource.name) ?? []), resource])
  for (const versions of found.values())
    versions.sort((a, b) => compareVersions(a.version ?? 0, b.version ?? 0))
  return found
}

function byName<R extends Relational>(resources: readonly R[]): Map<string, R> {
  return new Map(resources.map((resource) => [referenceName(resource), resource]))
}

function disabledError(disabled: Resource, name: string, place: Place): LuxError {
  return new LuxError("LUX-1203", `${disabled.type} "${name}" is disabled`, {
    place,
    hint: "Enable it (enabled: true), or stop reading it.",
    related: [{ message: "disabled here", place: disabled.place }],
  })
}

function declared(names: readonly string[]): string {
  if (names.length === 0) return "The project declares no sources."
  return `Declared: ${names.slice(0, 8).join(", ")}${names.length > 8 ? " ..." : ""}.`
}
