import type { IncomingMessage, ServerResponse } from "node:http"
import { setTimeout as sleep } from "node:timers/promises"
import type { FaultRule } from "./faults.ts"

type Headers = Readonly<Record<string, string>>

/** Sends an answer. Fulfilled when all of it is sent, or when nobody takes it any more. */
export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Headers,
): Promise<void> {
  return send(response, status, JSON.stringify(body), {
    "content-type": "application/json; charset=UTF-8",
    ...headers,
  })
}

/** What comes instead of an answer; true where the answer is to follow. */
export async function sendFaulty(
  request: IncomingMessage,
  response: ServerResponse,
  rule: FaultRule,
  body: unknown,
  headers: Headers,
): Promise<boolean> {
  const json = JSON.stringify(body)
  const half = json.slice(0, Math.ceil(json.length * 0.6))
  const type = { "content-type": "application/json; charset=UTF-8", ...headers }
  switch (rule.kind) {
    case "slow":
      await sleep(rule.milliseconds ?? 1000)
      return !request.socket.destroyed
    case "reset":
      request.socket.resetAndDestroy()
      return false
    case "cut":
      response.writeHead(200, { ...type, "content-length": String(Buffer.byteLength(json)) })
      await new Promise<void>((resolve) => response.write(half, () => resolve()))
      request.socket.destroy()
      return false
    case "malformed-json":
      await send(response, 200, half, type)
      return false
    case "empty":
      await send(response, 200, "", type)
      return false
    case "html":
      await send(response, 200, page("Log in"), html)
      return false
    case "bad-gateway":
      await send(response, 502, page("Sorry, something went wrong."), html)
      return false
    case "unavailable":
      await send(response, 503, "", { "retry-after": "1" })
      return false
    case "redirect":
      await send(response, 302, "", { location: `http://${request.headers.host}/_lux/login` })
      return false
    default:
      return true
  }
}

export const html: Headers = { "content-type": "text/html; charset=utf-8" }

export function page(title: string): string {
  return `<!DOCTYPE html>\n<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>\n`
}

export function send(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Headers,
): Promise<void> {
  return new Promise((resolve) => {
    response.once("close", resolve)
    response.once("finish", resolve)
    response.writeHead(status, { "content-length": String(Buffer.byteLength(text)), ...headers })
    response.end(text)
  })
}
