import { basename, dirname, resolve } from "node:path"
import { sourcesDocument } from "../../artifacts/sources.ts"
import { writeGenerated } from "../../compiled/write-generated.ts"
import type { LuxError } from "../../errors.ts"
import type { ReadProject } from "../../record/read-project.ts"
import { type FreshnessRun, sourceFreshness } from "../../run/commands/source-freshness.ts"
import type { FreshnessOptions } from "../types.ts"

/** Finds out how old sources are and leaves it as `sources.json`. */
export async function checkFreshness(
  found: ReadProject,
  ids: readonly string[],
  options: FreshnessOptions,
): Promise<{ readonly run: FreshnessRun; readonly warnings: readonly LuxError[] }> {
  const { project } = found
  const run = await sourceFreshness(found, ids, {
    threads: options.threads ?? project.target.threads,
    lockTimeoutSeconds: options.lockTimeoutSeconds ?? 10,
    signal: options.signal,
    onResult: options.onResult ?? (() => undefined),
  })
  const file = options.output === undefined ? undefined : resolve(project.root, options.output)
  const [targetPath, name] =
    file === undefined ? [project.targetPath, "sources.json"] : [dirname(file), basename(file)]
  const { invocationId: id, startedAt, finishedAt } = run
  const document = sourcesDocument(run.results, { id, startedAt, finishedAt })
  const pieces = [Buffer.from(JSON.stringify(document))]
  return { run, warnings: await writeGenerated({ root: project.root, targetPath }, [{ path: name, pieces }]) }
}
