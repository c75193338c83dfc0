/** What a schedule, a person or `lux collect` hands to a collector's function. */
import * as z from "zod"

/**
 * - `collector`: its name in the declaration; one function can serve several.
 * - `at`: a time of the tick that is collected. It is brought down to the tick, a whole multiple of the schedule's interval.
 *   Without it the tick is the present one.
 * - `trigger`: who asks, for the report: `schedule`, `lux collect`, a name.
 * - `replay_rejected`: no call; what was rejected is validated again with the present declaration.
 * - `check_token`: no collection; the report has the days that the token has left.
 * - `renew_token`: exchanges the token for a new one, and stores it in its secret.
 */
export const eventSchema = z.object({
  collector: z.string().min(1),
  at: z.iso.datetime({ offset: true }).optional(),
  trigger: z.string().min(1).default("unknown"),
  replay_rejected: z.boolean().optional(),
  check_token: z.boolean().optional(),
  renew_token: z.boolean().optional(),
})

export type CollectEvent = z.input<typeof eventSchema>
