import { readFileSync } from "node:fs"
import { join } from "node:path"
import { escapePath, glob } from "tinyglobby"
import type { SourceFile } from "../template/source-file.ts"

/**
 * The files of some folders of a project that end in one of `endings`, by path. Folders that are not there hold none.
 * They are read one after another: for thousands of small files that costs a quarter of what promises cost.
 */
export async function readFiles(
  root: string,
  folders: readonly string[],
  endings: readonly string[],
): Promise<readonly SourceFile[]> {
  if (folders.length === 0) return []
  const ends = `*.{${endings.map((ending) => ending.slice(1)).join(",")}}`
  const patterns = folders.map((folder) => `${escapePath(folder)}/**/${ends}`)
  const paths = await glob(patterns, { cwd: root, onlyFiles: true, expandDirectories: false })
  return paths.sort().map((path) => ({ path: path.replaceAll("\\", "/"), text: readText(join(root, path)) }))
}

/** A file's text without the mark that some editors put first. */
export function readText(path: string): string {
  const text = readFileSync(path, "utf8")
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text
}

/** True when a path lies in one of the folders. */
export function liesIn(path: string, folders: readonly string[]): boolean {
  return folders.some((folder) => path.startsWith(`${folder}/`))
}

/** A path's folders below the resource folder that holds it, and its name without the ending. */
export function placeInFolders(
  path: string,
  folders: readonly string[],
): { readonly inside: readonly string[]; readonly name: string } {
  // Of folders inside each other the innermost is meant.
  const folder = folders
    .filter((each) => path.startsWith(`${each}/`))
    .reduce((longest, each) => (each.length > longest.length ? each : longest), "")
  const parts = path.slice(folder === "" ? 0 : folder.length + 1).split("/")
  const last = parts.pop() ?? ""
  return { inside: parts, name: last.replace(/\.[^.]+$/, "") }
}
