import { type InstagramOptions, type InstagramServer, serveInstagram } from "./instagram-server.ts"

/** A server with a way to ask it, for tests. */
export interface StandIn extends AsyncDisposable {
  readonly server: InstagramServer
  /** The id of the account that asks. */
  readonly user: string
  readonly token: string
  /** Asks with the token in a header. `path` begins after the version. */
  ask(path: string, init?: RequestInit): Promise<Asked>
}

export interface Asked {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The answer read as JSON; undefined where it is none. */
  readonly body: unknown
}

/** Time stands still at `noon` unless the options have a clock. */
export async function startStandIn(options: InstagramOptions = {}): Promise<StandIn> {
  const server = await serveInstagram(options)
  if (options.clock === undefined && options.replay === undefined) server.setClock(noon)
  const token = server.environment["LUX_INSTAGRAM_TOKEN"] ?? ""
  return {
    server,
    token,
    user: server.environment["LUX_INSTAGRAM_USER_ID"] ?? "",
    async ask(path, init = {}) {
      const response = await fetch(`${server.url}/v27.0/${path}`, {
        ...init,
        headers: { authorization: `Bearer ${token}`, ...init.headers },
      })
      const text = await response.text()
      return { status: response.status, headers: response.headers, text, body: json(text) }
    },
    [Symbol.asyncDispose]: () => server.close(),
  }
}

export const noon = new Date("2026-01-05T12:00:00Z")

function json(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** The structure of an answer: each value's type in place of it, one item for a list. */
export function shapeOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.slice(0, 1).map(shapeOf)
  if (typeof value !== "object" || value === null) return typeof value
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, shapeOf(each)]))
}
