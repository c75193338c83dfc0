import { answerOf, isEverything } from "../../record/compile-record.ts"
import type { OpenProject } from "../open-project.ts"
import type { CompiledResult, CompileOptions } from "../types.ts"
import { checkMetrics } from "./check-metrics.ts"
import { compilerFor, deferredNow } from "./command-compiler.ts"
import { selectFrom, selectResources } from "./select-nodes.ts"

/** `lux compile`. Of an unchanged project that was compiled whole, what was left is the answer. */
export async function compile(
  open: OpenProject,
  options: CompileOptions,
): Promise<readonly CompiledResult[]> {
  const root = open.root()
  const everything = isEverything(root, options)
  const recorded = open.reader.recorded()
  if (recorded === "edited") (await import("../../analysis/analysis-pool.ts")).startThreadAhead()
  const { record } = everything && recorded === "same" ? await open.outline() : {}
  const before = record && answerOf(root, record)
  if (before !== undefined) return before
  const found = await open.whole()
  const source = await selectFrom(open, found, options)
  const selected = await selectResources(open, source, options)
  const deferred = await deferredNow(found, source, options, selected)
  const { compileProject } = await import("./compile-project.ts")
  const tools = await compilerFor(open, found, deferred)
  await checkMetrics(open, tools.knowledge)
  const { compiled, warnings } = await compileProject(found, tools, selected, everything)
  open.keep(warnings)
  return compiled
}
