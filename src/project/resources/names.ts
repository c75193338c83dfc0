import type { ModelVersion } from "./governance.ts"
import { versionedName } from "./versions.ts"

/** A resource, as far as its names go: only some kinds have more than one. */
interface Named {
  readonly name: string
  /** Of what is named by it as well: a table of a source. */
  readonly sourceName?: string
  readonly version?: ModelVersion | undefined
  /** The version that is meant where none is said. */
  readonly latestVersion?: ModelVersion | undefined
}

/** What templates call it, without a version: `orders`, `lake.media`. */
export function referenceName({ name, sourceName }: Named): string {
  return sourceName === undefined ? name : `${sourceName}.${name}`
}

/** What people call it: `orders`, `orders_v2`, `lake.media`. */
export function shownName(resource: Named): string {
  return resource.sourceName === undefined ? versionedName(resource) : referenceName(resource)
}

/** Undefined for what has no versions. */
export function versionOf({ version }: Named): ModelVersion | undefined {
  return version
}

/** True for what its name means without a version. */
export function isMeantByName({ version, latestVersion }: Named): boolean {
  return String(version) === String(latestVersion)
}
