import type { Built, Relational, Resource } from "./types.ts"

/** True for what lux makes in the warehouse and a ref can name. */
export function isBuilt(resource: Resource): resource is Built {
  return resource.type === "model" || resource.type === "seed" || resource.type === "snapshot"
}

/** True for what has rows: what a ref or a source names. */
export function isRelational(resource: Resource): resource is Relational {
  return isBuilt(resource) || resource.type === "source"
}

/** True for what has a relation of its own: an ephemeral model has none. */
export function becomesRelation(resource: Resource): resource is Built {
  return isBuilt(resource) && !(resource.type === "model" && resource.config.materialized === "ephemeral")
}
