import { LuxError } from "../../errors.ts"

/** Sends one text; rejects where that fails. */
export type Send = (text: string, signal: AbortSignal) => Promise<void>

/** How long a receiver is waited for at the end of a run, in milliseconds: one that has answered, and one that never did. */
const waits = { answered: 5000, silent: 50 }

/**
 * Sends texts one after another while a run goes on, which never waits for them. After the first failure nothing more is
 * sent. At the end of the run a receiver that has answered is waited for, a silent one is not.
 */
export class Outbox {
  readonly #send: Send
  readonly #abort = new AbortController()
  #queue: Promise<void> = Promise.resolve()
  #waiting = 0
  #lost = 0
  #hasAnswered = false
  #failure: unknown

  constructor(send: Send) {
    this.#send = send
  }

  /** `textOf` is asked when it is sent, and may find that there is nothing to send; what it throws is a failure. */
  add(textOf: () => Promise<string | undefined>): void {
    this.#waiting++
    this.#queue = this.#queue.then(async () => {
      try {
        if (this.#failure === undefined) {
          const text = await textOf()
          if (text !== undefined) {
            await this.#send(text, this.#abort.signal)
            this.#hasAnswered = true
          }
        } else this.#lost++
      } catch (error) {
        this.#failure ??= error
        this.#lost++
      }
      this.#waiting--
    })
  }

  /** Gives a warning, of lineage LUX-3440, where something was not delivered. */
  async close(what: string, code: "LUX-3440" | "LUX-2353"): Promise<LuxError | undefined> {
    let timer: NodeJS.Timeout | undefined
    const patience = new Promise<void>((done) => {
      timer = setTimeout(done, this.#hasAnswered ? waits.answered : waits.silent)
    })
    await Promise.race([this.#queue, patience])
    clearTimeout(timer)
    const missing = this.#lost + this.#waiting
    this.#failure ??= new Error("the receiver did not answer")
    this.#abort.abort()
    if (missing === 0) return undefined
    return new LuxError(code, `${missing} ${what} not delivered: ${reasonOf(this.#failure)}`, {
      hint: "The run itself is not affected. Check the address and that the receiver answers.",
      cause: this.#failure,
    })
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  return error.cause instanceof Error ? error.cause.message : error.message
}
