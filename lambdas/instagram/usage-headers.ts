/** How much of its quotas an app has used: either header can come, or none. */
import type { Usage } from "lux-sql/collect"
import * as z from "zod"

const counts = z.object({
  call_count: z.number().optional(),
  total_cputime: z.number().optional(),
  total_time: z.number().optional(),
  estimated_time_to_regain_access: z.number().optional(),
})
type Counts = z.output<typeof counts>

/** `X-App-Usage` is one map of percents; `X-Business-Use-Case-Usage` has a list of them for each business. */
export function usageIn(headers: Headers): Usage {
  const app = counts.safeParse(jsonOf(headers.get("x-app-usage"))).data
  const business = z
    .record(z.string(), z.array(counts))
    .safeParse(jsonOf(headers.get("x-business-use-case-usage"))).data
  const uses = Object.values(business ?? {}).flat()
  const minutes = uses.map((each) => each.estimated_time_to_regain_access ?? 0).filter((each) => each > 0)
  return {
    appPercent: app === undefined ? undefined : percentOf(app),
    businessPercent: uses.length === 0 ? undefined : Math.max(...uses.map(percentOf)),
    regainMinutes: minutes.length === 0 ? undefined : Math.max(...minutes),
  }
}

/** The quota ends with the first of the three that does. */
function percentOf({ call_count = 0, total_cputime = 0, total_time = 0 }: Counts): number {
  return Math.max(call_count, total_cputime, total_time)
}

function jsonOf(text: string | null): unknown {
  try {
    return text === null ? undefined : JSON.parse(text)
  } catch {
    return undefined
  }
}
