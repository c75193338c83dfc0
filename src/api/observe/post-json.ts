import type { IncomingMessage, RequestOptions } from "node:http"
import { maskedJson } from "../../secrets.ts"

/**
 * Sends a document, without its secrets, to an address of http or https; rejects where the answer is not of the 200s. By node's own
 * client: to load `fetch` takes longer than all that a run reports.
 */
export async function postJson(
  address: URL,
  headers: Readonly<Record<string, string>>,
  text: string,
  signal: AbortSignal,
): Promise<void> {
  const { request } = address.protocol === "https:" ? await import("node:https") : await import("node:http")
  const options: RequestOptions = {
    method: "POST",
    headers: { ...headers, "content-type": "application/json" },
    signal,
    // One connection, and none that would keep the process alive.
    agent: false,
  }
  const response = await new Promise<IncomingMessage>((answered, failed) => {
    request(address, options, answered).on("error", failed).end(maskedJson(text))
  })
  for await (const _ of response);
  const { statusCode = 0 } = response
  if (statusCode < 200 || statusCode > 299) throw new Error(`${address.host} answered ${statusCode}`)
}
