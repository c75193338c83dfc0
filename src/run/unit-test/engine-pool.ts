import type { SqlDialect } from "../../sql/types.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import { createWorkplace, type Workplace } from "../lake/embedded-engine.ts"

/** Several databases in memory, so that as many tests run at once. */
export interface Workplaces {
  use<T>(work: (workplace: Workplace, session: Session) => Promise<T>): Promise<T>
  cancel(): void
  close(): Promise<void>
}

export function createWorkplaces(dialect: SqlDialect, size: number): Workplaces {
  const all = Array.from({ length: Math.max(1, size) }, () => createWorkplace(dialect))
  const free = [...all].reverse()
  const waiting: (() => void)[] = []
  const take = async (): Promise<Workplace> => {
    for (;;) {
      const found = free.pop()
      if (found !== undefined) return found
      await new Promise<void>((resolve) => waiting.push(resolve))
    }
  }
  return {
    async use(work) {
      const workplace = await take()
      try {
        return await workplace.use((session) => work(workplace, session))
      } finally {
        free.push(workplace)
        waiting.shift()?.()
      }
    },
    cancel() {
      for (const each of all) each.cancel()
    },
    async close() {
      await Promise.all(all.map((each) => each.close()))
    },
  }
}
