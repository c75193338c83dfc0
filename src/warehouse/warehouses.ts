import type { Target, TargetOf } from "../project/target/target-types.ts"
import type { WarehouseType } from "../project/warehouses.ts"
import type { WarehouseInMemory } from "./duckdb/duckdb-memory.ts"
import type { OpenOptions, WarehouseImplementation } from "./implementation.ts"
import type { Warehouse } from "./warehouse.ts"

/** Each is loaded when it is first used. */
const implementations: {
  readonly [Type in WarehouseType]: () => Promise<WarehouseImplementation<Type>>
} = {
  duckdb: async () => (await import("./duckdb/duckdb.ts")).duckDb,
  redshift: async () => (await import("./redshift/redshift.ts")).redshift,
  postgres: async () => (await import("./postgres/postgres.ts")).postgres,
}

/** How a target's warehouse is worked with. */
export function implementationOf<Type extends WarehouseType>({
  type,
}: {
  readonly type: Type
}): Promise<WarehouseImplementation<Type>> {
  return implementations[type]()
}

/** Opens a target's warehouse. */
export async function openWarehouse(target: Target, options: OpenOptions): Promise<Warehouse> {
  return open(target.type, target, options)
}

async function open<Type extends WarehouseType>(
  type: Type,
  target: TargetOf<Type>,
  options: OpenOptions,
): Promise<Warehouse> {
  return (await implementationOf({ type })).open(target, options)
}

/** Opens an embedded database that is nowhere but in memory, for one session at a time. */
export async function openInMemory(
  settings: readonly string[],
  threads?: number,
): Promise<WarehouseInMemory> {
  const { openDuckDbInMemory } = await import("./duckdb/duckdb-memory.ts")
  return openDuckDbInMemory(settings, threads)
}
