import type { Compiler } from "../compile/compiler.ts"
import type { Template } from "../template/types.ts"
import type { Warehouse } from "../warehouse/warehouse.ts"
import { runHooks } from "./build/hooks.ts"

/** Runs `on-run-start` or `on-run-end`, one statement after another. Throws the first error, at its place in the hook. */
export async function runProjectHooks(
  warehouse: Warehouse,
  compiler: Compiler,
  kind: "on-run-start" | "on-run-end",
  templates: readonly Template[],
): Promise<void> {
  const hooks = templates
    .map((template) => ({ kind, compiled: compiler.hook(template, undefined), transaction: false }))
    .filter(({ compiled }) => compiled.sql.trim() !== "")
  if (hooks.length > 0) await warehouse.withSession((session) => runHooks(session, hooks))
}
