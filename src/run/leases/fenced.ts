import type { Session } from "../../warehouse/warehouse.ts"
import type { Guard } from "./leases.ts"

/** The session, with every statement held back once the lease of its node is another run's. */
export function fenced(session: Session, guard: Guard | undefined): Session {
  if (guard === undefined) return session
  const sure = async <T>(send: () => Promise<T>): Promise<T> => {
    await guard.ensure()
    return send()
  }
  return {
    ...session,
    run: (sql) => sure(() => session.run(sql)),
    runAll: (sqls, after) => sure(() => session.runAll(sqls, after)),
    runReading: (sqls, read) => sure(() => session.runReading(sqls, read)),
    query: (sql) => sure(() => session.query(sql)),
    queryAll: (sqls) => sure(() => session.queryAll(sqls)),
  }
}
