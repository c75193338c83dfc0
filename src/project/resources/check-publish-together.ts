import { LuxError, type Place } from "../../errors.ts"
import { whatWaits } from "../materialized.ts"
import type { Built } from "../types.ts"

/**
 * Throws LUX-2481 where what adds to what is there would be published together with others: only a whole new version can
 * wait for them.
 */
export function checkPublishTogether(
  { type, name }: Pick<Built, "type" | "name">,
  materialized: string,
  group: string | undefined,
  placeOf: (key: string) => Place,
): void {
  if (group === undefined) return
  const kind = type === "model" ? `${materialized} model` : type
  throw new LuxError("LUX-2481", `${kind} "${name}" cannot be published together with others`, {
    place: placeOf("publish_together"),
    hint: `Only ${whatWaits()} can. Take this one out of the group: publish_together: null.`,
  })
}
