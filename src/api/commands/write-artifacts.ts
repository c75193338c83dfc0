import type { ReadProject } from "../../analysis/knowledge.ts"
import type { ArtifactInvocation, ArtifactSource } from "../../artifacts/document.ts"
import { writeLuxJson } from "../../artifacts/lux-json.ts"
import { type ManifestBefore, type ManifestLayout, manifestJson } from "../../artifacts/manifest.ts"
import { type FinishedRun, runResultsDocument } from "../../artifacts/run-results.ts"
import { writeArtifact } from "../../artifacts/write-artifact.ts"
import { relationsOf } from "../../compile/relations.ts"
import type { LuxError } from "../../errors.ts"
import { compiledSqlOf } from "../../run/compiled-sql.ts"
import { holdsSecret } from "../../secrets.ts"
import { jsonText } from "../../template/exact-number.ts"

export interface CommandDone {
  readonly invocation: ArtifactInvocation
  /** Compiled SQL by unique id, of what the command compiled. */
  readonly compiled: ReadonlyMap<string, string>
  /** Of a command that ran something. */
  readonly run?: FinishedRun
}

/** Leaves what a command found and did in the target folder. What could not be written is a warning. */
export async function writeArtifacts(found: ReadProject, done: CommandDone): Promise<readonly LuxError[]> {
  const { project } = found
  const { run } = done
  const graphs = await writeGraphs(found, done).warnings
  if (run === undefined) return graphs
  const results = runResultsDocument(run, artifactSource(found, done))
  const json = Buffer.from(jsonText(results))
  return [...graphs, ...(await writeArtifact(project, "run_results.json", [json]))]
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
  done: CommandDone,
  before?: GraphsBefore,
): { readonly layout: ManifestLayout | undefined; readonly warnings: Promise<readonly LuxError[]> } {
  const { pieces, layout } = manifestJson(
    artifactSource(found, done),
    before && { ...before, bytes: before.manifest },
  )
  const manifest = writeArtifact(found.project, "manifest.json", pieces)
  const lux = writeLuxJson(found, before && { ...before, bytes: before.lux })
  const warnings = Promise.all([lux, manifest]).then((each) => each.flat())
  return { layout: pieces.some(holdsSecret) ? undefined : layout, warnings }
}

/** Leaves what a run did. */
export function writeRunArtifacts(found: ReadProject, run: FinishedRun): Promise<readonly LuxError[]> {
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
