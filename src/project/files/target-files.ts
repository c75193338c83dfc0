import { createHash } from "node:crypto"
import { realpathSync } from "node:fs"
import { basename, dirname, join, relative, sep } from "node:path"

/** Bytes of a file's name that every system takes, with room for an ending and for the name while it is written. */
const mostBytes = 180

const between = sep === "\\" ? /[\\/]/ : /\//

// biome-ignore lint/suspicious/noControlCharactersInRegex: file systems refuse them
const unsafe = /[\x00-\x1f\x7f<>:"|?*\\/]/g

/**
 * The way to a path in the target folder. `parts` are relative paths of whatever origin, with `safeFileName` for names:
 * none leads out of the folder, also where the folders of a project are next to it (`model-paths: [../shared]`).
 */
export function pathInTarget(targetPath: string, ...parts: readonly string[]): string {
  const steps = parts.flatMap((part) => part.split(between)).filter((step) => step !== "" && step !== ".")
  return join(targetPath, ...steps.map((step) => (step === ".." ? "__" : step)))
}

/**
 * A name that somebody wrote as the name of a file: what a path or a file system reads in a way of its own is replaced, a
 * long name is cut, and a digest tells both from other names.
 */
export function safeFileName(name: string): string {
  const plain = name.replace(unsafe, "_").replace(/^\.+/, (dots) => "_".repeat(dots.length))
  if (plain === name && Buffer.byteLength(plain) <= mostBytes) return name
  const digest = createHash("sha256").update(name).digest("hex").slice(0, 8)
  const start = Buffer.from(plain)
    .subarray(0, mostBytes)
    .toString()
    .replace(/\ufffd$/, "")
  return `${start}_${digest}`
}

/** Throws where a symbolic link on the way to a file leads out of the target folder. */
export function checkStaysInside(targetPath: string, file: string): void {
  const folder = dirname(file)
  if (folder !== targetPath && !isInside(realPath(folder), realPath(targetPath)))
    throw new Error(`a symbolic link leads out of the target folder, to ${realPath(folder)}`)
}

/** Where a path really leads, also where its last parts are not there yet. */
export function realPath(path: string): string {
  try {
    return realpathSync.native(path)
  } catch {
    const above = dirname(path)
    return above === path ? path : join(realPath(above), basename(path))
  }
}

/** Whether a path is a folder or something in it. Both are absolute. */
export function isInside(path: string, folder: string): boolean {
  const way = relative(folder, path)
  return way === "" || (way !== ".." && !way.startsWith(`..${sep}`) && !/^[a-z]:/i.test(way))
}
