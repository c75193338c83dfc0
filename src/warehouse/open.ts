import type { Target } from "../project/types.ts"
import type { WarehouseInMemory } from "./duckdb/duckdb-memory.ts"
import type { CommentOf } from "./query-comment.ts"
import type { Warehouse } from "./warehouse.ts"

export interface OpenOptions {
  /** Sessions at once. */
  readonly threads: number
  /** How long to wait for another process to let go of an embedded database; 0: not at all. */
  readonly lockTimeoutSeconds: number
  /** Statements that each session runs first. */
  readonly settings: readonly string[]
  readonly signal?: AbortSignal | undefined
  /** What stands as a comment at every statement. */
  readonly comments?: CommentOf | undefined
  /** What the system tables of a Redshift file every statement under, unless the target says otherwise. */
  readonly label?: string | undefined
}

/** Opens a target's warehouse; its driver is loaded only here. */
export async function openWarehouse(target: Target, options: OpenOptions): Promise<Warehouse> {
  switch (target.type) {
    case "duckdb": {
      const { openDuckDb } = await import("./duckdb/duckdb-warehouse.ts")
      return openDuckDb({ path: target.path, ...options })
    }
    case "postgres": {
      const { openPostgres } = await import("./postgres/postgres-warehouse.ts")
      return openPostgres(target, options)
    }
    case "redshift": {
      const { openRedshift } = await import("./redshift/redshift-warehouse.ts")
      return openRedshift(target, options)
    }
  }
}

/** Opens an embedded database that is nowhere but in memory, for one session at a time. */
export async function openInMemory(
  settings: readonly string[],
  threads?: number,
): Promise<WarehouseInMemory> {
  const { openDuckDbInMemory } = await import("./duckdb/duckdb-memory.ts")
  return openDuckDbInMemory(settings, threads)
}
