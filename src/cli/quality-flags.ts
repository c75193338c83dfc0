import type { QualityOptions } from "../api/commands/quality-types.ts"
import type { ArgsOf } from "./command.ts"
import { documentFlag, lockFlag } from "./flags.ts"
import { wholeNumber } from "./usage.ts"

/** What every command takes that asks the quality history. */
export const qualityFlags = {
  since: {
    type: "string",
    value: "TIME",
    describe: "Only from then on: 7d, 24h, 2023-09-02",
    group: "Selection:",
  },
  ...documentFlag,
  ...lockFlag,
} as const

export const limitFlag = {
  limit: {
    type: "string",
    value: "COUNT",
    describe: "At most so many points",
    defaultDescription: "30",
    group: "Selection:",
  },
} as const

/** What the flags say. */
export function qualityOptions(
  args: ArgsOf<typeof qualityFlags> & { readonly limit?: string | undefined },
  signal: AbortSignal,
): QualityOptions {
  return {
    since: args.since,
    limit: wholeNumber("limit", args.limit, 1),
    lockTimeoutSeconds: wholeNumber("lock-timeout", args["lock-timeout"], 0) ?? 10,
    signal,
  }
}
