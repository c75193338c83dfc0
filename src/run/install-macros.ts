import { macroStatements } from "../sql/duckdb-macros.ts"
import type { Warehouse } from "../warehouse/warehouse.ts"
import type { Work, WorkloadItem } from "./workload.ts"

/** Makes the helper functions that translated SQL calls, before any node runs: it is DDL that all would share. */
export async function installMacros(warehouse: Warehouse, names: Iterable<string>): Promise<void> {
  const statements = macroStatements([...names])
  if (statements.length === 0) return
  await warehouse.withSession((session) => session.transaction(() => session.run(statements.join(";\n"))))
}

/** The helper functions that a workload's statements call. */
export function macrosOf(items: readonly WorkloadItem[]): ReadonlySet<string> {
  return new Set(items.flatMap(({ work }) => macrosOfWork(work)))
}

function macrosOfWork(work: Work): readonly string[] {
  if (work.kind === "test") return work.checks.flatMap((check) => check.macros)
  if (work.kind === "stage") return [...work.compiled.macros, ...work.checks.flatMap((check) => check.macros)]
  const checks = [...work.besideChecks, ...work.insideChecks]
  return [...(work.compiled?.macros ?? []), ...checks.flatMap((check) => check.macros)]
}
