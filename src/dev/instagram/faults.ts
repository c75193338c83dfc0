import * as z from "zod"
import { keyOf, unit } from "../world/noise.ts"
import { alteredRecord } from "./altered-records.ts"
import { type FaultKind, faultKinds, isError, isTransport } from "./fault-kinds.ts"
import type { Node } from "./nodes.ts"

/** What a call asks for. */
const endpoints = [
  "business_discovery",
  "ig_hashtag_search",
  "recent_media",
  "recently_searched_hashtags",
  "debug_token",
  "access_token",
  "node",
] as const
export type Endpoint = (typeof endpoints)[number]

export const faultRule = z.strictObject({
  kind: z.enum(faultKinds),
  /** Such as `recent_media`; every one without it. */
  endpoint: z.enum(endpoints).optional(),
  /** The account's name or the hashtag; every one without it. */
  unit: z.string().optional(),
  /** 1 by default. */
  probability: z.number().min(0).max(1).optional(),
  /** How many calls; without end by default. */
  times: z.number().int().min(0).optional(),
  /** Of `slow`: how long the answer takes; 1000 by default. */
  milliseconds: z.number().min(0).optional(),
  /** Of rate limits: the minutes until calls are answered again, as the header tells; 1 by default. */
  minutes: z.number().int().min(0).optional(),
  /** Of changed records: the share of them, drawn by their ids; the first record of an answer without it. */
  share: z.number().min(0).max(1).optional(),
  /** Of `renamed`: the account's new name. */
  to: z.string().optional(),
})

/** A fault to inject: into calls of one endpoint or unit or all, so many times, each time with a probability. */
export type FaultRule = z.output<typeof faultRule>

/** The call that may meet a fault. */
interface FaultyCall {
  readonly endpoint: Endpoint
  readonly unit: string
  readonly at: Date
}

/** What a call meets. */
export interface Strike {
  /** It is not answered, or not as it should be. */
  readonly answer: FaultRule | undefined
  /** The same page comes again. */
  readonly repeat: boolean
  /** The page has half of what it could have. */
  readonly short: boolean
  /** A record as it is answered. `first` is whether it is the answer's first. */
  readonly alter: (record: Node, first: boolean) => Node
}

export interface Faults {
  set(rules: readonly FaultRule[]): void
  /** How many calls met each kind. */
  readonly injected: ReadonlyMap<FaultKind, number>
  strike(call: FaultyCall): Strike
  /** The name under which an account is known that is asked for by this one: undefined where it has another name now. */
  knownAs(username: string): string | undefined
}

/** The same calls at the same instants meet the same faults, in whatever order they come. */
export function createFaults(seed: number): Faults {
  let rules: { readonly rule: FaultRule; left: number }[] = []
  const injected = new Map<FaultKind, number>()
  const attempts = new Map<string, number>()
  const count = (kind: FaultKind) => injected.set(kind, (injected.get(kind) ?? 0) + 1)
  return {
    injected,
    set(next) {
      rules = next.map((rule) => ({ rule, left: rule.times ?? Number.POSITIVE_INFINITY }))
    },
    strike(call) {
      const name = `${call.endpoint} ${call.unit} ${call.at.getTime()}`
      const attempt = (attempts.get(name) ?? 0) + 1
      attempts.set(name, attempt)
      const met: FaultRule[] = []
      for (const [index, each] of rules.entries()) {
        const { kind, probability = 1, endpoint = call.endpoint, unit: only = call.unit } = each.rule
        if (each.left <= 0 || endpoint !== call.endpoint || only !== call.unit || kind === "renamed") continue
        if (unit(keyOf(seed, kind, index, name), attempt) >= probability) continue
        // One call is turned away once.
        const turnsAway = isError(kind) || isTransport(kind)
        if (turnsAway && met.some((other) => isError(other.kind) || isTransport(other.kind))) continue
        each.left--
        count(kind)
        met.push(each.rule)
      }
      return {
        answer: met.find(({ kind }) => isError(kind) || isTransport(kind)),
        repeat: met.some(({ kind }) => kind === "repeated-cursor"),
        short: met.some(({ kind }) => kind === "short-page"),
        alter: (record, first) =>
          met.reduce((changed, rule) => {
            const chosen =
              rule.share === undefined
                ? first
                : unit(keyOf(seed, rule.kind, String(record["id"]))) < rule.share
            return chosen ? alteredRecord(changed, rule.kind) : changed
          }, record),
      }
    },
    knownAs(username) {
      const renamed = rules.map(({ rule }) => rule).filter(({ kind }) => kind === "renamed")
      if (renamed.some((rule) => rule.unit === username)) {
        count("renamed")
        return undefined
      }
      return renamed.find(({ to }) => to === username)?.unit ?? username
    },
  }
}

/** Rules by which a call meets one or the other of the faults that pass by themselves, with about this probability. */
export function randomFaults(rate: number): readonly FaultRule[] {
  return passing.map((kind) => ({
    kind,
    probability: rate / passing.length,
    ...(kind === "slow" ? { milliseconds: 20 } : {}),
  }))
}

const passing = [
  "timeout",
  "instagram-error",
  "unknown-error",
  "service-error",
  "transient",
  "app-rate-limit",
  "business-rate-limit",
  "custom-rate-limit",
  "slow",
  "cut",
  "reset",
  "malformed-json",
  "html",
  "bad-gateway",
  "unavailable",
  "empty",
  "redirect",
  "hidden-likes",
  "unknown-fields",
  "wrong-types",
  "no-id",
  "numeric-id",
  "new-media-type",
  "repeated-cursor",
  "short-page",
] as const satisfies readonly FaultKind[]
