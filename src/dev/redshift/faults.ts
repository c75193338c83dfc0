import { setTimeout as sleep } from "node:timers/promises"
import { ServiceError } from "./service-error.ts"

export type FaultKind =
  /** The call takes longer, by `milliseconds`. */
  | "latency"
  /** Turned away before anything is done. */
  | "throttled"
  | "error-before"
  | "too-many-statements"
  | "expired-credentials"
  /** Done, and then the reply is an error or the connection drops. */
  | "error-after"
  | "lost-reply"
  /** The statement itself ends so. */
  | "conflict"
  | "dropped-relation"
  | "aborted"

/** A fault to inject: into calls of one operation or of all, so many times, each time with a probability. */
export interface FaultRule {
  readonly kind: FaultKind
  /** Such as `ExecuteStatement`. */
  readonly operation?: string | undefined
  /** 1 by default. */
  readonly probability?: number | undefined
  /** Without end by default. */
  readonly times?: number | undefined
  readonly milliseconds?: number | undefined
}

export interface Faults {
  set(rules: readonly FaultRule[]): void
  /** How often each kind was injected. */
  readonly injected: ReadonlyMap<FaultKind, number>
  /** Before a call is done: waits, or throws what the service would. */
  before(operation: string): Promise<void>
  /** After it: true when the reply is to be lost. */
  after(operation: string): boolean
  /** What becomes of a statement in place of being run; undefined: it runs. */
  statement(operation: string): "conflict" | "dropped-relation" | "aborted" | undefined
}

export function createFaults(random: () => number = Math.random): Faults {
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
      const slow = strikes(operation, ["latency"])
      if (slow !== undefined) await sleep(slow.milliseconds ?? 50)
      const rule = strikes(operation, [
        "throttled",
        "error-before",
        "too-many-statements",
        "expired-credentials",
      ])
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
      const rule = strikes(operation, ["error-after", "lost-reply"])
      if (rule?.kind === "error-after")
        throw new ServiceError("InternalServerException", "The service failed after it did everything.", 500)
      return rule !== undefined
    },
    statement(operation) {
      const kind = strikes(operation, ["conflict", "dropped-relation", "aborted"])?.kind
      return kind === "conflict" || kind === "dropped-relation" || kind === "aborted" ? kind : undefined
    },
  }
}
