import { resourceKinds } from "../project/resource-kinds.ts"
import type { Selectable } from "./selectable.ts"

/** A resource's configuration by dbt's keys: as written and inherited, over what holds where nothing is said. */
export function configValues(resource: Selectable): Readonly<Record<string, unknown>> {
  const own = resource.config?.raw ?? resource.raw ?? {}
  const { enabled, tags, meta, group } = resource
  return { ...resourceKinds[resource.type].defaults, ...own, enabled, tags, meta, group }
}
