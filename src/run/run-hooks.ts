import type { Compiler } from "../compile/compiler.ts"
import type { Template } from "../template/types.ts"
import type { Warehouse } from "../warehouse/warehouse.ts"

/** Runs `on-run-start` or `on-run-end`, one statement after another. Throws what the first failing one throws. */
export async function runHooks(
  warehouse: Warehouse,
  compiler: Compiler,
  hooks: readonly Template[],
): Promise<void> {
  if (hooks.length === 0) return
  const statements = hooks
    .map((hook) => compiler.hook(hook, undefined).sql)
    .filter((sql) => sql.trim() !== "")
  await warehouse.withSession(async (session) => {
    for (const sql of statements) await session.run(sql)
  })
}
