import { defaultMaterialization } from "../project/materializations.ts"
import type { Resource } from "../project/types.ts"

/** A resource's configuration by dbt's keys: as written and inherited, over what holds where nothing is said. */
export function configValues(resource: Resource): Readonly<Record<string, unknown>> {
  const own = "config" in resource ? resource.config.raw : "raw" in resource ? resource.raw : {}
  const { enabled, tags, meta, group } = resource
  return { ...defaults[resource.type], ...own, enabled, tags, meta, group }
}

const test = {
  materialized: "test",
  severity: "error",
  store_failures: false,
  fail_calc: "count(*)",
  warn_if: "!= 0",
  error_if: "!= 0",
}

const defaults: Readonly<Record<Resource["type"], Readonly<Record<string, unknown>>>> = {
  model: {
    materialized: defaultMaterialization,
    on_schema_change: "ignore",
    access: "protected",
    contract: { enforced: false },
  },
  seed: { materialized: "seed", delimiter: ",", quote_columns: false },
  test,
  unit_test: {},
  source: {},
  snapshot: { materialized: "snapshot" },
  exposure: {},
  collector: {},
}
