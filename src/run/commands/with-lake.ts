import { randomUUID } from "node:crypto"
import { knowingCompiler } from "../../analysis/knowledge.ts"
import type { ReadProject } from "../../record/read-project.ts"
import type { Session } from "../../warehouse/warehouse.ts"
import type { LedgerSession } from "../lake/ledger-session.ts"
import { openProjectWarehouse, prepareWarehouse } from "../session/prepare-warehouse.ts"
import { checkWarehouseIsThere } from "../session/warehouse-there.ts"

/** How a command looks at the lake's ledger. */
export interface LakeLook {
  readonly read: ReadProject
  readonly lockTimeoutSeconds?: number | undefined
  readonly signal?: AbortSignal | undefined
}

/** Opens the target's warehouse for work on the ledger. */
export async function withLake<Result>(
  { read, lockTimeoutSeconds = 10, signal }: LakeLook,
  work: (opened: { readonly session: Session; readonly lake: LedgerSession }) => Promise<Result>,
): Promise<Result> {
  const { project } = read
  checkWarehouseIsThere(project)
  const invocation = { id: randomUUID(), startedAt: new Date().toISOString() }
  const { compiler } = knowingCompiler(read, invocation)
  const warehouse = await openProjectWarehouse(project, {
    threads: 1,
    lockTimeoutSeconds,
    signal,
    invocation,
  })
  const cancel = (): void => warehouse.cancel()
  signal?.addEventListener("abort", cancel)
  try {
    const { lake } = await prepareWarehouse(warehouse, project, compiler, invocation.id)
    return await warehouse.withSession((session) => work({ session, lake }))
  } finally {
    signal?.removeEventListener("abort", cancel)
    await warehouse.close()
  }
}
