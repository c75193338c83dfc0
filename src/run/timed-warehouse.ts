import type { Session } from "../warehouse/warehouse.ts"
import type { ProjectWarehouse } from "./lake/lake-services.ts"

/** What was sent to the warehouse in one call. */
export interface SentStatement {
  /** Of the node that it is of; undefined for the run's own. */
  readonly uniqueId: string | undefined
  /** Several of one transaction, or queries that are asked together, are one call. */
  readonly sqls: readonly string[]
  readonly startedAt: number
  /** Milliseconds since 1970, with fractions. */
  readonly endedAt: number
  readonly error: unknown
}

export type OnStatement = (statement: SentStatement) => void

/** The same warehouse, which tells of each call of its sessions. What lux writes into tables of its own is not told of. */
export function timedWarehouse(warehouse: ProjectWarehouse, onStatement: OnStatement): ProjectWarehouse {
  return {
    ...warehouse,
    withSession: (work) => warehouse.withSession((session) => work(timedSession(session, onStatement))),
  }
}

function timedSession(session: Session, onStatement: OnStatement): Session {
  let node: string | undefined
  const timed = async <T>(sqls: readonly string[], send: () => Promise<T>): Promise<T> => {
    const startedAt = now()
    const uniqueId = node
    try {
      const result = await send()
      onStatement({ uniqueId, sqls, startedAt, endedAt: now(), error: undefined })
      return result
    } catch (error) {
      onStatement({ uniqueId, sqls, startedAt, endedAt: now(), error })
      throw error
    }
  }
  return {
    ...session,
    about(id) {
      node = id
      session.about(id)
    },
    run: (sql) => timed([sql], () => session.run(sql)),
    runAll: (sqls, after) => timed(sqls, () => session.runAll(sqls, after)),
    runReading: (sqls, read) => timed(sqls, () => session.runReading(sqls, read)),
    query: (sql) => timed([sql], () => session.query(sql)),
    queryAll: (sqls) => timed(sqls, () => session.queryAll(sqls)),
  }
}

/** Milliseconds since 1970, with fractions. */
export function now(): number {
  return performance.timeOrigin + performance.now()
}
