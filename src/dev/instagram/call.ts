import type { Content } from "./content.ts"
import type { Endpoint, Strike } from "./faults.ts"
import { wrongParameter } from "./graph-error.ts"
import type { Node } from "./nodes.ts"
import type { Tokens } from "./tokens.ts"

/** One call, without its version. */
export interface Call {
  readonly path: readonly string[]
  readonly parameters: URLSearchParams
  readonly at: Date
  /** What the address of another page begins with: `http://127.0.0.1:18765/v27.0`. */
  readonly base: string
}

/** The files that a record belongs in. */
export type Model = "brand" | "media" | "media_hashtag"

/** A record that was answered, as it was answered. */
export interface Given {
  readonly model: Model
  readonly record: Node
}

export interface Answer {
  readonly body: unknown
  readonly given: readonly Given[]
  /** To be called when the whole answer was sent. */
  readonly delivered?: () => void
}

/** What a call asks for, and how to answer it. */
export interface Route {
  readonly endpoint: Endpoint
  /** The account's name or the hashtag. */
  readonly unit: string
  /** Throws a `GraphError`. */
  answer(strike: Strike): Answer
}

export interface GraphApiOptions {
  readonly content: Content
  readonly tokens: Tokens
  /** The account that asks. */
  readonly igUserId: string
  /** The name under which the content has an account that is asked for by this one. */
  readonly knownAs: (username: string) => string | undefined
}

/** A parameter without which there is nothing to answer. */
export function required({ parameters }: Call, name: string): string {
  const value = parameters.get(name)
  if (value === null || value === "") throw wrongParameter(`The parameter ${name} is required.`)
  return value
}

/** A page's `limit`: a number from 1 on, at most `most`. */
export function pageSize(text: string | null | undefined, most: number): number {
  if (text === null || text === undefined) return 25
  if (!/^\d{1,9}$/.test(text) || Number(text) === 0) throw wrongParameter("Invalid parameter: limit")
  return Math.min(most, Number(text))
}
