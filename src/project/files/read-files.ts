import type { InputFile, ProjectInputs } from "./project-inputs.ts"

/**
 * The files of some folders of a project that end in one of `endings`, by path. Folders that are not there hold none.
 * Their texts are read as they are asked for, one after another: for thousands of small files that costs a quarter of
 * what promises cost.
 */
export function readFiles(
  inputs: ProjectInputs,
  folders: readonly string[],
  endings: readonly string[],
): readonly InputFile[] {
  return inputs.list(folders, endings).map((path) => inputs.read(path))
}

/** True when a path is in one of the folders. */
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
