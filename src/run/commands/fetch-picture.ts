/** Data says where to: only https, so that no service of the network that has no certificate is asked. */
export function isOfWeb(address: string): boolean {
  return /^https:\/\//i.test(address)
}

const mostRedirects = 3

/** What is at an address of the web. Undefined for what is not there, is too large, or leads elsewhere than to https. */
export async function fetchPicture(
  address: string,
  mostBytes: number,
  signal: AbortSignal,
): Promise<Buffer | undefined> {
  let at = address
  for (let step = 0; step <= mostRedirects && isOfWeb(at); step++) {
    const response = await fetch(at, {
      signal,
      credentials: "omit",
      referrerPolicy: "no-referrer",
      redirect: "manual",
    })
    const next = response.status >= 300 && response.status < 400 ? response.headers.get("location") : null
    if (next === null) return response.ok ? bytesOf(response, mostBytes) : undefined
    await response.body?.cancel()
    at = new URL(next, at).href
  }
  return undefined
}

async function bytesOf({ body }: Response, mostBytes: number): Promise<Buffer | undefined> {
  const pieces: Uint8Array[] = []
  let bytes = 0
  for await (const piece of body ?? []) {
    bytes += piece.length
    if (bytes > mostBytes) return undefined
    pieces.push(piece)
  }
  return Buffer.concat(pieces)
}
