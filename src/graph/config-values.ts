import { resourceKinds } from "../project/resource-kinds.ts"
import type { Resource } from "../project/types.ts"

/** A resource's configuration by dbt's keys: as written and inherited, over what holds where nothing is said. */
export function configValues(resource: Resource): Readonly<Record<string, unknown>> {
  const own = "config" in resource ? resource.config.raw : "raw" in resource ? resource.raw : {}
  const { enabled, tags, meta, group } = resource
  return { ...resourceKinds[resource.type].defaults, ...own, enabled, tags, meta, group }
}
