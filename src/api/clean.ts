import { existsSync } from "node:fs"
import { readdir, rm } from "node:fs/promises"
import { join, relative, sep } from "node:path"
import { LuxError } from "../errors.ts"
import type { Project } from "../project/types.ts"
import { undeliveredFolder } from "../run/remember.ts"
import type { CleanResult } from "./types.ts"

/**
 * Removes the artifacts' folder, but for history that could not be delivered yet. Databases and batches are never in it; should a target be configured to lie in it
 * after all, or the folder be the project's own or one above it, nothing is removed (LUX-2310).
 */
export async function clean(project: Project): Promise<CleanResult> {
  const { root, targetPath, target } = project
  const lying = [
    ["the project", root],
    ...(target.type === "duckdb" ? [["the warehouse", target.path] as const] : []),
    ["the stage batches", target.batches],
  ] as const
  for (const [what, path] of lying)
    if (isInside(path, targetPath))
      throw new LuxError("LUX-2310", `${what} (${path}) lies in the target path ${targetPath}`, {
        hint: "Set target-path to a folder of its own: clean removes all that is in it.",
      })
  if (!existsSync(targetPath)) return { removed: [] }
  // History that was not delivered cannot be made again.
  const kept = existsSync(join(targetPath, undeliveredFolder))
  const gone = kept
    ? (await readdir(targetPath))
        .filter((name) => name !== undeliveredFolder)
        .map((name) => join(targetPath, name))
    : [targetPath]
  for (const path of gone) await rm(path, { recursive: true })
  return { removed: gone.map((path) => relative(root, path) || path) }
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way === "" || (!way.startsWith(`..${sep}`) && way !== "..")
}
