import { readFile, rm } from "node:fs/promises"
import { dirname, join } from "node:path"
import * as z from "zod"
import { LuxError } from "../errors.ts"
import { luxJsonName } from "../graph/state/lux-graph.ts"
import { isRemote, pathIn } from "../lake/file-store.ts"
import { fileStores } from "../lake/file-stores.ts"
import { type KeptArtifacts, keptArtifacts } from "../lake/kept-artifacts.ts"
import { makeFolder } from "../make-folder.ts"
import { pathInTarget, safeFileName } from "../project/files/target-files.ts"
import { writeWhole } from "../project/files/write-whole.ts"
import type { Project } from "../project/types.ts"

/** The last one names the run that the others are of: a reader that finds it finds them whole. */
const keptFiles = ["manifest.json", luxJsonName, "run_results.json"] as const
const resultsName = "run_results.json"
/** What later commands read. */
const readFiles = [luxJsonName, resultsName] as const

type Place = Pick<Project, "target" | "targetPath">

/**
 * Keeps what a run left in the target folder where the target's `artifacts:` says: as `runs/INVOCATION`, which is whole
 * before `latest` and the task's own results name it. What could not be kept is the warning LUX-3400: the run is done.
 */
export async function keepRun(
  { target, targetPath }: Place,
  invocationId: string,
  task: string | undefined,
): Promise<readonly LuxError[]> {
  try {
    const kept = await keptArtifacts(target)
    if (kept === undefined) return []
    const results = join(targetPath, resultsName)
    if (!(await readFile(results, "utf8")).includes(invocationId))
      return [notKept(kept.folder, "another run wrote its results into the same target folder")]
    for (const name of keptFiles)
      await kept.store.put(join(targetPath, name), kept.path("runs", invocationId, name))
    for (const name of keptFiles) await kept.store.put(join(targetPath, name), kept.path("latest", name))
    if (task !== undefined) await kept.store.put(results, taskPath(kept, task))
    return []
  } catch (error) {
    return [notKept(target.artifacts ?? "", error)]
  }
}

/** A folder with a copy of the last run that the target keeps; undefined where it keeps none. Throws LUX-3402. */
export function latestRun(project: Place): Promise<string | undefined> {
  return runNamedBy(project, (kept) => kept.path("latest", resultsName))
}

/** The same for the last run of a task. Throws LUX-3401 where the target keeps nothing. */
export function lastRunOfTask(project: Place, task: string): Promise<string | undefined> {
  if (project.target.artifacts === undefined)
    throw new LuxError("LUX-3401", `--task needs artifacts: of the target "${project.target.name}"`, {
      place: project.target.place,
      hint: "Write a folder or an s3:// address that outlives the command: artifacts: s3://bucket/lux.",
    })
  return runNamedBy(project, (kept) => taskPath(kept, task))
}

/** A folder with a copy of the state at an `s3://` address. */
export async function stateAt(address: string, { target, targetPath }: Place): Promise<string> {
  const store = await fileStores(target.s3).of(address)
  const folder = await emptyFolder(targetPath, address)
  for (const name of readFiles) {
    const text = await store.read(pathIn(address, name))
    if (text !== undefined) writeWhole(join(folder, name), text)
  }
  return folder
}

/** Whether a state is named by an address rather than a folder. */
export function isStateAddress(state: string): boolean {
  return isRemote(state)
}

async function runNamedBy(
  { target, targetPath }: Place,
  resultsPath: (kept: KeptArtifacts) => string,
): Promise<string | undefined> {
  const kept = await keptArtifacts(target)
  if (kept === undefined) return undefined
  const path = resultsPath(kept)
  const results = await kept.store.read(path)
  if (results === undefined) return undefined
  const { data } = namesRun.safeParse(jsonOf(results))
  if (data !== undefined && data.args.target !== target.name)
    throw new LuxError("LUX-3402", `${path} is of a run in the target "${data.args.target}"`, {
      place: target.place,
      hint: `Give each target artifacts: of its own, such as ${pathIn(kept.folder, target.name)}.`,
    })
  const folder = await emptyFolder(targetPath, path)
  writeWhole(join(folder, resultsName), results)
  const id = data?.metadata.invocation_id ?? ""
  const graph =
    (await kept.store.read(kept.path("runs", safeFileName(id), luxJsonName))) ??
    (await kept.store.read(kept.path("latest", luxJsonName)))
  if (graph !== undefined) writeWhole(join(folder, luxJsonName), graph)
  return folder
}

const namesRun = z.object({
  metadata: z.object({ invocation_id: z.string() }),
  args: z.object({ target: z.string() }),
})

function taskPath(kept: KeptArtifacts, task: string): string {
  return kept.path("tasks", `${safeFileName(task)}.json`)
}

/** In the target folder, so that `lux clean` removes it. */
async function emptyFolder(targetPath: string, of: string): Promise<string> {
  const folder = pathInTarget(targetPath, "kept", safeFileName(of))
  await rm(folder, { recursive: true, force: true })
  makeFolder(dirname(folder))
  return folder
}

function notKept(folder: string, error: unknown): LuxError {
  const why = error instanceof Error ? error.message : String(error)
  return new LuxError("LUX-3400", `the run's artifacts could not be kept in ${folder}: ${why}`, {
    hint: `${error instanceof LuxError && error.hint !== undefined ? `${error.hint} ` : ""}They are in the target folder; lux retry elsewhere follows an earlier run.`,
    cause: error,
  })
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
