import { LuxError } from "../../errors.ts"
import type { Resource } from "../types.ts"
import type { ProjectFiles } from "./project-files.ts"
import { placeInFolders } from "./read-files.ts"

/** More files with one ending in one folder share a warning. */
const most = 3

/** LUX-1087 for every file under the resource paths of the project, or of the package named, that is not read. */
export function ignoredFiles(
  { ignored, allFolders }: Pick<ProjectFiles, "ignored" | "allFolders">,
  resources: readonly Resource[],
  packageName?: string,
): readonly LuxError[] {
  if (ignored.length === 0) return []
  const read = new Set(resources.flatMap((each) => ("fixturePaths" in each ? each.fixturePaths : [])))
  const groups = new Map<string, string[]>()
  for (const path of [...ignored].sort()) {
    if (read.has(path)) continue
    const folder = folderOf(path, allFolders)
    const key = `${folder} ${endingOf(path)}`
    groups.set(key, [...(groups.get(key) ?? []), path])
  }
  const warnings = [...groups.values()].flatMap((paths) =>
    paths.length > most ? together(paths, allFolders) : paths.map((path) => alone(path, allFolders)),
  )
  return packageName === undefined ? warnings : warnings.map((warning) => inPackage(packageName, warning))
}

/** Installed files are not the user's: a change is lost with the next `lux deps`. */
function inPackage(name: string, { message, place }: LuxError): LuxError {
  return new LuxError("LUX-1087", `package "${name}": ${message}`, {
    place,
    hint: "Tell the author of the package, or define what the file holds in this project.",
  })
}

function alone(path: string, folders: readonly string[]): LuxError {
  return new LuxError("LUX-1087", `lux ignores ${path}`, {
    place: { file: path, line: 1, column: 1 },
    hint: hintFor(path, folderOf(path, folders)),
  })
}

function together(paths: readonly string[], folders: readonly string[]): readonly LuxError[] {
  const [first] = paths
  if (first === undefined) return []
  const folder = folderOf(first, folders)
  const shown = paths.slice(0, most).join(", ")
  return [
    new LuxError(
      "LUX-1087",
      `lux ignores ${paths.length} files ${nameOfEnding(first)} under ${folder}/: ${shown} and ${paths.length - most} more`,
      { place: { file: first, line: 1, column: 1 }, hint: hintFor(first, folder) },
    ),
  ]
}

function hintFor(path: string, folder: string): string {
  const ending = endingOf(path)
  const lower = ending.toLowerCase()
  if (lower !== ending && readEndings.has(lower)) return `Write the ending as ${lower}.`
  return instead[ending] ?? `Move it out of ${folder}/, or let its name start with a dot.`
}

const readEndings: ReadonlySet<string> = new Set([
  ".sql",
  ".csv",
  ".yml",
  ".yaml",
  ".md",
  ".js",
  ".mjs",
  ".ts",
])

const instead: Readonly<Record<string, string>> = {
  ".py": "Models are SQL: write it as SQL, or run it outside of lux and read its table as a source.",
  ".csv": "Seeds are in the folders of seed-paths, rows for unit tests in tests/fixtures/.",
  ".sql": "Models are in the folders of model-paths; snapshots are written in YAML.",
  ".js": "Macros are in the folders of macro-paths.",
  ".mjs": "Macros are in the folders of macro-paths.",
  ".ts": "Macros are in the folders of macro-paths.",
}

function nameOfEnding(path: string): string {
  const ending = endingOf(path)
  return ending === "" ? "without an ending" : `with the ending ${ending}`
}

function endingOf(path: string): string {
  return /\.[^./]+$/.exec(path)?.[0] ?? ""
}

function folderOf(path: string, folders: readonly string[]): string {
  const { inside } = placeInFolders(path, folders)
  const name = path.slice(path.lastIndexOf("/") + 1)
  return path.slice(0, path.length - [...inside, name].join("/").length - 1)
}
