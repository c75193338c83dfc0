import { createServer, type RequestListener } from "node:http"

/** A server that answers this machine alone. */
export interface LoopbackServer {
  /** Such as `http://127.0.0.1:40123`. */
  readonly url: string
  /** Cuts what is open. */
  close(): Promise<void>
}

/** Listens on a port, 0 for any that is free. Rejects with what the system says of a port that cannot be used. */
export async function serveLoopback(answer: RequestListener, port: number): Promise<LoopbackServer> {
  const server = createServer(answer)
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject)
    server.listen(port, "127.0.0.1", resolve)
  })
  const address = server.address()
  return {
    url: `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
