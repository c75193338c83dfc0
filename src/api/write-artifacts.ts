import type { ReadProject } from "../analysis/knowledge.ts"
import type { ArtifactInvocation, ArtifactSource } from "../artifacts/document.ts"
import { writeLuxJson } from "../artifacts/lux-json.ts"
import { type ManifestBefore, type ManifestLayout, manifestJson } from "../artifacts/manifest.ts"
import { type FinishedRun, runResultsDocument } from "../artifacts/run-results.ts"
import { writeArtifact } from "../artifacts/write-artifact.ts"
import { relationsOf } from "../compile/relations.ts"
import type { LuxError } from "../errors.ts"
import { compiledSqlOf } from "../run/compiled-sql.ts"

export interface CommandDone {
  readonly invocation: ArtifactInvocation
  /** Compiled SQL by unique id, of what the command compiled. */
  readonly compiled: ReadonlyMap<string, string>
  /** Of a command that ran something. */
  readonly run?: FinishedRun
}

/** Leaves what a command found and did in the target folder. What could not be written is a warning. */
export function writeArtifacts(found: ReadProject, done: CommandDone): readonly LuxError[] {
  const { project } = found
  const { run } = done
  const graphs = writeGraphs(found, done).warnings
  if (run === undefined) return graphs
  const results = runResultsDocument(run, artifactSource(found, done))
  return [...graphs, ...writeArtifact(project, "run_results.json", JSON.stringify(results))]
}

/** Leaves `lux.json` and `manifest.json`, and tells how that is laid out. `before` is the one that is there. */
export function writeGraphs(
  found: ReadProject,
  done: CommandDone,
  before?: ManifestBefore,
): { readonly layout: ManifestLayout; readonly warnings: readonly LuxError[] } {
  const { pieces, layout } = manifestJson(artifactSource(found, done), before)
  const warnings = [
    ...writeLuxJson(found, before?.isSame),
    ...writeArtifact(found.project, "manifest.json", pieces),
  ]
  return { layout, warnings }
}

/** Leaves what a run did. */
export function writeRunArtifacts(found: ReadProject, run: FinishedRun): readonly LuxError[] {
  const { invocationId: id, startedAt } = run.result
  return writeArtifacts(found, { invocation: { id, startedAt }, compiled: compiledSqlOf(run.items), run })
}

export function artifactSource(
  { project, graph, relations }: ReadProject,
  { invocation, compiled, run }: CommandDone,
): ArtifactSource {
  const executed = run?.executed ?? new Set()
  return { project, graph, relationOf: relationsOf(project, relations), invocation, compiled, executed }
}
