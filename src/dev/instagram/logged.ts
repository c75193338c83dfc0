import type { Model } from "./call.ts"
import type { FaultKind } from "./fault-kinds.ts"
import type { Endpoint } from "./faults.ts"
import type { Node } from "./nodes.ts"

/** A call as it came in. Tokens and secrets are not kept. */
export interface RequestLogged {
  readonly at: Date
  readonly method: string
  /** `/v27.0/17841405309211844`. */
  readonly path: string
  readonly parameters: Readonly<Record<string, string>>
  /** Where the token was. */
  readonly token: "header" | "parameter" | undefined
  /** The answer's `fbtrace_id`. */
  readonly request: string
  readonly endpoint: Endpoint | undefined
  readonly unit: string | undefined
  /** Of an error. */
  readonly code: number | undefined
  /** What it met instead of an answer. */
  readonly fault: FaultKind | undefined
}

/** A record that was sent whole to somebody. */
export interface GivenRecord {
  /** The server's time. */
  readonly at: Date
  /** The `fbtrace_id` of the answer. */
  readonly request: string
  readonly model: Model
  /** The account's name or the hashtag that was asked for. */
  readonly unit: string
  readonly record: Node
}

/** Records that were given and that nobody has taken yet. */
export interface GivenLog {
  add(record: GivenRecord): void
  /** Those since the last time. Throws where there were too many to keep. */
  take(): readonly GivenRecord[]
}

/** Keeps at most so many records: a server that runs for weeks, and that nobody asks, must not fill the memory. */
export function givenLog(most = 500_000): GivenLog {
  let kept: GivenRecord[] = []
  let count = 0
  return {
    add(record) {
      count++
      if (count > most) kept = []
      else kept.push(record)
    },
    take() {
      const taken = kept
      const all = count
      kept = []
      count = 0
      if (all > most)
        throw new Error(`${all} records were given since they were last taken, ${most} are kept at most`)
      return taken
    },
  }
}
