import type { ReadProject } from "../analysis/knowledge.ts"
import type { ArtifactInvocation, ArtifactSource } from "../artifacts/document.ts"
import { writeLuxJson } from "../artifacts/lux-json.ts"
import { manifestJson } from "../artifacts/manifest.ts"
import { type FinishedRun, runResultsDocument } from "../artifacts/run-results.ts"
import { writeArtifact } from "../artifacts/write-artifact.ts"
import { createCompiler } from "../compile/compiler.ts"
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
  const source = artifactSource(found, done)
  const graphs = [...writeLuxJson(found), ...writeArtifact(project, "manifest.json", manifestJson(source))]
  if (done.run === undefined) return graphs
  return [
    ...graphs,
    ...writeArtifact(project, "run_results.json", JSON.stringify(runResultsDocument(done.run, source))),
  ]
}

/** Leaves what a run did. */
export function writeRunArtifacts(found: ReadProject, run: FinishedRun): readonly LuxError[] {
  const { invocationId: id, startedAt } = run.result
  return writeArtifacts(found, { invocation: { id, startedAt }, compiled: compiledSqlOf(run.items), run })
}

export function artifactSource(
  { project, graph, relations }: ReadProject,
  { invocation, compiled }: CommandDone,
): ArtifactSource {
  const { id, startedAt } = invocation
  const constants = { id, startedAt: startedAt.toISOString() }
  const { relationOf } = createCompiler(project, constants, { relations })
  return { project, graph, relationOf, invocation, compiled }
}
