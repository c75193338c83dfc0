import { describe, expect, it } from "vitest"
import { Interrupted } from "../../errors.ts"
import { HeldLeases } from "./held-leases.ts"
import { newLease } from "./lease.ts"
import type { LeaseDesk } from "./lease-desk.ts"
import { LeaseQueue } from "./lease-queue.ts"

/** A desk whose statement for leases ends as it is told; it notes what is given up. */
function deskOf() {
  let end: { resolve: () => void; reject: (error: unknown) => void } | undefined
  let working: Promise<unknown> = Promise.resolve()
  const givenUp: string[] = []
  const desk: LeaseDesk = {
    alone(work) {
      const done = working.then(work)
      working = done.catch(() => undefined)
      return done
    },
    acquire: () =>
      new Promise((resolve, reject) => {
        end = { resolve: () => resolve(new Map()), reject }
      }),
    async renew(released) {
      givenUp.push(...released)
    },
    held: async () => new Set(),
    demand: () => "",
    gone: async () => [],
  }
  return { desk, givenUp, ending: () => end }
}

describe("leases that are given up", () => {
  it.each(["granted", "interrupted"] as const)(
    "are those too that were asked for, and %s afterwards",
    async (how) => {
      const { desk, givenUp, ending } = deskOf()
      const lease = newLease({ ids: ["orders"], rows: [{ relation: "main.orders", node: "orders" }] })
      const held = new HeldLeases(desk, [lease], 60)
      const options = { invocationId: "i", ahead: 5, timeoutSeconds: 1, onWaits: () => undefined }
      const queue = new LeaseQueue(desk, [lease], held, options)
      const first = queue.first().catch((error: unknown) => error)
      await Promise.resolve()
      queue.close()
      const closed = held.close()
      if (how === "granted") ending()?.resolve()
      else ending()?.reject(new Interrupted())
      await Promise.all([first, closed])
      expect(givenUp).toEqual(["main.orders"])
    },
  )

  it("are none where none was asked for", async () => {
    const { desk, givenUp } = deskOf()
    const lease = newLease({ ids: ["orders"], rows: [{ relation: "main.orders", node: "orders" }] })
    await new HeldLeases(desk, [lease], 60).close()
    expect(givenUp).toEqual([])
  })
})
