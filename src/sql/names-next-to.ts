import type { Relation } from "./relation.ts"

export const candidateSuffix = "__lux_candidate"
/** The old version while a new one takes its place, and the versions of rows that are gone. */
export const oldSuffix = `__old${candidateSuffix}`
export const goneSuffix = `__gone${candidateSuffix}`
export const rejectedSuffix = "__rejected"

/**
 * The suffix of one of these with the token of the run that makes it, where what lux made is known by that:
 * `__0f3a9c1b2d4e__lux_candidate`. Undefined, or empty: without.
 */
export function withToken(suffix: string, token: string | undefined): string {
  return suffix.replace(candidateSuffix, `${token ? `__${token}` : ""}${candidateSuffix}`)
}

/** The token in a relation's name; undefined where there is none. */
export function tokenIn(name: string): string | undefined {
  return /__([0-9a-f]{12})__lux_candidate$/i.exec(name)?.[1]?.toLowerCase()
}

/** What the building of a relation makes next to it, and a run that is cut off may leave. */
export function madeBeside(relation: Relation): readonly Relation[] {
  return [candidateSuffix, oldSuffix, goneSuffix].map((suffix) => relation.withSuffix(suffix))
}

/** Every name that lux uses for itself next to a relation. */
export function namesNextTo(relation: Relation): readonly Relation[] {
  return [...madeBeside(relation), relation.withSuffix(rejectedSuffix)]
}
