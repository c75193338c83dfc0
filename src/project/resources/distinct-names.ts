import { LuxError, type Problems } from "../../errors.ts"
import { type ResourceKindFacts, resourceKinds } from "../resource-kinds.ts"
import type { Resource } from "../types.ts"
import { referenceName, versionOf } from "./names.ts"

/** Duplicate names: both files are named. Models, seeds and snapshots are told apart by nothing in a ref, so they share names. */
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

interface Names {
  /** What no other resource may have. */
  readonly key: string
  readonly message: string
  readonly hint: string
}

function namesOf(resource: Resource): Names {
  const { type, uniqueId } = resource
  const facts: ResourceKindFacts = resourceKinds[type]
  const name = referenceName(resource)
  if (facts.tests !== undefined)
    return {
      key: uniqueId,
      message: `${type.replace("_", " ")} "${name}" is declared twice`,
      hint: hintOfTests[facts.tests],
    }
  const isOfVersions = versionOf(resource) !== undefined
  return {
    key: isOfVersions ? uniqueId : `${facts.namedBy ?? type} ${name}`,
    message: `there are two ${kindsNamedLike(facts)} of the name "${name}"`,
    hint: facts.namedBy === "ref" ? "A ref could mean either: rename one." : "Rename one.",
  }
}

const hintOfTests: Readonly<Record<NonNullable<ResourceKindFacts["tests"]>, string>> = {
  data: "Take one of them out, or give one a name of its own.",
  unit: "Give one of them another name.",
}

/** `models, seeds or snapshots` */
function kindsNamedLike({ namedBy, yamlKey }: ResourceKindFacts): string {
  if (namedBy === undefined) return yamlKey
  const all: readonly ResourceKindFacts[] = Object.values(resourceKinds)
  const same = all.filter((each) => each.namedBy === namedBy).map((each) => each.yamlKey)
  return same.join(", ").replace(/, ([^,]+)$/, " or $1")
}
