import type { Relation } from "./relation.ts"

export const candidateSuffix = "__lux_candidate"
/** The old version while a new one takes its place, and the versions of rows that are gone. */
export const oldSuffix = `__old${candidateSuffix}`
export const goneSuffix = `__gone${candidateSuffix}`
export const rejectedSuffix = "__rejected"

/** What the building of a relation makes next to it, and a run that is cut off may leave. */
export function madeBeside(relation: Relation): readonly Relation[] {
  return [candidateSuffix, oldSuffix, goneSuffix].map((suffix) => relation.withSuffix(suffix))
}

/** Every name that lux uses for itself next to a relation. */
export function namesNextTo(relation: Relation): readonly Relation[] {
  return [...madeBeside(relation), relation.withSuffix(rejectedSuffix)]
}
