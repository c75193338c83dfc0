import type { IncomingMessage } from "node:http"

/** A call as it came in. */
export interface Incoming {
  readonly method: string
  readonly origin: string
  readonly path: readonly string[]
  /** Of the address, and of a form that was sent. */
  readonly parameters: URLSearchParams
  readonly token: string | undefined
  readonly tokenIn: "header" | "parameter" | undefined
  readonly at: Date
}

/** Reads a call, which is about the instant `at`. */
export async function incoming(request: IncomingMessage, url: URL, at: Date): Promise<Incoming> {
  const parameters = new URLSearchParams(url.searchParams)
  if (request.method === "POST")
    for (const [name, value] of new URLSearchParams(await bodyOf(request))) parameters.set(name, value)
  const parameter = parameters.get("access_token") ?? undefined
  const [, bearer] = /^(?:Bearer|OAuth)\s+(\S+)$/i.exec(request.headers.authorization ?? "") ?? []
  const header = bearer === undefined ? undefined : "header"
  return {
    method: request.method ?? "GET",
    origin: url.origin,
    path: url.pathname.split("/").filter((part) => part !== ""),
    parameters,
    token: parameter ?? bearer,
    tokenIn: parameter === undefined ? header : "parameter",
    at,
  }
}

const secrets = new Set(["access_token", "input_token", "fb_exchange_token", "client_secret", "batch"])

/** The parameters to keep: none that lets anybody in. */
export function withoutSecrets(parameters: URLSearchParams): Readonly<Record<string, string>> {
  return Object.fromEntries([...parameters].filter(([name]) => !secrets.has(name)))
}

/** What was sent with a request. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(Buffer.from(chunk))
  return Buffer.concat(chunks).toString("utf8")
}
