import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { glob } from "tinyglobby"
import type { SourceFile } from "../template/source-file.ts"

/** The files of some folders of a project, by path. Folders that are not there hold none. */
export async function readFiles(
  root: string,
  folders: readonly string[],
  endings: readonly string[],
): Promise<readonly SourceFile[]> {
  const patterns = folders.flatMap((folder) =>
    endings.map((ending) => `${folder.replace(/\/$/, "")}/**/*${ending}`),
  )
  const paths = await glob(patterns, { cwd: root, onlyFiles: true, expandDirectories: false })
  const files = await Promise.all(
    paths.map(async (path): Promise<SourceFile> => {
      const text = await readFile(join(root, path), "utf8")
      return { path: path.replaceAll("\\", "/"), text: text.charCodeAt(0) === 0xfeff ? text.slice(1) : text }
    }),
  )
  return files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0))
}

/** A path's folders below the resource folder that holds it, and its name without the ending. */
export function placeInFolders(
  path: string,
  folders: readonly string[],
): { readonly inside: readonly string[]; readonly name: string } {
  const folder =
    folders.map((each) => each.replace(/\/$/, "")).find((each) => path.startsWith(`${each}/`)) ?? ""
  const parts = path.slice(folder.length + 1).split("/")
  const last = parts.pop() ?? ""
  return { inside: parts, name: last.replace(/\.[^.]+$/, "") }
}
