import type { ModelVersion } from "./governance.ts"
import { versionedName } from "./versions.ts"

interface Named {
  readonly name: string
  /** Of what is named by it as well: a table of a source. */
  readonly sourceName?: string
}

/** What templates call it, without a version: `orders`, `lake.media`. */
export function referenceName({ name, sourceName }: Named): string {
  return sourceName === undefined ? name : `${sourceName}.${name}`
}

/** What people call it: `orders`, `orders_v2`, `lake.media`. */
export function shownName(resource: Named & { readonly version?: ModelVersion | undefined }): string {
  return resource.sourceName === undefined ? versionedName(resource) : referenceName(resource)
}
