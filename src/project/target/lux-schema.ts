import type { Target } from "./target-types.ts"

/** The schema of lux's own tables: who shares a warehouse by a `schema_prefix` does not share those. */
export function luxSchema({ schemaPrefix }: Pick<Target, "schemaPrefix">): string {
  return `${schemaPrefix}_lux`
}
