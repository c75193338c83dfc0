import { relative } from "node:path"
import type { ReadProject } from "../analysis/knowledge.ts"
import { catalogDocument } from "../artifacts/catalog.ts"
import { writeArtifact } from "../artifacts/write-artifact.ts"
import type { Compiler } from "../compile/compiler.ts"
import type { LuxError } from "../errors.ts"
import { readProjectCatalog } from "../run/project-catalog.ts"
import type { GenerateDocsOptions, GeneratedDocs } from "./types.ts"
import { artifactSource, type CommandDone, writeArtifacts } from "./write-artifacts.ts"

/** Leaves the compiled project and what the warehouse has of it, as `manifest.json` and `catalog.json`. */
export async function generateDocs(
  found: ReadProject,
  compiler: Compiler,
  done: CommandDone,
  options: GenerateDocsOptions,
): Promise<{ readonly docs: GeneratedDocs; readonly warnings: readonly LuxError[] }> {
  const { project } = found
  const { lockTimeoutSeconds = 10, signal } = options
  const catalog = await readProjectCatalog(project, compiler, { lockTimeoutSeconds, signal })
  const document = catalogDocument(catalog, artifactSource(found, done))
  const warnings = [
    ...writeArtifacts(found, done),
    ...writeArtifact(project, "catalog.json", JSON.stringify(document)),
  ]
  const relations = Object.keys(document.nodes).length + Object.keys(document.sources).length
  return { docs: { folder: relative(project.root, project.targetPath), relations }, warnings }
}
