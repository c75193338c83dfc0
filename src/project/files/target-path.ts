import { homedir } from "node:os"
import { resolve } from "node:path"
import { LuxError, type Place } from "../../errors.ts"
import { isInside, realPath } from "./target-files.ts"

interface Asked {
  readonly root: string
  /** As it is written, and where: a flag and a variable have no place. */
  readonly written: string
  readonly from: "--target-path" | "LUX_TARGET_PATH" | "DBT_TARGET_PATH" | "target-path"
  readonly place?: Place | undefined
  /** Folders that the project is read from, relative to it. */
  readonly folders: readonly string[]
}

/**
 * The absolute path of the target folder. lux writes into it, and `lux clean` removes it: LUX-1053 for one that is, holds or
 * is in something else, also by way of a symbolic link.
 */
export function targetPathOf({ root, written, from, place, folders }: Asked): string {
  const targetPath = resolve(root, written)
  const taken = takenBy(root, targetPath, folders)
  if (taken === undefined) return targetPath
  throw new LuxError("LUX-1053", `${from} "${written}" ${taken}`, {
    place,
    hint: "Use a folder of its own, such as target: lux writes into it, and lux clean removes it.",
  })
}

/** Why a folder must not be the target folder; undefined where it may. */
export function takenBy(root: string, targetPath: string, folders: readonly string[]): string | undefined {
  const [target, project, home] = [targetPath, root, homedir()].map(realPath)
  if (target === undefined || project === undefined || home === undefined) return undefined
  if (isInside(project, target)) return "is the project's folder or above it"
  if (isInside(home, target)) return "is the home folder or above it"
  for (const folder of [...folders, ".git"]) {
    const read = realPath(resolve(root, folder))
    if (isInside(target, read) || isInside(read, target)) return `overlaps with the folder "${folder || "."}"`
  }
  return undefined
}
