import { LuxError } from "../errors.ts"
import type { Session } from "./warehouse.ts"

/** Runs statements one by one; what the warehouse refuses stays undone, and is done when it can be. */
export async function runQuietly(session: Pick<Session, "run">, sqls: readonly string[]): Promise<void> {
  for (const sql of sqls)
    try {
      await session.run(sql)
    } catch (error) {
      if (!(error instanceof LuxError)) throw error
    }
}
