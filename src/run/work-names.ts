import { wayOf } from "../project/materialized.ts"
import type { Work } from "./workload.ts"

/** What kind of thing a piece of work makes, in one word. */
export function kindOf(work: Work): string {
  if (work.kind !== "relation") return work.kind
  return wayOf(work.resource)
}

/** What a piece of work is called in sentences. */
export function nameOf(work: Work): string {
  return work.kind === "test" || work.kind === "unit_test" ? work.label : work.resource.name
}

/** What people call what a piece of work makes. */
export function labelOf(work: Work): string {
  return work.kind === "relation" ? work.relation.label : nameOf(work)
}
