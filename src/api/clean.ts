import { existsSync } from "node:fs"
import { rm } from "node:fs/promises"
import { relative, sep } from "node:path"
import { LuxError } from "../errors.ts"
import type { Project } from "../project/types.ts"
import type { CleanResult } from "./types.ts"

/**
 * Removes the artifacts' folder. Databases and batches are never in it; should a target be configured to lie in it
 * after all, or the folder be the project's own or one above it, nothing is removed (LUX-2310).
 */
export async function clean(project: Project): Promise<CleanResult> {
  const { root, targetPath, target } = project
  for (const [what, path] of [
    ["the project", root],
    ["the warehouse", target.path],
    ["the stage batches", target.batches],
  ] as const)
    if (isInside(path, targetPath))
      throw new LuxError("LUX-2310", `${what} (${path}) lies in the target path ${targetPath}`, {
        hint: "Set target-path to a folder of its own: clean removes all that is in it.",
      })
  if (!existsSync(targetPath)) return { removed: [] }
  await rm(targetPath, { recursive: true })
  return { removed: [relative(root, targetPath) || targetPath] }
}

function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way === "" || (!way.startsWith(`..${sep}`) && way !== "..")
}
