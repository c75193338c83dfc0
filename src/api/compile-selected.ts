import type { Knowledge } from "../analysis/knowledge.ts"
import type { Compiler } from "../compile/compiler.ts"
import { type LuxError, Problems } from "../errors.ts"
import type { Project, Resource } from "../project/types.ts"
import { compiledPathOf, writeSqlFiles } from "../run/compiled-files.ts"
import type { CompiledResult } from "./types.ts"

/**
 * Compiles models and tests, analyses the models, and writes each under `target/compiled/`. Throws everything that is
 * certainly wrong together; what is only likely wrong, and LUX-2330 for what cannot be written, comes back as warnings.
 */
export async function compileSelected(
  project: Project,
  { compiler, knowledge }: { readonly compiler: Compiler; readonly knowledge: Knowledge },
  resources: readonly Resource[],
): Promise<{ readonly compiled: readonly CompiledResult[]; readonly warnings: readonly LuxError[] }> {
  const problems = new Problems()
  const compiled: CompiledResult[] = []
  for (const resource of resources) {
    const sql = problems.attempt(() => sqlOf(resource, compiler))
    if (sql === undefined) continue
    compiled.push({
      uniqueId: resource.uniqueId,
      name: resource.name,
      sql: sql.endsWith("\n") ? sql : `${sql}\n`,
      path: compiledPathOf(resource, project),
    })
  }
  const selected = new Set(resources.flatMap(({ type, uniqueId }) => (type === "model" ? [uniqueId] : [])))
  const models = await knowledge.analyse(selected)
  const analysed = [...models].flatMap(([id, model]) =>
    selected.has(id) && !model.clean ? [model.analysed()] : [],
  )
  for (const error of analysed.flatMap((model) => model.problems)) problems.add(error)
  problems.throwIfAny()
  const warnings = [...analysed.flatMap((model) => model.warnings), ...writeSqlFiles(project, compiled)]
  return { compiled, warnings }
}

function sqlOf(resource: Resource, compiler: Compiler): string | undefined {
  if (resource.type === "model") return compiler.model(resource, { isIncremental: false }).sql
  if (resource.type === "snapshot") return compiler.snapshot(resource).sql
  return resource.type === "test" ? compiler.test(resource).sql : undefined
}
