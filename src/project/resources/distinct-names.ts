import { LuxError, type Problems } from "../../errors.ts"
import { resourceKinds } from "../resource-kinds.ts"
import type { Resource } from "../types.ts"
import { versionOf } from "./names.ts"

/** Two of one name: both files are named. Models, seeds and snapshots are told apart by nothing in a ref, so they share names. */
export function checkDistinctNames(resources: readonly Resource[], problems: Problems): void {
  const taken = new Map<string, Resource>()
  const versioned = new Map<string, Resource>()
  for (const resource of resources) {
    // One of two may be turned off, to choose between them.
    if (!resource.enabled) continue
    const { key, message, hint } = namesOf(resource)
    const other = taken.get(key) ?? sameName(resource, taken, versioned)
    if (versionOf(resource) !== undefined) versioned.set(resource.name, resource)
    if (other !== undefined)
      problems.add(
        new LuxError("LUX-1052", message, {
          place: resource.place,
          hint,
          related: [{ message: "the other one", place: other.place }],
        }),
      )
    taken.set(key, resource)
  }
}

/** A model with versions and another resource that a ref without a version could mean as well. */
function sameName(
  resource: Resource,
  taken: ReadonlyMap<string, Resource>,
  versioned: ReadonlyMap<string, Resource>,
): Resource | undefined {
  if (resourceKinds[resource.type].namedBy !== "ref") return undefined
  return versionOf(resource) === undefined ? versioned.get(resource.name) : taken.get(`ref ${resource.name}`)
}

function namesOf(resource: Resource): {
  readonly key: string
  readonly message: string
  readonly hint: string
} {
  const { type, name } = resource
  switch (type) {
    case "test":
      return {
        key: resource.uniqueId,
        message: `test "${name}" is declared twice`,
        hint: "Take one of them out, or give one a name of its own.",
      }
    case "unit_test":
      return {
        key: resource.uniqueId,
        message: `unit test "${name}" is declared twice`,
        hint: "Give one of them another name.",
      }
    case "source": {
      const full = `${resource.sourceName}.${name}`
      return {
        key: `source ${full}`,
        message: `there are two sources of the name "${full}"`,
        hint: "Rename one.",
      }
    }
    case "exposure":
      return {
        key: `exposure ${name}`,
        message: `there are two exposures of the name "${name}"`,
        hint: "Rename one.",
      }
    case "collector":
      return {
        key: `collector ${name}`,
        message: `there are two collectors of the name "${name}"`,
        hint: "Rename one.",
      }
    case "model":
    case "seed":
    case "snapshot":
      return {
        key: versionOf(resource) !== undefined ? resource.uniqueId : `ref ${name}`,
        message: `there are two models, seeds or snapshots of the name "${name}"`,
        hint: "A ref could mean either: rename one.",
      }
  }
}
