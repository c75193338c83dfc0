import type { Session } from "./warehouse.ts"

/** A connection on which an interruption is never lost: exactly one statement throws `Interrupted`. */
export interface PooledConnection {
  interrupt(): void
  /** Forgets an interruption that no statement met: for the next to use the connection. */
  renew(): void
  close(): void | Promise<void>
}

export interface PooledSession {
  readonly connection: PooledConnection
  readonly session: Session
}

export interface SessionPool {
  withSession<T>(work: (session: Session) => Promise<T>): Promise<T>
  /** Interrupts the work of every session that is out. */
  interrupt(): void
  /** Waits until no session is out and none is waited for, then closes all. Nothing is handed out any more. */
  close(): Promise<void>
}

/** Hands out at most `size` sessions at once; each is opened when it is first needed. */
export function sessionPool(size: number, open: () => Promise<PooledSession>): SessionPool {
  const free: PooledSession[] = []
  const out = new Set<PooledSession>()
  const waiting: (() => void)[] = []
  const works = new Set<Promise<unknown>>()
  let opened = 0
  let closed = false

  const take = async (): Promise<PooledSession> => {
    for (;;) {
      const ready = free.pop()
      if (ready !== undefined) return ready
      if (opened < size) return openOne()
      await new Promise<void>((resolve) => waiting.push(resolve))
    }
  }
  const openOne = async (): Promise<PooledSession> => {
    opened++
    try {
      return await open()
    } catch (error) {
      opened--
      waiting.shift()?.()
      throw error
    }
  }
  const use = async <T>(work: (session: Session) => Promise<T>): Promise<T> => {
    const pooled = await take()
    out.add(pooled)
    try {
      pooled.session.about(undefined)
      return await work(pooled.session)
    } finally {
      out.delete(pooled)
      pooled.connection.renew()
      free.push(pooled)
      waiting.shift()?.()
    }
  }

  return {
    async withSession(work) {
      if (closed) throw new Error("the warehouse is closed")
      const used = use(work)
      const settled = used.then(
        () => undefined,
        () => undefined,
      )
      works.add(settled)
      try {
        return await used
      } finally {
        works.delete(settled)
      }
    },
    interrupt() {
      for (const { connection } of out) connection.interrupt()
    },
    async close() {
      closed = true
      await Promise.all(works)
      await Promise.all(free.splice(0).map(({ connection }) => connection.close()))
    },
  }
}
