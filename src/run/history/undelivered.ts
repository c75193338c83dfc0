import { existsSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs"
import { basename, join, relative } from "node:path"
import { LuxError } from "../../errors.ts"
import { type KeptArtifacts, keptArtifacts } from "../../lake/kept-artifacts.ts"
import { checkStaysInside, pathInTarget } from "../../project/files/target-files.ts"
import { writeWhole } from "../../project/files/write-whole.ts"
import type { Project } from "../../project/types.ts"
import type { HistoryRows } from "../../quality/history.ts"
import { sealOf, unsealed } from "../../record/sealed.ts"
import { maskedJson } from "../../secrets.ts"

/**
 * Folder of what could not be delivered to the history, in the target folder, where `lux clean` leaves it, and in the
 * place that the target's `artifacts:` names: a container's target folder does not outlive it.
 */
export const undeliveredFolder = "undelivered"

export interface Undelivered {
  /** Paths of the target folder, the oldest first, with their rows. */
  readonly files: readonly { readonly file: string; readonly rows: HistoryRows }[]
  /**
   * Warnings: LUX-2402 where the kept ones could not be read, LUX-2690 for each that is damaged and was moved aside. What is
   * whole here is delivered nevertheless.
   */
  readonly problems: readonly LuxError[]
  /** Removes a file that is delivered, here and where it is kept. */
  delivered(file: string): Promise<void>
}

/** What waits to be delivered. What is kept elsewhere is copied here first. */
export async function undelivered(project: Project): Promise<Undelivered> {
  const kept = await keptArtifacts(project.target)
  const problem = kept && (await problemOf(kept.folder, "cannot be read", () => fetchKept(kept, project)))
  const problems = problem === undefined ? [] : [problem]
  const files: { readonly file: string; readonly rows: HistoryRows }[] = []
  for (const file of filesIn(project)) {
    const rows = rowsOf(file)
    if (rows !== undefined) files.push({ file, rows })
    else problems.push(await setAside(project, kept, file))
  }
  return {
    files,
    problems,
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

/** Undefined for a file that is damaged: half of a history would be taken for the whole of it. */
function rowsOf(file: string): HistoryRows | undefined {
  try {
    return JSON.parse(unsealed(readFileSync(file)).toString("utf8"))
  } catch {
    return undefined
  }
}

/** Under another name it is in nobody's way, and can be looked at. */
async function setAside({ root }: Project, kept: KeptArtifacts | undefined, file: string): Promise<LuxError> {
  const aside = `${file}.damaged`
  renameSync(file, aside)
  // One that stays there comes again with the next run, which moves it aside again.
  await kept?.store
    .put(aside, kept.path(undeliveredFolder, basename(aside)))
    .then(() => kept.store.remove(kept.path(undeliveredFolder, basename(file))))
    .catch(() => undefined)
  return new LuxError(
    "LUX-2690",
    `${relative(root, file)} is damaged: its run is not in the quality history`,
    {
      hint: `It is ${relative(root, aside)} now. Delete it, unless you want to look at it.`,
    },
  )
}

/** Returns the path of the file, whose name sorts by time. */
function writeUndelivered({ targetPath }: Project, rows: HistoryRows): string {
  const at = rows.invocation?.started_at ?? rows.metrics[0]?.measured_at ?? ""
  const name = `${String(at).replace(/[^0-9]/g, "")}-${rows.invocationId}.json`
  const file = pathInTarget(targetPath, undeliveredFolder, name)
  checkStaysInside(targetPath, file)
  const text = maskedJson(JSON.stringify(rows))
  writeWhole(file, Buffer.concat([Buffer.from(text), sealOf([text])]))
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
