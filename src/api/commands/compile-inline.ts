import { LuxErrors } from "../../errors.ts"
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
  const { compiler, knowledge } = await compilerFor(open, found, deferred)
  const compiled = compiler.inline(sql)
  const { problemsOfQuery } = await import("../../analysis/analyse-models.ts")
  const { problems, warnings } = problemsOfQuery(compiler.authoredInline(sql), found.project, (resource) =>
    knowledge.relationOf(resource),
  )
  const [only] = problems
  if (only !== undefined) throw problems.length === 1 ? only : new LuxErrors(problems)
  open.keep(warnings)
  return { uniqueId: "inline", name: "inline_query", sql: compiled.sql, path: "" }
}
