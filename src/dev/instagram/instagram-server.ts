import type { IncomingMessage, ServerResponse } from "node:http"
import { serveLoopback } from "../../api/loopback-server.ts"
import { LuxError } from "../../errors.ts"
import { type Clock, createClock } from "./clock.ts"
import type { Content } from "./content.ts"
import { answerControl } from "./control.ts"
import { createFaults, type FaultRule, type Faults } from "./faults.ts"
import { type GivenRecord, givenLog, type RequestLogged } from "./logged.ts"
import type { UsageKinds } from "./quota.ts"
import { recordedContent } from "./recorded-content.ts"
import { createResponder } from "./responder.ts"
import { createTokens } from "./tokens.ts"
import { sendJson } from "./transport.ts"
import { worldContent } from "./world-content.ts"

export interface InstagramOptions {
  /** 0, the default: any that is free. */
  readonly port?: number | undefined
  /** When the server's time starts; it runs from there. The machine's own time, or the first recorded hour, without it. */
  readonly clock?: Date | undefined
  /** Which world is served, and which faults are met; 7 by default, as for `lux dev lake`. */
  readonly seed?: number | undefined
  /** The folder of a lake whose recorded hours are served in place of a world. */
  readonly replay?: string | undefined
  /** A search for a hashtag answers all of its last 24 hours, not only the newest posts. */
  readonly wholeDay?: boolean | undefined
  readonly faults?: readonly FaultRule[] | undefined
  /** Users of the app, each good for 200 calls an hour; 10 by default. */
  readonly users?: number | undefined
  /** In which headers the use of that shows; both by default. */
  readonly usage?: UsageKinds | undefined
  readonly accessToken?: string | undefined
  /** Days that the token is valid from the clock's start on; 60 by default. */
  readonly tokenDays?: number | undefined
  readonly igUserId?: string | undefined
  readonly appId?: string | undefined
  readonly appSecret?: string | undefined
}

/** A server that answers as the Instagram Graph API does. */
export interface InstagramServer {
  /** For `LUX_GRAPH_URL`: `http://127.0.0.1:40123`. */
  readonly url: string
  /** What a collector needs to reach it, by environment variable. */
  readonly environment: Readonly<Record<string, string>>
  now(): Date
  /** From now on it is `at`; time stands still there unless `runs`. */
  setClock(at: Date, runs?: boolean): void
  /** The faults from now on, instead of those before. */
  fault(rules: readonly FaultRule[]): void
  /** How many calls met each kind of fault. */
  readonly injected: Faults["injected"]
  /** Every call that came in. */
  readonly requests: readonly RequestLogged[]
  /** The records that were given since the last time this was asked. Throws where they were more than half a million. */
  takeGiven(): readonly GivenRecord[]
  close(): Promise<void>
}

/** Throws LUX-3200 for a lake that cannot be replayed, LUX-3201 for a port that cannot be used. */
export async function serveInstagram(options: InstagramOptions = {}): Promise<InstagramServer> {
  const {
    seed = 7,
    accessToken = "EAAlux0standin0token",
    igUserId = "17841405309211844",
    appId = "1150000000000001",
    appSecret = "lux0standin0secret",
  } = options
  const { content, clock } = contentAndClock(options, seed)
  const faults = createFaults(seed)
  faults.set(options.faults ?? [])
  const requests: RequestLogged[] = []
  const given = givenLog()
  const tokens = createTokens({
    appId,
    appSecret,
    accessToken,
    igUserId,
    issuedAt: clock.now(),
    days: options.tokenDays ?? 60,
  })
  const respond = createResponder({
    content,
    tokens,
    faults,
    igUserId,
    users: options.users ?? 10,
    usage: options.usage ?? "both",
    logRequest: (request) => requests.push(request),
    logGiven: given.add,
  })
  const control = { clock, faults, requests, takeGiven: given.take }
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const url = new URL(request.url ?? "/", `http://${request.headers.host ?? "127.0.0.1"}`)
    if (url.pathname.startsWith("/_lux/")) return answerControl(control, url, request, response)
    const at = instantOf(request) ?? clock.now()
    if (!Number.isNaN(at.getTime())) return respond(request, response, url, at)
    return sendJson(
      response,
      400,
      { message: "x-lux-clock takes an instant such as 2026-01-05T10:00:00Z" },
      {},
    )
  }
  const { port = 0 } = options
  const { url, close } = await serveLoopback((request, response) => {
    // What fails here is this server's own fault: the caller sees a broken connection, the terminal why.
    answer(request, response).catch((error: unknown) => {
      console.error(error)
      response.destroy()
    })
  }, port).catch((error: unknown) => {
    const said = error instanceof Error ? error.message : String(error)
    throw new LuxError("LUX-3201", `cannot listen on port ${port}: ${said}`, {
      hint: "Choose another port with --port.",
    })
  })
  return {
    url,
    environment: {
      LUX_GRAPH_URL: url,
      LUX_INSTAGRAM_TOKEN: accessToken,
      LUX_INSTAGRAM_USER_ID: igUserId,
    },
    now: clock.now,
    setClock: clock.set,
    fault: faults.set,
    injected: faults.injected,
    requests,
    takeGiven: given.take,
    close,
  }
}

function contentAndClock(
  { replay, clock, wholeDay }: InstagramOptions,
  seed: number,
): { readonly content: Content; readonly clock: Clock } {
  if (replay === undefined) return { content: worldContent({ seed, wholeDay }), clock: createClock(clock) }
  const content = recordedContent(replay)
  return { content, clock: createClock(clock ?? content.first) }
}

/** The instant that a call is about, where it says so: `x-lux-clock: 2026-01-05T10:00:00Z`. */
function instantOf(request: IncomingMessage): Date | undefined {
  const text = request.headers["x-lux-clock"]
  return text === undefined ? undefined : new Date(String(text))
}
