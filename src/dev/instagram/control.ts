import type { IncomingMessage, ServerResponse } from "node:http"
import * as z from "zod"
import type { Clock } from "./clock.ts"
import { type Faults, faultRule } from "./faults.ts"
import { bodyOf } from "./incoming.ts"
import type { GivenRecord, RequestLogged } from "./logged.ts"
import { html, page, send, sendJson } from "./transport.ts"

export interface Controlled {
  readonly clock: Clock
  readonly faults: Faults
  readonly requests: readonly RequestLogged[]
  readonly takeGiven: () => readonly GivenRecord[]
}

const clockRequest = z.strictObject({ now: z.iso.datetime(), runs: z.boolean().optional() })

/**
 * What is not of the Graph API: `/_lux/clock` and `/_lux/faults` are read by GET and set by POST, `/_lux/requests` and
 * `/_lux/given` tell what came in and what was given since the last time.
 */
export async function answerControl(
  { clock, faults, requests, takeGiven }: Controlled,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const sets = request.method === "POST" || request.method === "PUT"
  try {
    switch (url.pathname) {
      case "/_lux/clock": {
        if (sets) {
          const { now, runs } = clockRequest.parse(JSON.parse(await bodyOf(request)))
          clock.set(new Date(now), runs)
        }
        return await sendJson(response, 200, { now: clock.now() }, {})
      }
      case "/_lux/faults": {
        if (sets) faults.set(z.array(faultRule).parse(JSON.parse(await bodyOf(request))))
        return await sendJson(response, 200, Object.fromEntries(faults.injected), {})
      }
      case "/_lux/requests":
        return await sendJson(response, 200, requests, {})
      case "/_lux/given":
        return await sendJson(response, 200, takeGiven(), {})
      case "/_lux/login":
        return await send(response, 200, page("Log in"), html)
      default:
        return await sendJson(response, 404, { message: `There is no ${url.pathname}.` }, {})
    }
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    await sendJson(response, 400, { message }, {})
  }
}
