import type { SqlDialect } from "../../sql/types.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import { createEmbeddedEngine, type EmbeddedEngine } from "../lake/embedded-engine.ts"

/** Several databases in memory, so that as many tests run at once. */
export interface EnginePool {
  use<T>(work: (embeddedEngine: EmbeddedEngine, session: Session) => Promise<T>): Promise<T>
  cancel(): void
  close(): Promise<void>
}

export function createEnginePool(dialect: SqlDialect, size: number): EnginePool {
  const all = Array.from({ length: Math.max(1, size) }, () => createEmbeddedEngine(dialect))
  const free = [...all].reverse()
  const waiting: (() => void)[] = []
  const take = async (): Promise<EmbeddedEngine> => {
    for (;;) {
      const found = free.pop()
      if (found !== undefined) return found
      await new Promise<void>((resolve) => waiting.push(resolve))
    }
  }
  return {
    async use(work) {
      const embeddedEngine = await take()
      try {
        return await embeddedEngine.use((session) => work(embeddedEngine, session))
      } finally {
        free.push(embeddedEngine)
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
