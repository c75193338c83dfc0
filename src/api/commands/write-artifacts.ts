import { luxJsonFile } from "../../artifacts/lux-json.ts"
import { type ManifestBefore, manifestFile, manifestJson } from "../../artifacts/manifest.ts"
import { type CompiledBy, compiledFromProject } from "../../compiled/compiled-from-project.ts"
import type { CompiledProject } from "../../compiled/compiled-project.ts"
import type { FinishedRun, Results } from "../../compiled/generator.ts"
import { generatedBefore, writeGenerated } from "../../compiled/write-generated.ts"
import type { LuxError } from "../../errors.ts"
import type { Project } from "../../project/types.ts"
import type { ManifestLayout } from "../../record/manifest-layout.ts"
import type { ReadProject } from "../../record/read-project.ts"
import { compiledSqlOf } from "../../run/compiled-sql.ts"
import { holdsSecret } from "../../secrets.ts"
import { generatorsOn } from "./generators.ts"

/**
 * Leaves what all generators make of what a command found and did in the target folder; `docs` adds those of
 * documentation. What could not be written is a warning.
 */
export async function writeArtifacts(
  project: Project,
  compiled: CompiledProject,
  results: Results = {},
  occasion: "always" | "docs" = "always",
): Promise<readonly LuxError[]> {
  const before = generatedBefore(project)
  const warnings: LuxError[] = []
  for (const { folders, generator } of await generatorsOn(occasion))
    warnings.push(...(await writeGenerated(project, generator.generate(compiled, results, before), folders)))
  return warnings
}

/** The graphs that are there, and what of them still holds. */
export interface GraphsBefore extends Omit<ManifestBefore, "bytes"> {
  readonly manifest: Uint8Array
  readonly lux: Buffer
}

/**
 * Leaves `lux.json` and `manifest.json`, and tells at once how that is laid out: they are written by the time that the
 * warnings are there. `before` is the one that is there. The layout is undefined where secrets are masked: no command
 * can take over a part of that file.
 */
export function writeGraphs(
  found: ReadProject,
  by: CompiledBy,
  before?: GraphsBefore,
): { readonly layout: ManifestLayout | undefined; readonly warnings: Promise<readonly LuxError[]> } {
  const compiled = compiledFromProject(found, by)
  const { pieces, layout } = manifestJson(compiled, {}, before && { ...before, bytes: before.manifest })
  const lux = luxJsonFile(
    compiled,
    before === undefined ? generatedBefore(found.project) : { read: () => before.lux, isSame: before.isSame },
  )
  const writing = [lux, manifestFile(pieces)].map((file) => writeGenerated(found.project, [file]))
  const warnings = Promise.all(writing).then((each) => each.flat())
  return { layout: pieces.some(holdsSecret) ? undefined : layout, warnings }
}

/** Leaves what a run did, and keeps it where the target says so. `task`: what a scheduler calls it. */
export async function writeRunArtifacts(
  found: ReadProject,
  run: FinishedRun,
  task?: string,
): Promise<readonly LuxError[]> {
  const { invocationId: id, startedAt } = run.result
  const by = { invocation: { id, startedAt }, sql: compiledSqlOf(run.items, found.project) }
  const unwritten = await writeArtifacts(found.project, compiledFromProject(found, by), { run })
  // What is in the target folder then is not all of this run.
  if (unwritten.length > 0 || found.project.target.artifacts === undefined) return unwritten
  const { keepRun } = await import("../kept-runs.ts")
  return keepRun(found.project, id, task)
}
