/**
 * Every error that lux knows. A thrown `LuxError` is meant for the person who wrote the project: it has a
 * code from the catalog, the place in the authored file, the line shown, and what to do.
 */
import type { ErrorCode } from "./error-codes.ts"

/** A place in an authored file. `file` is relative to the project with forward slashes; line and column start at 1. */
export interface Place {
  readonly file: string
  readonly line: number
  readonly column: number
  /** Characters that the error marks, from `column` on; 1 when absent. */
  readonly length?: number
  /** The text of the line, shown under the message. */
  readonly lineText?: string
}

/** Another place that belongs to the story: the macro that was called, the other of two duplicates. */
export interface RelatedPlace {
  readonly message: string
  readonly place: Place
}

export interface LuxErrorDetails {
  readonly place?: Place | undefined
  /** What to do, as one or two sentences. */
  readonly hint?: string | undefined
  readonly related?: readonly RelatedPlace[] | undefined
  readonly cause?: unknown
  /** The same command may go well later, with nothing changed: a service is busy, a connection was lost. */
  readonly transient?: boolean | undefined
}

/** One known error. Only the command line turns it into text and an exit code. */
export class LuxError extends Error {
  override readonly name = "LuxError"
  readonly code: ErrorCode
  readonly place: Place | undefined
  readonly hint: string | undefined
  readonly related: readonly RelatedPlace[]
  /** True where the same command may go well later; also of an error that tells of such a one. */
  readonly transient: boolean

  constructor(code: ErrorCode, message: string, details: LuxErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.code = code
    this.place = details.place
    this.hint = details.hint
    this.related = details.related ?? []
    this.transient = details.transient ?? (details.cause instanceof LuxError && details.cause.transient)
  }
}

/** What was done was interrupted on purpose: a statement, or the call of a macro. */
export class Interrupted extends Error {
  override readonly name = "Interrupted"
}

/** Several independent errors of one project, in a stable order: by file, line, column, code. */
export class LuxErrors extends Error {
  override readonly name = "LuxErrors"
  readonly errors: readonly LuxError[]

  constructor(errors: readonly LuxError[]) {
    super(`${errors.length} errors`)
    this.errors = [...errors].sort(byPlace)
  }
}

/** Gathers independent errors so that all of them are reported together. */
export class Problems {
  readonly #found: LuxError[] = []

  get found(): readonly LuxError[] {
    return this.#found
  }

  add(error: LuxError): void {
    this.#found.push(error)
  }

  /** Runs `work`; a known error it throws is kept and `undefined` returned, any other error passes through. */
  attempt<T>(work: () => T): T | undefined {
    try {
      return work()
    } catch (error) {
      this.take(error)
      return undefined
    }
  }

  /** Keeps a caught error if lux knows it, throws it on otherwise. */
  take(error: unknown): void {
    if (error instanceof LuxErrors) this.#found.push(...error.errors)
    else if (error instanceof LuxError) this.#found.push(error)
    else throw error
  }

  /** What is found on two ways, such as in a macro of two models, is reported once. */
  throwIfAny(): void {
    const distinct = [...new Map(this.#found.map((error) => [identityOf(error), error])).values()]
    const [only] = distinct
    if (only === undefined) return
    throw distinct.length === 1 ? only : new LuxErrors(distinct)
  }
}

function identityOf({ code, message, place, related }: LuxError): string {
  const placed = [place, ...related.map((each) => each.place)]
  return JSON.stringify([code, message, ...placed.map((each) => each && [each.file, each.line, each.column])])
}

function byPlace(a: LuxError, b: LuxError): number {
  const left = a.place
  const right = b.place
  if (left === undefined || right === undefined)
    return (left === undefined ? 0 : 1) - (right === undefined ? 0 : 1)
  return (
    compareText(left.file, right.file) ||
    left.line - right.line ||
    left.column - right.column ||
    compareText(a.code, b.code)
  )
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
