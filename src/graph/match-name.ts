import { resourceKinds } from "../project/resource-kinds.ts"
import { versionOf } from "../project/resources/names.ts"
import { globMatcher, isGlob } from "./glob.ts"
import type { Selectable } from "./selectable.ts"

/**
 * By name, or by folders and name, with or without the package before them. A part with a wildcard matches all that
 * follows it: `staging.*` is everything below a folder, `*.core.*` what is in a folder of that name anywhere; `stg_*`
 * matches names too. A model with versions is meant by its name (all of them), or as `name.v1` or `name_v1`.
 */
export function nameMatcher(value: string): (resource: Selectable) => boolean {
  const parts = value.split(".")
  const firstGlob = parts.findIndex(isGlob)
  const plain = firstGlob === -1 ? parts : parts.slice(0, firstGlob)
  const rest = firstGlob === -1 ? undefined : globMatcher(parts.slice(firstGlob).join("."))
  const lastTwo = parts.slice(-2).join("_")
  const named = globMatcher(value)

  return (resource) => {
    // These have methods of their own, as in dbt.
    if (resourceKinds[resource.type].selectedBy !== "name") return false
    const { fqn } = resource
    return isLeaf(resource, fqn) || matchesFrom(fqn, 0) || matchesFrom(fqn, 1)
  }

  function isLeaf(resource: Selectable, fqn: readonly string[]): boolean {
    if (versionOf(resource) === undefined) return named(fqn.at(-1) ?? "")
    return named(fqn.at(-2) ?? "") || fqn.slice(-2).join("_") === lastTwo
  }

  function matchesFrom(fqn: readonly string[], start: number): boolean {
    // Dots in a name part it like folders do.
    const flat = fqn.slice(start).join(".").split(".")
    if (flat.length < parts.length || !plain.every((part, index) => part === flat[index])) return false
    return rest === undefined || rest(flat.slice(firstGlob).join("."))
  }
}
