import { statSync } from "node:fs"
import { dirname, join } from "node:path"
import { selectorsFileName } from "../graph/selection.ts"

/** True where the record of a parse still holds, and the manifest next to it was written after all that it is from. */
export function manifestHolds(record: string | undefined, root: string): boolean {
  if (record === undefined) return false
  const written = modified(join(dirname(record), "manifest.json"))
  const read = modified(record)
  if (written === undefined || read === undefined) return false
  return written >= read && written >= (modified(join(root, selectorsFileName)) ?? 0)
}

function modified(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs
}
