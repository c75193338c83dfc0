import { join, relative } from "node:path"
import { foundRelations } from "../../artifacts/catalog.ts"
import type { Compiler } from "../../compile/compiler.ts"
import { type CompiledBy, compiledFromProject } from "../../compiled/compiled-from-project.ts"
import type { LuxError } from "../../errors.ts"
import type { Model } from "../../project/types.ts"
import type { ReadProject } from "../../record/read-project.ts"
import { assertWritten } from "../edit-yaml/assert-written.ts"
import type { GenerateDocsOptions, GeneratedDocs } from "../types.ts"
import { docsFindings } from "./docs-findings.ts"
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
): Promise<{ readonly docs: GeneratedDocs; readonly warnings: readonly LuxError[] }> {
  const { project } = found
  const columnsOf = (model: Model) => by.analysis?.knowledge.columnsOf(model)
  const { warnings, ...results } = await docsFindings(found, compiler, columnsOf, options)
  const compiled = compiledFromProject(found, by)
  assertWritten(await writeArtifacts(project, compiled, results, "docs"))
  const relations = results.catalog === undefined ? 0 : foundRelations(results.catalog, compiled).length
  const folder = relative(project.root, project.targetPath)
  return { docs: { folder, site: join(folder, "site", "index.html"), relations }, warnings }
}
