import { createHash } from "node:crypto"
import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"

/**
 * A digest of the files of a folder: paths and contents, in order. What starts with a dot, and links, belong to no
 * package.
 */
export function treeHash(folder: string): string {
  const hash = createHash("sha256")
  for (const path of packageFiles(folder)) {
    const bytes = readFileSync(join(folder, path))
    hash.update(`${path}\0${bytes.length}\0`).update(bytes)
  }
  return `sha256-${hash.digest("hex")}`
}

/** Paths of a package's files, relative to its folder, with forward slashes, sorted. */
export function packageFiles(folder: string): readonly string[] {
  const found: string[] = []
  descend("")
  return found.sort()

  function descend(inside: string): void {
    for (const entry of readdirSync(join(folder, inside), { withFileTypes: true })) {
      if (entry.name.startsWith(".")) continue
      const path = inside === "" ? entry.name : `${inside}/${entry.name}`
      if (entry.isDirectory()) descend(path)
      else if (entry.isFile()) found.push(path)
    }
  }
}
