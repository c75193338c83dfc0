import { randomUUID } from "node:crypto"
import pg from "pg"
import type { LastStatement } from "./engine/connection.ts"
import type { PostgresProcess } from "./postgres-process.ts"
import { invalid, ServiceError } from "./service-error.ts"

/** A session: a connection that runs one statement at a time. */
export interface Session {
  readonly id: string
  readonly client: pg.Client
  /** What was set that Postgres does not know, and what ran last. */
  readonly settings: Map<string, string>
  readonly last: Map<LastStatement, number>
  busy: boolean
  /** Milliseconds since 1970 at which it is closed if nothing runs in it; undefined: with its statement. */
  until: number | undefined
}

export interface Sessions {
  open(keepAliveSeconds: number | undefined): Promise<Session>
  /** The open session of an id that nothing runs in. Throws what the service throws. */
  take(id: string): Session
  /** What runs in it has ended. */
  release(session: Session, keepAliveSeconds: number | undefined): Promise<void>
  list(): readonly Session[]
  /** Closes what nothing runs in, as if its time were over. */
  expire(): Promise<void>
  close(): Promise<void>
}

/** Sessions on one Postgres, as many at once as the service allows. */
export function createSessions(postgres: PostgresProcess, most = 100): Sessions {
  const sessions = new Map<string, Session>()
  const drop = async (session: Session): Promise<void> => {
    sessions.delete(session.id)
    await session.client.end().catch(() => undefined)
  }
  const sweep = setInterval(() => {
    for (const session of sessions.values())
      if (!session.busy && session.until !== undefined && session.until < Date.now()) void drop(session)
  }, 1000)
  sweep.unref()

  return {
    async open(keepAliveSeconds) {
      if (sessions.size >= most)
        throw new ServiceError("ActiveSessionsExceededException", `there are ${most} active sessions already`)
      const { host, user, database } = postgres
      const client = new pg.Client({
        host,
        user,
        database,
        types: { getTypeParser: () => asText },
      })
      // A connection that ends by itself is told by the statement that runs on it.
      client.on("error", () => undefined)
      const session: Session = {
        id: randomUUID(),
        client,
        settings: new Map(),
        last: new Map(),
        busy: true,
        until: untilOf(keepAliveSeconds),
      }
      sessions.set(session.id, session)
      await client.connect()
      return session
    },
    take(id) {
      const session = sessions.get(id)
      if (session === undefined) throw invalid(`Session ${id} is not available.`)
      if (session.busy) throw invalid(`Session ${id} is busy: a session runs one statement at a time.`)
      session.busy = true
      return session
    },
    async release(session, keepAliveSeconds) {
      session.busy = false
      session.until = untilOf(keepAliveSeconds) ?? session.until
      if (session.until === undefined) await drop(session)
    },
    list: () => [...sessions.values()],
    async expire() {
      await Promise.all([...sessions.values()].filter(({ busy }) => !busy).map(drop))
    },
    async close() {
      clearInterval(sweep)
      await Promise.all([...sessions.values()].map(drop))
    },
  }
}

/** Values are handed on as Postgres writes them. */
function asText(value: unknown): unknown {
  return value
}

function untilOf(keepAliveSeconds: number | undefined): number | undefined {
  return keepAliveSeconds === undefined || keepAliveSeconds === 0
    ? undefined
    : Date.now() + keepAliveSeconds * 1000
}
