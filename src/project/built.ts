import type { Built, Resource } from "./types.ts"

/** True for what lux makes in the warehouse and a ref can name. */
export function isBuilt(resource: Resource): resource is Built {
  return resource.type === "model" || resource.type === "seed" || resource.type === "snapshot"
}
