import { LuxError } from "../../errors.ts"
import { didYouMean } from "../../nearest.ts"
import { type Judged, keyOf } from "./judge-relations.ts"
import type { OldBatch } from "./old-batches.ts"

interface Chosen {
  readonly judged: readonly Judged[]
  readonly batches: readonly OldBatch[]
}

/** What is found of the names, all of it where there are none. Throws LUX-2351 for a name that is not found. */
export function chooseNamed(found: Chosen, names: readonly string[]): Chosen {
  if (names.length === 0) return found
  const wanted = names.map((name) => name.toLowerCase())
  const ofRelation = ({ relation }: Judged): readonly string[] => [
    keyOf(relation),
    relation.name.toLowerCase(),
  ]
  const ofBatch = ({ stage, row }: OldBatch): readonly string[] => [stage.name.toLowerCase(), row.batch_id]
  const known = [...found.judged.flatMap(ofRelation), ...found.batches.flatMap(ofBatch)]
  const unknown = names.find((name) => !known.includes(name.toLowerCase()))
  if (unknown !== undefined)
    throw new LuxError("LUX-2351", `"${unknown}" is not among what lux janitor finds`, {
      hint: didYouMean(unknown, known) ?? "lux janitor without names lists it.",
    })
  return {
    judged: found.judged.filter((each) => ofRelation(each).some((name) => wanted.includes(name))),
    batches: found.batches.filter((each) => ofBatch(each).some((name) => wanted.includes(name))),
  }
}
