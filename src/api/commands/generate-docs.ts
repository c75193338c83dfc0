import { relative } from "node:path"
import { foundRelations } from "../../artifacts/catalog.ts"
import type { Compiler } from "../../compile/compiler.ts"
import { type CompiledBy, compiledFromProject } from "../../compiled/compiled-from-project.ts"
import type { ReadProject } from "../../record/read-project.ts"
import { readProjectCatalog } from "../../run/commands/project-catalog.ts"
import { assertWritten } from "../edit-yaml/assert-written.ts"
import type { GenerateDocsOptions, GeneratedDocs } from "../types.ts"
import { writeArtifacts } from "./write-artifacts.ts"

/**
 * Leaves the compiled project and what the warehouse has of it: `manifest.json`, `catalog.json` and what else generators
 * of documentation make. Throws LUX-2330 for what cannot be written.
 */
export async function generateDocs(
  found: ReadProject,
  compiler: Compiler,
  by: CompiledBy,
  options: GenerateDocsOptions,
): Promise<GeneratedDocs> {
  const { project } = found
  const { lockTimeoutSeconds = 10, signal } = options
  const catalog = await readProjectCatalog(project, compiler, { lockTimeoutSeconds, signal })
  const compiled = compiledFromProject(found, by)
  assertWritten(await writeArtifacts(project, compiled, { catalog }, "docs"))
  const relations = foundRelations(catalog, compiled).length
  return { folder: relative(project.root, project.targetPath), relations }
}
