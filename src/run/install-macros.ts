import { duckDbMacros } from "../sql/duckdb-macros.ts"
import type { Warehouse } from "../warehouse/warehouse.ts"
import type { Work, WorkloadItem } from "./workload.ts"

/** Makes the helper functions that translated SQL calls, and those that they call, before any node runs. */
export async function installMacros(warehouse: Warehouse, names: Iterable<string>): Promise<void> {
  const needed = withUsed(names)
  if (needed.length === 0) return
  const sql = [
    "create schema if not exists lux",
    ...needed.map((name) => duckDbMacros[name]?.sql ?? ""),
  ].join(";\n")
  await warehouse.withSession((session) => session.transaction(() => session.run(sql)))
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

/** Each macro after those that it calls. */
function withUsed(names: Iterable<string>): readonly string[] {
  const ordered = new Set<string>()
  const add = (name: string): void => {
    if (ordered.has(name)) return
    for (const used of duckDbMacros[name]?.uses ?? []) add(used)
    ordered.add(name)
  }
  for (const name of [...names].sort()) add(name)
  return [...ordered]
}
