import type { RedshiftDataClient } from "@aws-sdk/client-redshift-data"

/**
 * Makes a client keep the digits of whole numbers beyond 2^53. The service sends them in full; the SDK would read them as
 * doubles, so that they are turned into texts before it does.
 */
export function withExactLongs(client: RedshiftDataClient): RedshiftDataClient {
  client.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args)
      const { response } = result
      if (hasBody(response) && isBytes(response.body)) response.body = exactLongs(await whole(response.body))
      return result
    },
    // Between the wire and what reads the answer.
    { step: "deserialize", priority: "low", name: "luxExactLongs", override: true },
  )
  return client
}

function hasBody(response: unknown): response is { body: unknown } {
  return typeof response === "object" && response !== null && "body" in response
}

function isBytes(body: unknown): body is AsyncIterable<Uint8Array> {
  return typeof body === "object" && body !== null && Symbol.asyncIterator in body
}

async function whole(body: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of body) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** Inside a text of JSON a quote has a backslash before it, so that no value of a text is taken for a field. */
const longField = /\{\s*"longValue"\s*:\s*(-?\d{16,})\s*\}/g

function exactLongs(body: Buffer): Buffer {
  if (!body.includes('"longValue"')) return body
  const text = body.toString("utf8")
  return Buffer.from(
    text.replace(longField, (field, digits: string) =>
      Number.isSafeInteger(Number(digits)) ? field : `{"stringValue":"${digits}"}`,
    ),
  )
}
