import { relative } from "node:path"
import type { ReadProject } from "../../analysis/knowledge.ts"
import { catalogDocument } from "../../artifacts/catalog.ts"
import { writeArtifact } from "../../artifacts/write-artifact.ts"
import type { Compiler } from "../../compile/compiler.ts"
import { readProjectCatalog } from "../../run/commands/project-catalog.ts"
import { assertWritten } from "../edit-yaml/assert-written.ts"
import type { GenerateDocsOptions, GeneratedDocs } from "../types.ts"
import { artifactSource, type CommandDone, writeArtifacts } from "./write-artifacts.ts"

/**
 * Leaves the compiled project and what the warehouse has of it, as `manifest.json` and `catalog.json`. Throws LUX-2330
 * where they cannot be written.
 */
export async function generateDocs(
  found: ReadProject,
  compiler: Compiler,
  done: CommandDone,
  options: GenerateDocsOptions,
): Promise<GeneratedDocs> {
  const { project } = found
  const { lockTimeoutSeconds = 10, signal } = options
  const catalog = await readProjectCatalog(project, compiler, { lockTimeoutSeconds, signal })
  const document = catalogDocument(catalog, artifactSource(found, done))
  assertWritten([
    ...(await writeArtifacts(found, done)),
    ...(await writeArtifact(project, "catalog.json", [Buffer.from(JSON.stringify(document))])),
  ])
  const relations = Object.keys(document.nodes).length + Object.keys(document.sources).length
  return { folder: relative(project.root, project.targetPath), relations }
}
