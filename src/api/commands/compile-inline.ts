import type { OpenProject } from "../open-project.ts"
import type { CompiledResult, DeferOptions, LookOptions } from "../types.ts"
import { compilerFor, deferredNow } from "./command-compiler.ts"
import { selectFrom } from "./select-nodes.ts"

/** `lux compile --inline`. */
export async function compileInline(
  open: OpenProject,
  sql: string,
  options: DeferOptions & LookOptions,
): Promise<CompiledResult> {
  const found = await open.whole()
  const deferred = await deferredNow(found, await selectFrom(open, found, options), options)
  const { compiler } = await compilerFor(open, found, deferred)
  return { uniqueId: "inline", name: "inline_query", sql: compiler.inline(sql).sql, path: "" }
}
