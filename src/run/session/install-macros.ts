import type { Compiler } from "../../compile/compiler.ts"
import { isMaterialized, keepsHistory } from "../../project/resource-guards.ts"
import type { Project } from "../../project/types.ts"
import { helperStatements } from "../../sql/helper-statements.ts"
import { textKey } from "../../sql/text-key.ts"
import type { Template } from "../../template/types.ts"
import type { Warehouse } from "../../warehouse/warehouse.ts"
import type { Work, WorkloadItem } from "../workload.ts"

/** Makes the helper functions that translated SQL calls, before any node runs: it is DDL that all would share. */
export async function installMacros(warehouse: Warehouse, names: Iterable<string>): Promise<void> {
  const statements = helperStatements(warehouse.type, names)
  if (statements.length === 0) return
  await warehouse.withSession((session) => session.transaction(() => session.run(statements.join(";\n"))))
}

/** The helper functions that a workload's statements and hooks call, and `hooks` around all of them. */
export function macrosOf(
  items: readonly WorkloadItem[],
  compiler: Compiler,
  hooks: readonly Template[],
  { dialect, target }: Project,
): ReadonlySet<string> {
  const keys = textKey(dialect, target.type).macros
  return new Set([
    ...items.flatMap(({ work }) => [
      ...macrosOfWork(work),
      ...macrosOfHooks(work, compiler),
      ...(tellsRowsApart(work) ? keys : []),
    ]),
    ...hooks.flatMap((hook) => compiler.hook(hook, undefined).macros),
  ])
}

/** Whether rows are matched by a key of theirs. */
function tellsRowsApart(work: Work): boolean {
  if (work.kind !== "relation") return false
  const { resource } = work
  return (isMaterialized(resource) || keepsHistory(resource)) && resource.config.uniqueKey.length > 0
}

function macrosOfHooks(work: Work, compiler: Compiler): readonly string[] {
  if (work.kind !== "relation") return []
  const { preHooks, postHooks } = work.resource.config
  return [...preHooks, ...postHooks].flatMap(
    ({ sql }) => compiler.hook(sql, work.relation, work.isIncremental).macros,
  )
}

function macrosOfWork(work: Work): readonly string[] {
  if (work.kind === "unit_test") return []
  if (work.kind === "test") return work.checks.flatMap((check) => check.macros)
  if (work.kind === "stage")
    return [...work.compiled.macros, ...work.checks.flatMap((check) => check.macros), ...work.macrosOfRules]
  const checks = [...work.besideChecks, ...work.insideChecks]
  return [...(work.compiled?.macros ?? []), ...checks.flatMap((check) => check.macros)]
}
