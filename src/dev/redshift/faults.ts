import { setTimeout as sleep } from "node:timers/promises"
import * as z from "zod"
import { seededRandom } from "../seeded-random.ts"
import { ServiceError } from "./service-error.ts"

/** The call takes longer, by `milliseconds`. */
const slow = ["latency"] as const
/** Turned away before anything is done. */
const before = ["throttled", "error-before", "too-many-statements", "expired-credentials"] as const
/** Done, and then the reply is an error or the connection drops. */
const after = ["error-after", "lost-reply"] as const
/** A statement of the call ends so, after those before it were done; its transaction with it. */
const within = ["conflict", "dropped-relation", "aborted"] as const

export type FaultKind = (typeof slow | typeof before | typeof after | typeof within)[number]
export type StatementFault = (typeof within)[number]

/** A fault to inject: into calls of one operation or of all, so many times, each time with a probability. */
export type FaultRule = z.output<typeof faultRule>

export const faultRule = z.strictObject({
  kind: z.enum([...slow, ...before, ...after, ...within]),
  /** Such as `ExecuteStatement`. */
  operation: z.string().optional(),
  /** 1 by default. */
  probability: z.number().min(0).max(1).optional(),
  /** Without end by default. */
  times: z.number().int().min(0).optional(),
  milliseconds: z.number().min(0).optional(),
})

export interface Faults {
  set(rules: readonly FaultRule[]): void
  /** How often each kind was injected. */
  readonly injected: ReadonlyMap<FaultKind, number>
  /** Before a call is done: waits, or throws what the service would. */
  before(operation: string): Promise<void>
  /** After it: true when the reply is to be lost. */
  after(operation: string): boolean
  /** What becomes of one of the statements of a call in place of being run, and of which; undefined: all run. */
  statement(
    operation: string,
    statements: number,
  ): { readonly kind: StatementFault; readonly at: number } | undefined
}

/** With a seed the same calls in the same order meet the same faults. */
export function createFaults(seed?: number): Faults {
  const random = seed === undefined ? Math.random : seededRandom(seed)
  let rules: { rule: FaultRule; left: number }[] = []
  const injected = new Map<FaultKind, number>()
  const strikes = (operation: string, kinds: readonly FaultKind[]): FaultRule | undefined => {
    for (const each of rules) {
      const { kind, probability = 1, operation: only } = each.rule
      if (!kinds.includes(kind) || each.left <= 0) continue
      if (only !== undefined && only !== operation) continue
      if (random() >= probability) continue
      each.left--
      injected.set(kind, (injected.get(kind) ?? 0) + 1)
      return each.rule
    }
    return undefined
  }
  return {
    injected,
    set(next) {
      rules = next.map((rule) => ({ rule, left: rule.times ?? Number.POSITIVE_INFINITY }))
    },
    async before(operation) {
      const latency = strikes(operation, slow)
      if (latency !== undefined) await sleep(latency.milliseconds ?? 50)
      const rule = strikes(operation, before)
      switch (rule?.kind) {
        case "throttled":
          throw new ServiceError("ThrottlingException", "Rate exceeded")
        case "error-before":
          throw new ServiceError("InternalServerException", "The service failed before it did anything.", 500)
        case "too-many-statements":
          throw new ServiceError(
            "ActiveStatementsExceededException",
            "Active statements exceeded the allowed quota.",
          )
        case "expired-credentials":
          throw new ServiceError(
            "ExpiredTokenException",
            "The security token included in the request is expired",
          )
        default:
      }
    },
    after(operation) {
      const rule = strikes(operation, after)
      if (rule?.kind === "error-after")
        throw new ServiceError("InternalServerException", "The service failed after it did everything.", 500)
      return rule !== undefined
    },
    statement(operation, statements) {
      const rule = strikes(operation, within)
      const kind = within.find((each) => each === rule?.kind)
      return kind === undefined ? undefined : { kind, at: Math.floor(random() * statements) }
    },
  }
}
