import type { Compiler } from "../compile/compiler.ts"
import { Problems } from "../errors.ts"
import type { Project, Resource } from "../project/types.ts"
import { compiledPathOf, writeCompiled } from "../run/compiled-files.ts"
import type { CompiledResult } from "./types.ts"

/** Compiles models and tests and writes each under `target/compiled/`. Throws every compile error together. */
export async function compileSelected(
  project: Project,
  compiler: Compiler,
  resources: readonly Resource[],
): Promise<readonly CompiledResult[]> {
  const problems = new Problems()
  const compiled: CompiledResult[] = []
  for (const resource of resources) {
    const sql = problems.attempt(() => sqlOf(resource, compiler))
    if (sql === undefined) continue
    compiled.push({
      uniqueId: resource.uniqueId,
      name: resource.name,
      sql,
      path: compiledPathOf(resource, project),
    })
  }
  problems.throwIfAny()
  for (const { path, sql } of compiled) await writeCompiled(project, path, sql)
  return compiled
}

function sqlOf(resource: Resource, compiler: Compiler): string | undefined {
  if (resource.type === "model") return compiler.model(resource, { isIncremental: false }).sql
  return resource.type === "test" ? compiler.test(resource).sql : undefined
}
