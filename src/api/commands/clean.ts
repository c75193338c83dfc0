import { existsSync } from "node:fs"
import { readdir, rm } from "node:fs/promises"
import { join, relative } from "node:path"
import { LuxError } from "../../errors.ts"
import { isInside, realPath } from "../../project/files/target-files.ts"
import { takenBy } from "../../project/files/target-path.ts"
import { isEmbedded } from "../../project/target/target-types.ts"
import type { Project } from "../../project/types.ts"
import { undeliveredFolder } from "../../run/history/undelivered.ts"
import type { CleanResult } from "../types.ts"

/**
 * Removes the artifacts' folder, but for history that could not be delivered yet. Databases and batches are never in it; should a target be configured to be in it
 * after all, or the folder be the project's own or one above it, nothing is removed (LUX-2310).
 */
export async function clean(project: Project): Promise<CleanResult> {
  const { root, targetPath, target } = project
  const taken = takenBy(root, targetPath, [])
  if (taken !== undefined)
    throw new LuxError("LUX-2310", `the target path ${targetPath} ${taken}`, { hint: folderOfItsOwn })
  const lying = [
    ["the project", root],
    ...(isEmbedded(target) ? [["the warehouse", target.path] as const] : []),
    ["the stage batches", target.batches],
    ...(target.artifacts === undefined ? [] : [["artifacts:", target.artifacts] as const]),
  ] as const
  for (const [what, path] of lying)
    if (isInside(realPath(path), realPath(targetPath)))
      throw new LuxError("LUX-2310", `${what} (${path}) is in the target path ${targetPath}`, {
        hint: folderOfItsOwn,
      })
  if (!existsSync(targetPath)) return { removed: [] }
  const names = await readdir(targetPath)
  // Outside of the project others may keep something in it. History that was not delivered cannot be made again.
  const own = isInside(realPath(targetPath), realPath(root))
    ? names.filter((name) => name !== undeliveredFolder)
    : names.filter((name) => ours.test(name))
  const gone = own.length === names.length ? [targetPath] : own.map((name) => join(targetPath, name))
  for (const path of gone) await rm(path, { recursive: true })
  return { removed: gone.map((path) => relative(root, path) || path) }
}

const folderOfItsOwn = "Set target-path to a folder of its own: clean removes all that is in it."

/** What commands leave in a target folder, but for history that was not delivered. */
const ours =
  /^(compiled|run|(manifest|catalog|lux|run_results|sources)\.json|(parse|analysis|compile)\.record(-.*)?)$/
