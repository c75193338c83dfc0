/** For tests: a way to a Postgres that is cut at a moment that a test names. */

import type { AddressInfo } from "node:net"
import { createServer, connect as dial, type Socket } from "node:net"
import { join } from "node:path"
import type { PostgresProcess } from "./postgres-process.ts"

/** How: before the server hears of a message, before its answer comes back, or everybody's way at once and for good. */
export type Cut = "request lost" | "reply lost" | "server gone"

export interface CutNetwork {
  readonly port: number
  /** Once, at the message of this number from now on, connections' first ones too. Undefined: nothing is cut any more. */
  cutAt(cut: Cut | undefined, message?: number): void
  /** Messages since then. */
  readonly messages: number
  stop(): Promise<void>
}

export async function cutNetwork(postgres: PostgresProcess): Promise<CutNetwork> {
  const open = new Set<Socket>()
  let wanted: { readonly cut: Cut; readonly message: number } | undefined
  let isGone = false
  let messages = 0
  const server = createServer((near) => {
    if (isGone) {
      near.destroy()
      return
    }
    const far = dial(join(postgres.host, ".s.PGSQL.5432"))
    let isDeaf = false
    const end = (): void => {
      near.destroy()
      far.destroy()
    }
    for (const socket of [near, far]) {
      open.add(socket)
      socket.on("error", end)
      socket.on("close", () => {
        open.delete(socket)
        end()
      })
    }
    near.on("data", (bytes: Buffer) => {
      const cut = ++messages === wanted?.message ? wanted.cut : undefined
      if (cut === "server gone") {
        isGone = true
        for (const socket of open) socket.destroy()
      } else if (cut === "request lost") end()
      else {
        isDeaf ||= cut === "reply lost"
        far.write(bytes)
      }
    })
    far.on("data", (bytes: Buffer) => {
      if (isDeaf) end()
      else near.write(bytes)
    })
  })
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done))
  return {
    port: (server.address() as AddressInfo).port,
    cutAt(cut, message = 1) {
      wanted = cut === undefined ? undefined : { cut, message }
      isGone = false
      messages = 0
    },
    get messages() {
      return messages
    },
    async stop() {
      for (const socket of open) socket.destroy()
      await new Promise((done) => server.close(done))
    },
  }
}
