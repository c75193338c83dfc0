import { LuxError, type Place } from "../../errors.ts"
import { madeAs, whatWaits } from "../materialized.ts"
import type { Built } from "../types.ts"

/**
 * Throws LUX-2481 where what adds to what is there would be published together with others: only a whole new version can
 * wait for them.
 */
export function checkPublishTogether(
  resource: Built,
  group: string | undefined,
  placeOf: (key: string) => Place,
): void {
  if (group === undefined) return
  throw new LuxError(
    "LUX-2481",
    `${madeAs(resource)} "${resource.name}" cannot be published together with others`,
    {
      place: placeOf("publish_together"),
      hint: `Only ${whatWaits()} can. Take this one out of the group: publish_together: null.`,
    },
  )
}
