import { existsSync, readdirSync, rmSync } from "node:fs"
import { basename, join, relative } from "node:path"
import { LuxError } from "../../errors.ts"
import { type KeptArtifacts, keptArtifacts } from "../../lake/kept-artifacts.ts"
import { checkStaysInside, pathInTarget } from "../../project/files/target-files.ts"
import { writeWhole } from "../../project/files/write-whole.ts"
import type { Project } from "../../project/types.ts"
import type { HistoryRows } from "../../quality/history.ts"

/**
 * Folder of what could not be delivered to the history, in the target folder, where `lux clean` leaves it, and in the
 * place that the target's `artifacts:` names: a container's target folder does not outlive it.
 */
export const undeliveredFolder = "undelivered"

export interface Undelivered {
  /** Paths of the target folder, the oldest first. */
  readonly files: readonly string[]
  /** The warning LUX-2402 where the kept ones could not be read: what is here is delivered nevertheless. */
  readonly problem: LuxError | undefined
  /** Removes a file that is delivered, here and where it is kept. */
  delivered(file: string): Promise<void>
}

/** What waits to be delivered. What is kept elsewhere is copied here first. */
export async function undelivered(project: Project): Promise<Undelivered> {
  const kept = await keptArtifacts(project.target)
  const problem = kept && (await problemOf(kept.folder, "cannot be read", () => fetchKept(kept, project)))
  return {
    files: filesIn(project),
    problem,
    async delivered(file) {
      rmSync(file)
      // One that stays is found in the history by the next run, which removes it.
      await kept?.store.remove(kept.path(undeliveredFolder, basename(file))).catch(() => undefined)
    },
  }
}

/** Keeps rows for the next run that opens the warehouse. `told`: what became of them, for the hint. */
export async function keepUndelivered(
  project: Project,
  rows: HistoryRows,
): Promise<{ readonly told: string; readonly problem: LuxError | undefined }> {
  const { root, target } = project
  const file = writeUndelivered(project, rows)
  const kept = await keptArtifacts(target)
  const problem =
    kept &&
    (await problemOf(kept.folder, "cannot be written", () =>
      kept.store.put(file, kept.path(undeliveredFolder, basename(file))),
    ))
  const also = kept === undefined || problem !== undefined ? "" : ` and in ${kept.folder}`
  return { told: `It is kept as ${relative(root, file)}${also}, and the next run delivers it.`, problem }
}

async function fetchKept(kept: KeptArtifacts, project: Project): Promise<void> {
  const folder = kept.path(undeliveredFolder)
  if (!(await kept.store.hasFolder(folder))) return
  for (const { path } of await kept.store.find(folder, ["*.json"])) {
    const file = pathInTarget(project.targetPath, undeliveredFolder, basename(path))
    if (existsSync(file)) continue
    const text = await kept.store.read(path)
    // Another run has just delivered it.
    if (text === undefined) continue
    checkStaysInside(project.targetPath, file)
    writeWhole(file, text)
  }
}

function filesIn({ targetPath }: Project): readonly string[] {
  const folder = join(targetPath, undeliveredFolder)
  if (!existsSync(folder)) return []
  return readdirSync(folder)
    .filter((name) => name.endsWith(".json"))
    .sort()
    .map((name) => join(folder, name))
}

/** Returns the path of the file, whose name sorts by time. */
function writeUndelivered({ targetPath }: Project, rows: HistoryRows): string {
  const at = rows.invocation?.started_at ?? rows.metrics[0]?.measured_at ?? ""
  const name = `${String(at).replace(/[^0-9]/g, "")}-${rows.invocationId}.json`
  const file = pathInTarget(targetPath, undeliveredFolder, name)
  checkStaysInside(targetPath, file)
  writeWhole(file, JSON.stringify(rows))
  return file
}

/** The warning LUX-2402 where the place that keeps undelivered history does not do what it is asked. */
async function problemOf(
  folder: string,
  what: string,
  work: () => Promise<void>,
): Promise<LuxError | undefined> {
  try {
    await work()
    return undefined
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    return new LuxError("LUX-2402", `undelivered history in ${folder} ${what}: ${why}`, {
      hint: error instanceof LuxError ? error.hint : "Check artifacts: of the target.",
      cause: error,
    })
  }
}
