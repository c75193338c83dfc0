import type { FailureKind } from "./report.ts"

export interface FailureDetails {
  readonly kind: FailureKind
  readonly message: string
  readonly code?: number | undefined
  readonly subcode?: number | undefined
  /** What the service calls this request. */
  readonly fbtraceId?: string | undefined
  /** How long the service says to wait before the next call. */
  readonly waitMs?: number | undefined
}

/** Why a unit, or the whole run, could not be collected. */
export class CollectFailure extends Error {
  override readonly name = "CollectFailure"
  readonly details: FailureDetails

  constructor(details: FailureDetails, cause?: unknown) {
    super(details.message, cause === undefined ? undefined : { cause })
    this.details = details
  }
}

interface KindFacts {
  /** Whether the same call is sent again, and how soon. */
  readonly sendAgain: "soon" | "slowly" | "never"
  /** Whether a later attempt of the tick can help. */
  readonly laterHelps: boolean
  /** Whether no other unit can be asked either. */
  readonly stops: boolean
}

export const factsOfKinds: Readonly<Record<FailureKind, KindFacts>> = {
  transient: { sendAgain: "soon", laterHelps: true, stops: false },
  network: { sendAgain: "soon", laterHelps: true, stops: false },
  "invalid-answer": { sendAgain: "soon", laterHelps: true, stops: false },
  limited: { sendAgain: "slowly", laterHelps: true, stops: true },
  deadline: { sendAgain: "never", laterHelps: true, stops: true },
  token: { sendAgain: "never", laterHelps: false, stops: true },
  permission: { sendAgain: "never", laterHelps: false, stops: false },
  "not-found": { sendAgain: "never", laterHelps: false, stops: false },
  "too-many-hashtags": { sendAgain: "never", laterHelps: false, stops: false },
  refused: { sendAgain: "never", laterHelps: false, stops: false },
  internal: { sendAgain: "never", laterHelps: true, stops: false },
}

/** What was thrown, as a failure. What is not one is the function's own fault. */
export function failureOf(error: unknown): CollectFailure {
  if (error instanceof CollectFailure) return error
  const message = error instanceof Error ? error.message : String(error)
  return new CollectFailure({ kind: "internal", message }, error)
}
