import { LuxError, Problems } from "../errors.ts"
import { isInlined } from "../project/materialized.ts"
import { isBuilt } from "../project/resource-guards.ts"
import type { Project, Target } from "../project/types.ts"
import { factsOf } from "../project/warehouses.ts"
import type { Relation } from "../sql/relation.ts"
import type { RelationOf } from "./relations.ts"

/** Whether the target's warehouse would cut a name. */
export function isTooLong(name: string, target: Target): boolean {
  const { longestName } = factsOf(target)
  return longestName !== undefined && Buffer.byteLength(name) > longestName
}

/**
 * Throws LUX-1223 for every relation of a longer name than the warehouse keeps: it would be made under another one,
 * without a word, and nobody would find it.
 */
export function checkNameLengths(
  { resources, target }: Project,
  relationOf: RelationOf,
  known: ReadonlyMap<string, Relation>,
): void {
  const { longestName: most } = factsOf(target)
  if (most === undefined) return
  const problems = new Problems()
  for (const resource of resources) {
    if (!isBuilt(resource)) continue
    // Asked first: how a model is materialized would have to be looked up in the record.
    const isKnown = known.has(resource.uniqueId)
    if (!isKnown && isInlined(resource)) continue
    const { schema = "", name } = relationOf(resource)
    const tooLong = [name, schema].find((each) => Buffer.byteLength(each) > most)
    if (tooLong !== undefined)
      problems.add(
        new LuxError(
          "LUX-1223",
          `"${tooLong}" has ${Buffer.byteLength(tooLong)} bytes, and a name on target "${target.name}" has at most ${most}`,
          {
            place: resource.place,
            hint:
              tooLong === name
                ? `Give the ${resource.type} a shorter alias: refs still call it by its own name.`
                : "Give it a shorter schema.",
          },
        ),
      )
  }
  problems.throwIfAny()
}
